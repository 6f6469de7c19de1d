import * as scure from '@scure/btc-signer';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { serializeTransaction, type TransactionFields, type TxOutput } from '../../src/primitives/tx.ts';
import { encode, writeVarBytes } from '../../src/primitives/writer.ts';
import { Opcode } from '../../src/script/opcodes.ts';
import { createCursor, hasMore, readInstruction } from '../../src/script/parse.ts';
import { pushData } from '../../src/script/push.ts';
import { legacySighash, witnessV0Sighash } from '../../src/script/sighash.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { tapLeafHash } from '../../src/script/taproot.ts';
import { NO_CODESEPARATOR, taprootSighash } from '../../src/script/taproot-sighash.ts';
import { concatBytes, toHex } from '../../src/util/bytes.ts';
import type { Random } from './random.ts';
import { type Explanation, RUN_TIMEOUT_MS, runCases } from './run.ts';
import { anyBytes, anyOutput, anyTransactionFields } from './transactions.ts';

/** Our signature hashes against those of @scure/btc-signer, over any transactions, scripts and hash types. */

/** Why a hash is not given; what is refused for another reason is not expected. */
type Refusal = 'no output of its own' | 'malformed script';
type Answer = string | Refusal;

/** What they say where they refuse. */
const REFUSALS: readonly (readonly [text: string, refusal: Refusal])[] = [
  ['there is no output with corresponding index', 'no output of its own'],
  ['Unexpected end of script', 'malformed script'],
];

function answerOf(hash: () => Uint8Array): Answer {
  try {
    return toHex(hash());
  } catch (error) {
    const refusal = REFUSALS.find(([text]) => (error as Error).message.includes(text));
    if (refusal) return refusal[1];
    throw error;
  }
}

/** Their transaction, with the methods that they keep to themselves. */
interface TheirTransaction extends Pick<scure.Transaction, 'preimageWitnessV0' | 'preimageWitnessV1'> {
  preimageLegacy(inputIndex: number, script: Uint8Array, hashType: number): Uint8Array;
}

function theirTransaction(fields: TransactionFields): TheirTransaction {
  const tx = scure.Transaction.fromRaw(serializeTransaction(fields), {
    allowUnknownVersion: true,
    allowUnknownOutputs: true,
    allowUnknownInputs: true,
    disableScriptCheck: true,
  });
  return tx as unknown as TheirTransaction;
}

/** A script with OP_CODESEPARATORs, some of them pushed; sometimes it ends within a push. */
function anyScriptCode(random: Random): Uint8Array {
  const separator = Uint8Array.of(Opcode.OP_CODESEPARATOR);
  const pieces = random.list(random.int(8), () =>
    random.pick([
      () => separator,
      () => pushData(concatBytes(random.bytes(random.int(3)), separator)),
      () => pushData(anyBytes(random, 300)),
      () => Uint8Array.of(Opcode.OP_NOP + random.int(0x50)),
    ])(),
  );
  const script = concatBytes(...pieces);
  return random.chance(0.03) ? script.subarray(0, random.int(script.length + 1)) : script;
}

function isMalformed(script: Uint8Array): boolean {
  const cursor = createCursor(script);
  while (hasMore(cursor)) if (!readInstruction(cursor)) return true;
  return false;
}

/** The hash types that are known, and now and then another. */
function anyHashType(random: Random): number {
  return random.chance(0.7) ? random.pick([0x01, 0x02, 0x03, 0x81, 0x82, 0x83]) : random.int(256);
}

function anyPlace(random: Random) {
  const fields = anyTransactionFields(random);
  return { fields, inputIndex: random.int(fields.inputs.length), hashType: anyHashType(random) };
}

function compareLegacy(random: Random): readonly Explanation[] {
  const { fields, inputIndex, hashType } = anyPlace(random);
  const scriptCode = anyScriptCode(random);
  const ours = toHex(legacySighash(createSighashCache(fields), { inputIndex, scriptCode, hashType }));
  const theirs = answerOf(() => theirTransaction(fields).preimageLegacy(inputIndex, scriptCode, hashType));
  if (theirs === 'malformed script' && isMalformed(scriptCode))
    return [
      'a script that ends within a push is hashed as it stands (Core: SerializeScriptCode); it fails anyway',
    ];
  expect(theirs).toBe(ours);
  return [];
}

function compareWitnessV0(random: Random): readonly Explanation[] {
  const { fields, inputIndex, hashType } = anyPlace(random);
  const scriptCode = anyScriptCode(random);
  const { value } = anyOutput(random);
  const request = { inputIndex, scriptCode, hashType };
  const ours = toHex(witnessV0Sighash(createSighashCache(fields), request, value));
  const their = theirTransaction(fields);
  expect(answerOf(() => their.preimageWitnessV0(inputIndex, scriptCode, hashType, BigInt(value)))).toBe(ours);
  return [];
}

/** By the key or by a script, with or without an annex. */
function compareTaproot(random: Random): readonly Explanation[] {
  const { fields, inputIndex } = anyPlace(random);
  const hashType = random.pick([0x00, 0x01, 0x02, 0x03, 0x81, 0x82, 0x83]);
  const spent: readonly TxOutput[] = fields.inputs.map(() => anyOutput(random));
  const annex = random.chance(0.4) ? concatBytes(Uint8Array.of(0x50), anyBytes(random)) : undefined;
  const leaf = random.chance(0.5) ? anyLeaf(random) : undefined;
  const ours = taprootSighash(createSighashCache(fields, spent), {
    inputIndex,
    hashType,
    annexHash: annex && sha256(encode((writer) => writeVarBytes(writer, annex))),
    leaf: leaf && {
      leafHash: tapLeafHash(leaf.version, leaf.script),
      codeSeparatorPosition: leaf.codeSeparator ?? NO_CODESEPARATOR,
    },
  });
  const their = theirTransaction(fields);
  const theirs = answerOf(() =>
    their.preimageWitnessV1(
      inputIndex,
      spent.map(({ scriptPubKey }) => scriptPubKey),
      hashType,
      spent.map(({ value }) => BigInt(value)),
      leaf?.codeSeparator,
      leaf?.script,
      leaf?.version,
      annex,
    ),
  );
  expect(theirs).toBe(ours ? toHex(ours) : 'no output of its own');
  return [];
}

function anyLeaf(random: Random) {
  return {
    script: anyScriptCode(random),
    // Those that a control block may have without being taken for an annex (BIP341).
    version: random.chance(0.7) ? 0xc0 : random.pick([0xc2, 0xfe, 0x66, 0x7e, 0x80, 0xbe]),
    codeSeparator: random.chance(0.5) ? random.int(random.chance(0.5) ? 10 : 2 ** 31) : undefined,
  };
}

describe('signature hashes are those of @scure/btc-signer', () => {
  it('before segwit', { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('sighash before segwit', context, compareLegacy);
  });

  it('by BIP143', { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('sighash by BIP143', context, compareWitnessV0);
  });

  it('by BIP341 and BIP342', { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('sighash by BIP341', context, compareTaproot);
  });
});
