import { describe, expect, it } from 'vitest';
import { checkTransaction } from '../../../src/consensus/check-tx.ts';
import { checkWitnessCommitment } from '../../../src/consensus/witness-commitment.ts';
import { type CoinbaseRequest, createCoinbase } from '../../../src/mining/coinbase.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { isCoinbase } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

const REQUEST: CoinbaseRequest = {
  height: 1000,
  value: 5_000_000_001,
  scriptPubKey: Uint8Array.of(0x51),
  extraNonce: 7,
  segwit: true,
  transactions: [],
};

describe('createCoinbase', () => {
  it('begins with the height (BIP34), then has the extra nonce', () => {
    const [input] = createCoinbase(REQUEST).inputs;
    expect(toHex(input?.scriptSig ?? new Uint8Array())).toBe(`${toHex(pushInt(1000))}57`);
  });

  it("is the height alone without an extra nonce, but where that is one byte, as Bitcoin Core's", () => {
    const scriptOf = (height: number) =>
      toHex(createCoinbase({ ...REQUEST, height, extraNonce: 0 }).inputs[0]?.scriptSig ?? new Uint8Array());
    expect([1, 16, 17, 1000].map(scriptOf)).toEqual(['5100', '6000', '0111', toHex(pushInt(1000))]);
  });

  it.each([1, 16, 17, 128, 65_536, 2 ** 24])(
    'is a valid coinbase at height %i, with any extra nonce',
    (height) => {
      for (const extraNonce of [0, 1, 16, 17, 2 ** 32, 2 ** 52]) {
        const coinbase = createCoinbase({ ...REQUEST, height, extraNonce });
        expect(isCoinbase(coinbase)).toBe(true);
        expect(checkTransaction(coinbase)).toMatchObject({ ok: true });
      }
    },
  );

  it('differs with the extra nonce alone', () => {
    const one = createCoinbase(REQUEST);
    const other = createCoinbase({ ...REQUEST, extraNonce: 8 });
    expect(toHex(one.txid)).not.toBe(toHex(other.txid));
    expect(one.outputs).toEqual(other.outputs);
  });

  it('pays the whole value to the script', () => {
    expect(createCoinbase(REQUEST).outputs[0]).toEqual({
      value: 5_000_000_001,
      scriptPubKey: Uint8Array.of(0x51),
    });
  });

  it('can be locked: a lock time one below the height, and a sequence that is not final', () => {
    expect(createCoinbase(REQUEST)).toMatchObject({ lockTime: 999, inputs: [{ sequence: 0xfffffffe }] });
  });

  it('commits to the witnesses of the others', () => {
    const other = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1, 2, 3)] })] });
    const coinbase = createCoinbase({ ...REQUEST, transactions: [other] });
    const header = {
      version: 4,
      prevBlockHash: ZERO_HASH,
      merkleRoot: ZERO_HASH,
      time: 0,
      bits: 0,
      nonce: 0,
    };
    expect(checkWitnessCommitment(makeBlock(header, [coinbase, other]), true)).toMatchObject({ ok: true });
    expect(checkWitnessCommitment(makeBlock(header, [coinbase]), true)).toMatchObject({
      code: 'bad-witness-merkle-match',
    });
  });

  it('has neither witness nor commitment before segwit', () => {
    const coinbase = createCoinbase({ ...REQUEST, segwit: false });
    expect(coinbase.outputs).toHaveLength(1);
    expect(coinbase.inputs[0]?.witness).toEqual([]);
  });
});
