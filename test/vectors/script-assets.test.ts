import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCachingVerifier } from '../../src/crypto/signature-cache.ts';
import { createReader } from '../../src/primitives/reader.ts';
import { decodeTransaction, readOutput, type TransactionFields } from '../../src/primitives/tx.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../src/script/flags.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../src/script/transaction-checker.ts';
import { verifyScript } from '../../src/script/verify-script.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { hex } from '../helpers/script.ts';
import { parseFlags } from '../helpers/script-flags.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/**
 * Spends of every kind that Core's feature_taproot.py makes, under every set of the rules of blocks.
 * @source Bitcoin Core src/test/script_assets_tests.cpp
 */

const PATH = 'taproot/script_assets.json.gz';

interface InputScripts {
  readonly scriptSig: string;
  readonly witness: readonly string[];
}

interface Asset {
  readonly tx: string;
  readonly prevouts: readonly string[];
  readonly index: number;
  readonly flags: string;
  readonly comment: string;
  /** True where what succeeds does so by any rules; else only by those of `flags`, and fewer. */
  readonly final?: boolean;
  readonly success?: InputScripts;
  readonly failure?: InputScripts;
}

const { P2SH, DERSIG, NULLDUMMY, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, WITNESS, TAPROOT } = SCRIPT_VERIFY;

/** Every set of the rules of blocks that makes sense. */
const CONSENSUS_FLAGS = subsetsOf([
  P2SH,
  DERSIG,
  NULLDUMMY,
  CHECKLOCKTIMEVERIFY,
  CHECKSEQUENCEVERIFY,
  WITNESS,
  TAPROOT,
]).filter((flags) => (!(flags & WITNESS) || flags & P2SH) && (!(flags & TAPROOT) || flags & WITNESS));

function subsetsOf(flags: readonly ScriptFlags[]): readonly ScriptFlags[] {
  return Array.from({ length: 2 ** flags.length }, (_, set) =>
    flags.reduce((sum, flag, i) => (set & (1 << i) ? sum | flag : sum), 0),
  );
}

/** Signatures are asked for under each set of rules: once is enough to compute them, as in Core's test. */
const verifier = createCachingVerifier();

/** Judges the asset's input with these scripts, under rules that are to be named. */
function judgeOf(asset: Asset, { scriptSig, witness }: InputScripts): (flags: ScriptFlags) => boolean {
  const { index: inputIndex, prevouts } = asset;
  const decoded = decodeTransaction(hex(asset.tx));
  invariant(decoded.ok, 'the transaction decodes');
  const scripts = { scriptSig: hex(scriptSig), witness: witness.map(hex) };
  const inputs = decoded.value.inputs.map((input, i) =>
    i === inputIndex ? { ...input, ...scripts } : input,
  );
  const tx: TransactionFields = { ...decoded.value, inputs };
  const spent = prevouts.map((bytes) => readOutput(createReader(hex(bytes))));
  invariant(spent.length === inputs.length, 'every input spends something');
  const { value, scriptPubKey } = expectDefined(spent[inputIndex], 'the input spends something');
  const sighashes = createSighashCache(tx, spent);
  const checker = createTransactionChecker({ sighashes, inputIndex, amount: value, verifier });
  return (flags) => verifyScript({ ...scripts, scriptPubKey }, { flags, checker }).ok;
}

describe.skipIf(!hasVectors(PATH))('script_assets', () => {
  const assets = hasVectors(PATH)
    ? (JSON.parse(gunzipSync(readVectorFile(PATH)).toString('utf8')) as Asset[])
    : [];

  it('succeed by their rules and any fewer, final ones by any', (context) => {
    const found = assets.filter(({ success }) => success);
    for (const asset of found) {
      const ofAsset = parseFlags(asset.flags);
      const succeeds = judgeOf(asset, expectDefined(asset.success, 'a success'));
      for (const flags of CONSENSUS_FLAGS) {
        if (asset.final || (flags & ofAsset) === flags) expect(succeeds(flags), asset.comment).toBe(true);
      }
    }
    countVectors(context, found.length);
  });

  it('fail by their rules and any more', (context) => {
    const found = assets.filter(({ failure }) => failure);
    for (const asset of found) {
      const ofAsset = parseFlags(asset.flags);
      const succeeds = judgeOf(asset, expectDefined(asset.failure, 'a failure'));
      for (const flags of CONSENSUS_FLAGS) {
        if ((flags & ofAsset) === ofAsset) expect(succeeds(flags), asset.comment).toBe(false);
      }
    }
    countVectors(context, found.length);
  });
});
