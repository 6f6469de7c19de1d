import { signSchnorr, taprootTweakPrivKey } from '@scure/btc-signer/utils.js';
import { describe, expect, it } from 'vitest';
import { verifySchnorr } from '../../src/crypto/schnorr.ts';
import { decodeTransaction, makeTransaction, serializeTransaction } from '../../src/primitives/tx.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { witnessProgramOf } from '../../src/script/predicates.ts';
import {
  amountsHash,
  createSighashCache,
  outputsHash,
  prevoutsHash,
  scriptsHash,
  sequencesHash,
} from '../../src/script/sighash-cache.ts';
import { SIGHASH_DEFAULT } from '../../src/script/signature-encoding.ts';
import { isCommittedLeaf, tapLeafHash } from '../../src/script/taproot.ts';
import { taprootSighash } from '../../src/script/taproot-sighash.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { ADDRESS_PREFIXES } from '../helpers/networks.ts';
import { hex } from '../helpers/script.ts';
import { buildTaproot, type Tree } from '../helpers/taproot.ts';
import { countVectors, hasVectors, readVectorJson } from '../helpers/vectors.ts';

/** BIP341's wallet test vectors. */

const PATH = 'core/bip341_wallet_vectors.json';

type GivenTree = { readonly script: string; readonly leafVersion: number } | readonly [GivenTree, GivenTree];

interface OutputVector {
  readonly given: { readonly internalPubkey: string; readonly scriptTree: GivenTree | null };
  readonly intermediary: {
    readonly leafHashes?: readonly string[];
    readonly merkleRoot: string | null;
    readonly tweak: string;
    readonly tweakedPubkey: string;
  };
  readonly expected: {
    readonly scriptPubKey: string;
    readonly bip350Address: string;
    readonly scriptPathControlBlocks?: readonly string[];
  };
}

interface InputVector {
  readonly given: {
    readonly txinIndex: number;
    readonly internalPrivkey: string;
    readonly merkleRoot: string | null;
    readonly hashType: number;
  };
  readonly intermediary: { readonly tweakedPrivkey: string; readonly sigHash: string };
  readonly expected: { readonly witness: readonly [string] };
}

interface SpendingVector {
  readonly given: {
    readonly rawUnsignedTx: string;
    readonly utxosSpent: readonly { readonly scriptPubKey: string; readonly amountSats: number }[];
  };
  readonly intermediary: Readonly<
    Record<'hashAmounts' | 'hashOutputs' | 'hashPrevouts' | 'hashScriptPubkeys' | 'hashSequences', string>
  >;
  readonly inputSpending: readonly InputVector[];
  readonly auxiliary: { readonly fullySignedTx: string };
}

interface Vectors {
  readonly scriptPubKey: readonly OutputVector[];
  readonly keyPathSpending: readonly SpendingVector[];
}

const VECTORS: Vectors = hasVectors(PATH)
  ? readVectorJson<Vectors>(PATH)
  : { scriptPubKey: [], keyPathSpending: [] };

const NO_AUXILIARY_RANDOMNESS = new Uint8Array(32);

function treeOf(given: GivenTree): Tree {
  if ('script' in given) return { script: hex(given.script), leafVersion: given.leafVersion };
  return [treeOf(given[0]), treeOf(given[1])];
}

