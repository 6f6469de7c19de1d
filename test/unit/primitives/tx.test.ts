import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayHash, hash256 } from '../../../src/primitives/hash256.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import {
  decodeTransaction,
  decodeTransactionWithoutWitness,
  hasWitness,
  isCoinbase,
  makeTransaction,
  serializeTransaction,
  serializeWithoutWitness,
} from '../../../src/primitives/tx.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { anyTransaction } from '../../helpers/arbitraries.ts';
import { hex } from '../../helpers/script.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

/** The first payment, from Satoshi Nakamoto to Hal Finney in block 170. */
const FIRST_PAYMENT =
  '0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd370400000000' +
  '4847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de' +
  '4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f5' +
  '1b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1bade' +
  'd5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b1' +
  '48a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000';

const PREVOUT = `${'11'.repeat(32)}00000000`;
/** One input without a script, one output of 1 satoshi without a script. */
const INPUTS = `01${PREVOUT}00ffffffff`;
const OUTPUTS = '01010000000000000000';

describe('decodeTransaction', () => {
  it('reads the first payment, whose txid is known', () => {
    const decoded = decodeTransaction(hex(FIRST_PAYMENT));
    if (!decoded.ok) throw new Error(decoded.debug);
    const tx = decoded.value;
    expect(displayHash(tx.txid)).toBe('f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16');
    expect(tx.wtxid).toBe(tx.txid);
    expect(tx.outputs.map((output) => output.value)).toEqual([10_0000_0000, 40_0000_0000]);
    expect(tx).toMatchObject({ version: 1, lockTime: 0, size: 275, strippedSize: 275 });
    expect(toHex(serializeTransaction(tx))).toBe(FIRST_PAYMENT);
  });

  it('reads back what serializeTransaction wrote, hashes and sizes too', () => {
    fc.assert(
      fc.property(anyTransaction, (tx) => {
        expect(decodeTransaction(serializeTransaction(tx))).toEqual(accept(tx));
      }),
    );
  });

  it('reads a witness, and hashes with it and without', () => {
    const witness = '02' + '00' + '020102';
    const decoded = decodeTransaction(hex(`02000000${'0001'}${INPUTS}${OUTPUTS}${witness}07000000`));
    if (!decoded.ok) throw new Error(decoded.debug);
    const stripped = hex(`02000000${INPUTS}${OUTPUTS}07000000`);
    expect(decoded.value.inputs[0]?.witness).toEqual([new Uint8Array(), Uint8Array.of(1, 2)]);
    expect(decoded.value.txid).toEqual(hash256(stripped));
    expect(decoded.value.wtxid).not.toEqual(decoded.value.txid);
    expect(decoded.value).toMatchObject({ strippedSize: stripped.length, size: stripped.length + 7 });
  });

  it('rejects a transaction cut off at any byte, and one with a byte more', () => {
    const tx = transactionOf({
      inputs: [inputOf(1, { witness: [Uint8Array.of(1), new Uint8Array()] }), inputOf(2)],
      outputs: [outputOf(5), outputOf(6)],
    });
    for (const bytes of [serializeTransaction(tx), serializeWithoutWitness(tx)]) {
      for (let length = 0; length < bytes.length; length++) {
        expect(decodeTransaction(bytes.subarray(0, length)), `${length} bytes`).toMatchObject({
          ok: false,
          code: 'decode-failed',
        });
      }
      expect(decodeTransaction(Uint8Array.of(...bytes, 0))).toEqual(
        reject('decode-failed', '1 bytes left over'),
      );
    }
  });

  it('rejects witnesses that are announced but all empty', () => {
    const superfluous = reject('decode-failed', 'Superfluous witness record');
    expect(decodeTransaction(hex(`020000000001${INPUTS}${OUTPUTS}0000000000`))).toEqual(superfluous);
    expect(decodeTransaction(hex('02000000000100000000000000'))).toMatchObject({ ok: false });
    expect(decodeTransaction(hex('020000000001000000000000'))).toEqual(superfluous);
  });

  it.each(['02', '03', '80', 'ff'])('rejects the unknown flag %s', (flag) => {
    const bytes = hex(`0200000000${flag}${INPUTS}${OUTPUTS}0101ff00000000`);
    expect(decodeTransaction(bytes)).toEqual(reject('decode-failed', 'Unknown transaction optional data'));
  });

  it('misses the witness before it asks what an unknown flag means, as Core does', () => {
    const bytes = hex(`020000000003${INPUTS}${OUTPUTS}0000000000`);
    expect(decodeTransaction(bytes)).toEqual(reject('decode-failed', 'Superfluous witness record'));
  });

  it('reads neither inputs nor outputs from the shortest form', () => {
    const bytes = hex('02000000000007000000');
    const decoded = decodeTransaction(bytes);
    expect(decoded).toMatchObject(accept({ version: 2, inputs: [], outputs: [], lockTime: 7, size: 10 }));
    expect(decoded.ok && serializeTransaction(decoded.value)).toEqual(bytes);
    expect(decoded.ok && decoded.value.txid).toEqual(hash256(bytes));
  });

  it('reads an empty list of outputs', () => {
    const bytes = hex(`02000000${INPUTS}0000000000`);
    expect(decodeTransaction(bytes)).toMatchObject(accept({ outputs: [], size: bytes.length }));
  });

  it('takes an empty list of inputs before outputs for the announcement of a witness, as Core does', () => {
    const withoutInputs = makeTransaction({ version: 2, inputs: [], outputs: [outputOf(1)], lockTime: 0 });
    expect(decodeTransaction(serializeTransaction(withoutInputs))).toMatchObject({ ok: false });
  });

  it.each([
    ['ffffffffffffffff', -1],
    ['0000000000000080', -(2 ** 53)],
    ['ffffffffffffff7f', 2 ** 53],
    ['0140075af0750700', 21e14 + 1],
  ])('keeps the amount %s, as %d, so that a rule can refuse it', (amount, value) => {
    const bytes = hex(`02000000${INPUTS}01${amount}0000000000`);
    const decoded = decodeTransaction(bytes);
    expect(decoded.ok && decoded.value.outputs[0]?.value).toBe(value);
    expect(decoded.ok && decoded.value.txid).toEqual(hash256(bytes));
  });

  it.each([
    ['inputs', 'fd0100'],
    ['inputs behind the marker', '0001fd0100'],
    ['outputs', `${INPUTS}fd0100`],
  ])('rejects a number of %s that is longer than needed', (_, rest) => {
    expect(decodeTransaction(hex(`02000000${rest}${'00'.repeat(80)}`))).toEqual(
      reject('decode-failed', 'non-canonical ReadCompactSize()'),
    );
  });
});

