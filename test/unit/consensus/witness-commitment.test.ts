import { describe, expect, it } from 'vitest';
import {
  checkWitnessCommitment,
  WITNESS_RESERVED_VALUE,
  withReservedValue,
  witnessCommitmentIndex,
  witnessCommitmentScript,
} from '../../../src/consensus/witness-commitment.ts';
import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../../../src/primitives/tx.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const WITNESS_TX = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1)] })] });
const PLAIN_TX = transactionOf();

interface BlockParts {
  readonly others: readonly Transaction[];
  /** The coinbase's witness stack. */
  readonly stack: readonly Uint8Array[];
  readonly outputs: readonly TxOutput[];
}

function blockOf({ others, stack, outputs }: BlockParts): Block {
  const coinbase = transactionOf({ inputs: [inputOf(NULL_OUTPOINT, { witness: stack })], outputs });
  return makeBlock(GENESIS.header, [coinbase, ...others]);
}

const STACK = [WITNESS_RESERVED_VALUE];
const commitmentOutput = (...others: Transaction[]): TxOutput =>
  // Any coinbase will do: its place in the tree is zero.
  outputOf(0, witnessCommitmentScript([PLAIN_TX, ...others]));
const RIGHT = commitmentOutput(WITNESS_TX);
const WRONG = commitmentOutput(PLAIN_TX);

const check = (parts: Partial<BlockParts>, active = true) =>
  checkWitnessCommitment(blockOf({ others: [WITNESS_TX], stack: STACK, outputs: [RIGHT], ...parts }), active);

describe('witnessCommitmentScript', () => {
  it('is OP_RETURN with a push of 36 bytes, the first four of them aa21a9ed', () => {
    const script = toHex(RIGHT.scriptPubKey);
    expect(script).toMatch(/^6a24aa21a9ed[0-9a-f]{64}$/);
  });

  it('of a block of nothing but its coinbase is the well-known constant', () => {
    expect(toHex(commitmentOutput().scriptPubKey)).toBe(
      '6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9',
    );
  });
});

describe('checkWitnessCommitment', () => {
  it('accepts the right commitment', () => {
    expect(check({})).toEqual(ACCEPTED);
  });

  it('accepts a block without witnesses, committed to or not', () => {
    expect(check({ others: [PLAIN_TX], stack: [], outputs: [outputOf(1)] })).toEqual(ACCEPTED);
    expect(check({ others: [PLAIN_TX], outputs: [commitmentOutput(PLAIN_TX)] })).toEqual(ACCEPTED);
  });

  it('bad-witness-merkle-match', () => {
    expect(check({ outputs: [WRONG] })).toMatchObject({ ok: false, code: 'bad-witness-merkle-match' });
    const otherReserved = new Uint8Array(32).fill(1);
    expect(check({ stack: [otherReserved] })).toMatchObject({ code: 'bad-witness-merkle-match' });
  });

  it('bad-witness-nonce-size', () => {
    for (const stack of [[], [new Uint8Array(31)], [new Uint8Array(33)], [...STACK, new Uint8Array()]]) {
      expect(check({ stack })).toMatchObject({ ok: false, code: 'bad-witness-nonce-size' });
    }
  });

  it('unexpected-witness where nothing commits to it', () => {
    const unexpected = { ok: false, code: 'unexpected-witness' };
    expect(check({ stack: [], outputs: [outputOf(1)] })).toMatchObject(unexpected);
    expect(check({ others: [PLAIN_TX], outputs: [outputOf(1)] })).toMatchObject(unexpected);
  });

  it('unexpected-witness before segwit is active, whatever commits to it', () => {
    expect(check({}, false)).toMatchObject({ ok: false, code: 'unexpected-witness' });
    expect(check({ others: [PLAIN_TX], stack: [] }, false)).toEqual(ACCEPTED);
  });

  it('takes the last output that has the form', () => {
    expect(check({ outputs: [WRONG, RIGHT] })).toEqual(ACCEPTED);
    expect(check({ outputs: [RIGHT, WRONG] })).toMatchObject({ code: 'bad-witness-merkle-match' });
    expect(check({ outputs: [RIGHT, outputOf(1)] })).toEqual(ACCEPTED);
  });

  it('takes a script that goes on after the commitment, but none that is too short', () => {
    const longer = outputOf(0, concatBytes(RIGHT.scriptPubKey, Uint8Array.of(0x51)));
    const shorter = outputOf(0, WRONG.scriptPubKey.subarray(0, 37));
    expect(check({ outputs: [longer] })).toEqual(ACCEPTED);
    expect(check({ outputs: [RIGHT, shorter] })).toEqual(ACCEPTED);
  });

  it('takes no script whose first bytes differ', () => {
    for (let i = 0; i < 6; i++) {
      const scriptPubKey = Uint8Array.from(WRONG.scriptPubKey);
      scriptPubKey[i] = 0x01;
      expect(check({ outputs: [RIGHT, outputOf(0, scriptPubKey)] })).toEqual(ACCEPTED);
    }
  });
});

describe('witnessCommitmentIndex', () => {
  const indexOf = (...outputs: TxOutput[]) => witnessCommitmentIndex(transactionOf({ outputs }));

  it('is that of the last output with the form of a commitment', () => {
    expect(indexOf(RIGHT, outputOf(1), WRONG, outputOf(1))).toBe(2);
  });

  it('is -1 where none has it', () => {
    const short = outputOf(0, RIGHT.scriptPubKey.subarray(0, 37));
    expect(indexOf(outputOf(1), short)).toBe(-1);
  });
});

describe('withReservedValue', () => {
  const blockWith = (parts: Partial<BlockParts>) =>
    blockOf({ others: [WITNESS_TX], stack: [], outputs: [RIGHT], ...parts });

  it('completes a block whose miner left the value out, under the same hash', () => {
    const block = blockWith({});
    expect(checkWitnessCommitment(block, true)).toMatchObject({ code: 'bad-witness-nonce-size' });
    const whole = withReservedValue(block);
    expect(checkWitnessCommitment(whole, true)).toEqual(ACCEPTED);
    expect(whole.hash).toEqual(block.hash);
    expect(whole.transactions[0]?.txid).toEqual(block.transactions[0]?.txid);
  });

  it.each([
    ['has a value', { stack: [new Uint8Array(31)] }],
    ['commits to no witnesses', { outputs: [outputOf(1)] }],
    ['pays what no amount can say', { outputs: [{ ...RIGHT, value: 2 ** 53 }] }],
  ])('leaves a block as it is whose coinbase %s', (_, parts) => {
    const [coinbase, ...others] = blockWith({ ...parts, outputs: [RIGHT] }).transactions;
    if (!coinbase) throw new Error('a coinbase');
    const changed = { ...coinbase, outputs: 'outputs' in parts ? parts.outputs : coinbase.outputs };
    const block = { ...blockWith({}), transactions: [changed, ...others] };
    expect(withReservedValue(block)).toBe(block);
  });
});
