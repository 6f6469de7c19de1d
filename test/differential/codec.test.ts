import { describe, expect, it } from 'vitest';
import {
  serializeTransaction,
  serializeWithoutWitness,
  type TransactionFields,
} from '../../src/primitives/tx.ts';
import { concatBytes, toHex } from '../../src/util/bytes.ts';
import { type Decoded, decodeByBitcoinJs, decodeByBitcore, decodeByUs } from './codecs.ts';
import type { Random } from './random.ts';
import { type Explanation, RUN_TIMEOUT_MS, runCases } from './run.ts';
import { anyTransactionFields } from './transactions.ts';

/** Our decoder of transactions against two others, on bytes of transactions, on such bytes changed, and on any bytes. */

function anyTransactionBytes(random: Random): Uint8Array {
  if (random.chance(0.05)) return random.bytes(random.int(80));
  const fields = anyTransactionFields(random);
  if (random.chance(0.02)) return extendedWithoutWitness(fields);
  const bytes = serializeTransaction(random.chance(0.03) ? { ...fields, inputs: [] } : fields);
  return random.chance(0.5) ? bytes : mutate(bytes, random);
}

/** The form that announces witnesses, all of them empty. */
function extendedWithoutWitness(fields: TransactionFields): Uint8Array {
  const bytes = serializeWithoutWitness(fields);
  const [version, body, lockTime] = [bytes.subarray(0, 4), bytes.subarray(4, -4), bytes.subarray(-4)];
  return concatBytes(version, Uint8Array.of(0, 1), body, new Uint8Array(fields.inputs.length), lockTime);
}

/** One to three changes of single bytes, of lengths, or of the end. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  for (let left = 1 + random.int(3); left > 0; left--) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(bytes: Uint8Array, random: Random): Uint8Array {
  // Most of what a decoder decides by is at the start.
  const at = random.int(random.chance(0.4) ? Math.min(bytes.length, 12) : bytes.length + 1);
  const kind = random.int(6);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === 0) return before;
  if (kind === 1) return concatBytes(before, after.subarray(1 + random.int(8)));
  if (kind === 2) return concatBytes(before, random.bytes(1 + random.int(8)), after);
  if (kind === 3) return concatBytes(before, longerSize(after[0] ?? 0, random), after.subarray(1));
  const byte = random.chance(0.6)
    ? random.pick([0, 1, 2, 3, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff])
    : random.int(256);
  return concatBytes(before, Uint8Array.of(byte), after.subarray(1));
}

/** A compact size of that byte that is longer than it needs to be. */
function longerSize(size: number, random: Random): Uint8Array {
  const width = random.pick([2, 4, 8]);
  return Uint8Array.of(width === 2 ? 0xfd : width === 4 ? 0xfe : 0xff, size, ...new Uint8Array(width - 1));
}

/** Why another decoder takes what we refuse, or gives another answer. */
interface Rule {
  readonly why: Explanation;
  readonly applies: (bytes: Uint8Array, ours: Decoded, theirs: Decoded) => boolean;
}

const refusedFor = (text: string, decoded: Decoded): boolean =>
  'refusal' in decoded && decoded.refusal === text;

const encodedLength = (decoded: Decoded): number =>
  'reading' in decoded ? decoded.reading.encoded.length / 2 : Number.NaN;

/** The byte where the number of inputs stands, and the one behind it, which is the flag where that number is 0. */
const MARKER_OFFSET = 4;

const RULES: readonly Rule[] = [
  {
    why: 'a size has to be as short as it can be (Core: ReadCompactSize); the other reads longer ones too',
    applies: (bytes, ours, theirs) =>
      refusedFor('non-canonical ReadCompactSize()', ours) && encodedLength(theirs) < bytes.length,
  },
  {
    why: 'no inputs are the mark of the extended form, of which flag 1 is known alone (Core: UnserializeTransaction)',
    applies: (bytes, ours) =>
      'refusal' in ours && bytes[MARKER_OFFSET] === 0 && (bytes[MARKER_OFFSET + 1] ?? 0) > 1,
  },
  {
    why: 'the extended form without a witness is refused (Core: "Superfluous witness record"); bitcore-lib reads it',
    applies: (bytes, ours, theirs) =>
      refusedFor('Superfluous witness record', ours) &&
      encodedLength(theirs) === bytes.length - 2 - inputsOf(bytes),
  },
  {
    why: 'the wtxid of a coinbase is zero in the witness tree (BIP141), which bitcoinjs-lib says of it everywhere',
    applies: (_bytes, ours, theirs) => {
      if ('refusal' in ours || 'refusal' in theirs) return false;
      const [, input = '', end] = ours.reading.fields.split('\n');
      const isAlone = end === '|' && input.startsWith(NO_HASH) && theirs.reading.wtxid === NO_HASH;
      return isAlone && same({ ...theirs.reading, wtxid: ours.reading.wtxid }, ours.reading);
    },
  },
];

const NO_HASH = '00'.repeat(32);

/** The number of inputs behind marker and flag, which is one byte in what is generated here, or the first of three. */
function inputsOf(bytes: Uint8Array): number {
  const size = bytes[MARKER_OFFSET + 2] ?? 0;
  return size < 0xfd ? size : 253;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function compare(bytes: Uint8Array, other: (bytes: Uint8Array) => Decoded): readonly Explanation[] {
  const [ours, theirs] = [decodeByUs(bytes), other(bytes)];
  if ('refusal' in ours && 'refusal' in theirs) return [];
  if (same(ours, theirs)) return [];
  const rule = RULES.find(({ applies }) => applies(bytes, ours, theirs));
  if (rule) return [rule.why];
  expect(theirs, toHex(bytes)).toEqual(ours);
  return [];
}

describe('the codec of transactions', () => {
  it("reads what bitcoinjs-lib's reads", { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('transactions, bitcoinjs-lib', context, (random) =>
      compare(anyTransactionBytes(random), decodeByBitcoinJs),
    );
  });

  it("reads what bitcore-lib's reads", { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('transactions, bitcore-lib', context, (random) =>
      compare(anyTransactionBytes(random), decodeByBitcore),
    );
  });
});