describe('makeTransaction', () => {
  it('has one hash where there is no witness, and two where there is', () => {
    fc.assert(
      fc.property(anyTransaction, (tx) => {
        expect(tx.txid).toEqual(hash256(serializeWithoutWitness(tx)));
        expect(tx.wtxid).toEqual(hash256(serializeTransaction(tx)));
        expect(tx.strippedSize).toBe(serializeWithoutWitness(tx).length);
        expect(tx.size).toBe(serializeTransaction(tx).length);
        expect(hasWitness(tx)).toBe(tx.size !== tx.strippedSize);
      }),
    );
  });

  it('refuses an amount whose bytes are not known', () => {
    expect(() => transactionOf({ outputs: [outputOf(2 ** 53)] })).toThrow(InvariantError);
  });
});

describe('isCoinbase', () => {
  it('is true for one input that spends nothing, and for no other number', () => {
    const coinbaseInput = inputOf(NULL_OUTPOINT);
    expect(isCoinbase(transactionOf({ inputs: [coinbaseInput] }))).toBe(true);
    expect(isCoinbase(transactionOf({ inputs: [coinbaseInput, coinbaseInput] }))).toBe(false);
    expect(isCoinbase(transactionOf({ inputs: [inputOf(1)] }))).toBe(false);
    expect(isCoinbase(transactionOf({ inputs: [] }))).toBe(false);
  });
});

describe('decodeTransactionWithoutWitness', () => {
  it('reads what has no witness the same, an empty list of inputs as one', () => {
    fc.assert(
      fc.property(anyTransaction, (tx) => {
        const stripped = serializeWithoutWitness(tx);
        const decoded = decodeTransactionWithoutWitness(stripped);
        if (!decoded.ok) throw new Error(decoded.code);
        expect(decoded.value.txid).toEqual(tx.txid);
        expect(decoded.value.wtxid).toEqual(tx.txid);
        expect(decoded.value.size).toBe(stripped.length);
        expect(serializeWithoutWitness(decoded.value)).toEqual(stripped);
      }),
    );
  });

  it('refuses a witness, and an end at any byte', () => {
    const tx = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1)] })] });
    expect(decodeTransactionWithoutWitness(serializeTransaction(tx))).toMatchObject({ ok: false });
    const stripped = serializeWithoutWitness(tx);
    for (let length = 0; length < stripped.length; length++) {
      expect(decodeTransactionWithoutWitness(stripped.subarray(0, length))).toMatchObject({
        ok: false,
        code: 'decode-failed',
      });
    }
  });
});
