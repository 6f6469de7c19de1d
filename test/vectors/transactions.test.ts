import { describe, expect, it } from 'vitest';
import { checkTransaction } from '../../src/consensus/check-tx.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { decodeTransaction, makeTransaction, serializeTransaction } from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';
import { ACCEPTED } from '../../src/util/verdict.ts';
import { readBitcoreJson } from '../helpers/bitcore-vectors.ts';
import { hex } from '../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../helpers/vectors.ts';

/** Bitcoin Core's tx_valid and tx_invalid: here their bytes and what needs no scripts; comments are strings. */
type Vector = readonly [readonly (readonly [string, number, string])[], string, string] | readonly [string];

interface TransactionVectors {
  readonly from: string;
  readonly present: boolean;
  read(name: 'tx_valid' | 'tx_invalid'): readonly Vector[];
}

const SOURCES: readonly TransactionVectors[] = [
  {
    from: 'Bitcoin Core',
    present: hasVectors('core/tx_valid.json'),
    read: (name) => readVectorJson(`core/${name}.json`),
  },
  { from: 'bitcore-lib', present: true, read: (name) => readBitcoreJson(`bitcoind/${name}.json`) },
];

/** The vectors without the comments between them. */
function transactionsOf(vectors: readonly Vector[]) {
  return vectors.flatMap((vector) =>
    vector.length === 3 ? [{ prevouts: vector[0], bytes: vector[1].toLowerCase(), flags: vector[2] }] : [],
  );
}

describe.for(SOURCES)('transactions of $from', ({ present, read }) => {
  it.skipIf(!present).for(['tx_valid', 'tx_invalid'] as const)(
    'of %s decode and encode to the same bytes',
    (name, context) => {
      const vectors = transactionsOf(read(name));
      for (const { bytes, prevouts } of vectors) {
        const decoded = decodeTransaction(hex(bytes));
        if (!decoded.ok) throw new Error(`${decoded.debug}: ${bytes}`);
        expect(toHex(serializeTransaction(decoded.value))).toBe(bytes);
        expect(makeTransaction(decoded.value)).toEqual(decoded.value);
        const spent = decoded.value.inputs.map((input) => displayHash(input.prevout.txid));
        for (const [txid] of prevouts) expect(spent).toContain(txid);
      }
      countVectors(context, vectors.length);
    },
  );

  it.skipIf(!present)('of tx_valid pass checkTransaction', (context) => {
    const vectors = transactionsOf(read('tx_valid'));
    for (const { bytes } of vectors) {
      const decoded = decodeTransaction(hex(bytes));
      expect(decoded.ok && checkTransaction(decoded.value), bytes).toEqual(ACCEPTED);
    }
    countVectors(context, vectors.length);
  });
});

describe('transactions of Bitcoin Core', () => {
  it.skipIf(!hasVectors('core/tx_invalid.json'))('marked BADTX alone fail checkTransaction', (context) => {
    const vectors = transactionsOf(readVectorJson('core/tx_invalid.json'));
    for (const { bytes, flags } of vectors) {
      const decoded = decodeTransaction(hex(bytes));
      if (!decoded.ok) throw new Error(`${decoded.debug}: ${bytes}`);
      expect(checkTransaction(decoded.value).ok, bytes).toBe(flags !== 'BADTX');
    }
    countVectors(context, vectors.length);
  });
});
