import { describe, expect, it } from 'vitest';
import { makeTransaction, type TransactionFields, type TxOutput } from '../../../src/primitives/tx.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { type TaprootSighashRequest, taprootSighash } from '../../../src/script/taproot-sighash.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const [DEFAULT, ALL, NONE, SINGLE, ANYONECANPAY] = [0, 1, 2, 3, 0x80];

/** The second of three inputs signs; there are two outputs. */
const TX: TransactionFields = transactionOf({
  inputs: [inputOf(1), inputOf(2), inputOf(3)],
  outputs: [outputOf(11), outputOf(12)],
  lockTime: 7,
});
const SPENT: readonly TxOutput[] = [outputOf(21), outputOf(22), outputOf(23)];
const REQUEST: TaprootSighashRequest = {
  inputIndex: 1,
  hashType: DEFAULT,
  annexHash: undefined,
  leaf: undefined,
};

function sighash(
  { tx = TX, spent = SPENT }: { tx?: TransactionFields; spent?: readonly TxOutput[] },
  request: Partial<TaprootSighashRequest>,
): string {
  const hash = taprootSighash(createSighashCache(tx, spent), { ...REQUEST, ...request });
  return hash ? toHex(hash) : 'none';
}

function at<T>(items: readonly T[], index: number, fields: Partial<T>): readonly T[] {
  return items.map((item, i) => (i === index ? { ...item, ...fields } : item));
}

const scriptPubKey = hex('52');

/** What could be another, in the transaction or in what it spends. */
const CHANGES: Readonly<Record<string, Parameters<typeof sighash>[0]>> = {
  version: { tx: { ...TX, version: 3 } },
  'lock time': { tx: { ...TX, lockTime: 8 } },
  'own prevout': { tx: { ...TX, inputs: at(TX.inputs, 1, { prevout: inputOf(9).prevout }) } },
  'own sequence': { tx: { ...TX, inputs: at(TX.inputs, 1, { sequence: 5 }) } },
  'own value': { spent: at(SPENT, 1, { value: 1 }) },
  'own script': { spent: at(SPENT, 1, { scriptPubKey }) },
  "other's prevout": { tx: { ...TX, inputs: at(TX.inputs, 2, { prevout: inputOf(9).prevout }) } },
  "other's sequence": { tx: { ...TX, inputs: at(TX.inputs, 2, { sequence: 5 }) } },
  "other's value": { spent: at(SPENT, 2, { value: 1 }) },
  "other's script": { spent: at(SPENT, 2, { scriptPubKey }) },
  'own output': { tx: { ...TX, outputs: at(TX.outputs, 1, { value: 1 }) } },
  'other output': { tx: { ...TX, outputs: at(TX.outputs, 0, { value: 1 }) } },
  "own input's scriptSig": { tx: { ...TX, inputs: at(TX.inputs, 1, { scriptSig: hex('51') }) } },
  "other's witness": { tx: { ...TX, inputs: at(TX.inputs, 0, { witness: [hex('51')] }) } },
};

const NEVER = ["own input's scriptSig", "other's witness"];
const OTHERS = ["other's prevout", "other's sequence", "other's value", "other's script"];

describe('taprootSighash', () => {
  it.each([
    ['DEFAULT', DEFAULT, []],
    ['ALL', ALL, []],
    ['NONE', NONE, ['own output', 'other output']],
    ['SINGLE', SINGLE, ['other output']],
    ['ALL|ANYONECANPAY', ALL | ANYONECANPAY, OTHERS],
    ['NONE|ANYONECANPAY', NONE | ANYONECANPAY, [...OTHERS, 'own output', 'other output']],
    ['SINGLE|ANYONECANPAY', SINGLE | ANYONECANPAY, [...OTHERS, 'other output']],
  ])('of %s covers all it has to, and no more', (_name, hashType, free) => {
    const original = sighash({}, { hashType });
    const same = Object.entries(CHANGES)
      .filter(([, change]) => sighash(change, { hashType }) === original)
      .map(([name]) => name);
    expect(same.sort()).toEqual([...free, ...NEVER].sort());
  });

  it('is another for every hash type, place, annex, leaf and OP_CODESEPARATOR', () => {
    const leaf = { leafHash: new Uint8Array(32), codeSeparatorPosition: 0 };
    const requests: Partial<TaprootSighashRequest>[] = [
      ...[DEFAULT, ALL, NONE, SINGLE, 0x81, 0x82, 0x83].map((hashType) => ({ hashType })),
      { inputIndex: 0 },
      { inputIndex: 0, hashType: ALL | ANYONECANPAY },
      { annexHash: new Uint8Array(32) },
      { annexHash: new Uint8Array(32).fill(1) },
      { leaf },
      { leaf, annexHash: new Uint8Array(32) },
      { leaf: { ...leaf, leafHash: new Uint8Array(32).fill(1) } },
      { leaf: { ...leaf, codeSeparatorPosition: 1 } },
    ];
    expect(new Set(requests.map((request) => sighash({}, request))).size).toBe(requests.length);
  });

  it('is the same with a filled cache as with an empty one', () => {
    const filled = createSighashCache(TX, SPENT);
    for (const inputIndex of [0, 1, 0]) {
      for (const hashType of [DEFAULT, ALL, NONE, SINGLE, 0x81, 0x82, 0x83]) {
        const hash = taprootSighash(filled, { ...REQUEST, inputIndex, hashType });
        expect(hash && toHex(hash)).toBe(sighash({}, { inputIndex, hashType }));
      }
    }
  });

  it.each([4, 0x7f, 0x80, 0x84, 0xff])('is none for hash type %d, which has no meaning', (hashType) => {
    expect(sighash({}, { hashType })).toBe('none');
  });

  it('is none for SINGLE where the input has no output of its own', () => {
    for (const hashType of [SINGLE, SINGLE | ANYONECANPAY]) {
      expect(sighash({}, { hashType, inputIndex: 1 })).not.toBe('none');
      expect(sighash({}, { hashType, inputIndex: 2 })).toBe('none');
    }
  });

  it('is none where it is not known what is spent', () => {
    expect(taprootSighash(createSighashCache(makeTransaction(TX)), REQUEST)).toBeUndefined();
  });
});