describe.skipIf(!hasVectors(PATH))("BIP341's wallet vectors", () => {
  it('of outputs: leaves, root, tweak, key, address and control blocks', (context) => {
    for (const { given, intermediary, expected } of VECTORS.scriptPubKey) {
      const tree = given.scriptTree ? treeOf(given.scriptTree) : undefined;
      const built = buildTaproot(hex(given.internalPubkey), tree);
      const scriptPubKey = payToWitnessProgram(1, built.outputKey);
      expect({
        leafHashes: built.leaves.map(({ leafHash }) => toHex(leafHash)),
        merkleRoot: toHex(built.root),
        tweak: toHex(built.tweak),
        tweakedPubkey: toHex(built.outputKey),
        scriptPubKey: toHex(scriptPubKey),
        bip350Address: encodeAddress(scriptPubKey, ADDRESS_PREFIXES.main),
        scriptPathControlBlocks: built.leaves.map(({ control }) => toHex(control)),
      }).toEqual({
        leafHashes: [],
        scriptPathControlBlocks: [],
        ...intermediary,
        merkleRoot: intermediary.merkleRoot ?? '',
        ...expected,
      });
    }
    countVectors(context, VECTORS.scriptPubKey.length);
  });

  it('of outputs commit to each leaf by its control block, and to no other', () => {
    for (const { given } of VECTORS.scriptPubKey.filter(({ given }) => given.scriptTree)) {
      const tree = treeOf(expectDefined(given.scriptTree, 'a tree'));
      const { outputKey, leaves } = buildTaproot(hex(given.internalPubkey), tree);
      for (const { control, leafHash } of leaves) {
        expect(isCommittedLeaf(outputKey, control, leafHash)).toBe(true);
        expect(isCommittedLeaf(outputKey, control, tapLeafHash(0xc0, hex('51')))).toBe(false);
        for (let i = 0; i < control.length; i++) {
          const changed = control.map((byte, at) => (at === i ? byte ^ 1 : byte));
          expect(isCommittedLeaf(outputKey, changed, leafHash), `byte ${i}`).toBe(false);
        }
      }
    }
  });

  it('of key path spends: common hashes, signature hashes and signatures', (context) => {
    for (const vector of VECTORS.keyPathSpending) checkSpending(vector);
    countVectors(
      context,
      VECTORS.keyPathSpending.reduce((sum, { inputSpending }) => sum + inputSpending.length, 0),
    );
  });

  function checkSpending({ given, intermediary, inputSpending, auxiliary }: SpendingVector): void {
    const spent = given.utxosSpent.map(({ scriptPubKey, amountSats }) => ({
      value: amountSats,
      scriptPubKey: hex(scriptPubKey),
    }));
    const decoded = decodeTransaction(hex(given.rawUnsignedTx));
    const whole = decodeTransaction(hex(auxiliary.fullySignedTx));
    invariant(decoded.ok && whole.ok, 'the transactions decode');
    const cache = createSighashCache(decoded.value, spent);
    expect({
      hashAmounts: toHex(amountsHash(cache, spent)),
      hashOutputs: toHex(outputsHash(cache)),
      hashPrevouts: toHex(prevoutsHash(cache)),
      hashScriptPubkeys: toHex(scriptsHash(cache, spent)),
      hashSequences: toHex(sequencesHash(cache)),
    }).toEqual(intermediary);
    const witnesses = new Map<number, readonly Uint8Array[]>();
    for (const input of inputSpending) {
      const { txinIndex: inputIndex, hashType, merkleRoot, internalPrivkey } = input.given;
      const request = { inputIndex, hashType, annexHash: undefined, leaf: undefined };
      const message = expectDefined(taprootSighash(cache, request), 'a message');
      expect(toHex(message)).toBe(input.intermediary.sigHash);
      const secret = taprootTweakPrivKey(hex(internalPrivkey), hex(merkleRoot ?? ''));
      expect(toHex(secret)).toBe(input.intermediary.tweakedPrivkey);
      const signature = signSchnorr(message, secret, NO_AUXILIARY_RANDOMNESS);
      const item = hashType === SIGHASH_DEFAULT ? signature : Uint8Array.of(...signature, hashType);
      expect([toHex(item)]).toEqual(input.expected.witness);
      const output = expectDefined(spent[inputIndex], 'an output');
      const pubkey = expectDefined(witnessProgramOf(output.scriptPubKey), 'a witness program').program;
      expect(verifySchnorr({ message, signature, pubkey })).toBe(true);
      witnesses.set(inputIndex, [item]);
    }
    // The other inputs are not of taproot: theirs are taken over.
    const inputs = whole.value.inputs.map((input, i) => ({
      ...input,
      witness: witnesses.get(i) ?? input.witness,
    }));
    expect(toHex(serializeTransaction(makeTransaction({ ...whole.value, inputs })))).toBe(
      auxiliary.fullySignedTx,
    );
  }
});
