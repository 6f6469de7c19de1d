import { describe, expect, it } from 'vitest';
import { checkEphemeralFee, checkEphemeralSpends } from '../../../src/policy/ephemeral-dust.ts';
import { displayHash, hashKey } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const SCRIPT = payToWitnessProgram(1, new Uint8Array(32));
const RATE = 3000;
let nextCoin = 1;

/** Pays these values; an output of 330 satoshis is no dust, one of 329 is. */
const paying = (...values: readonly number[]): Transaction =>
  transactionOf({
    inputs: [inputOf(nextCoin++)],
    outputs: values.map((value) => outputOf(value, SCRIPT)),
  });

/** Spends these outputs. */
const spending = (...outputs: readonly (readonly [Transaction, number])[]): Transaction =>
  transactionOf({
    inputs: outputs.map(([{ txid }, index]) => inputOf({ txid, index })),
    outputs: [outputOf(10_000, SCRIPT)],
  });

describe('checkEphemeralFee', () => {
  const fees = (fee: number, modifiedFee = fee) => ({ fee, modifiedFee });

  it('dust goes with no fee, neither its own nor the operator’s', () => {
    const tx = paying(10_000, 329);
    const refused = { ok: false, code: 'dust', debug: 'tx with dust output must be 0-fee' };
    expect(checkEphemeralFee(tx, fees(0), RATE)).toEqual({ ok: true });
    expect(checkEphemeralFee(tx, fees(1), RATE)).toEqual(refused);
    expect(checkEphemeralFee(tx, fees(1, 0), RATE)).toEqual(refused);
    expect(checkEphemeralFee(tx, fees(0, 1), RATE)).toEqual(refused);
    expect(checkEphemeralFee(tx, fees(0, -1), RATE)).toEqual(refused);
  });

  it('any fee goes without dust', () => {
    expect(checkEphemeralFee(paying(10_000, 330), fees(1000), RATE)).toEqual({ ok: true });
  });
});

describe('checkEphemeralSpends', () => {
  const judge = (txs: readonly Transaction[], mempool: readonly Transaction[] = []) => {
    const known = new Map(mempool.map((tx) => [hashKey(tx.txid), tx]));
    return checkEphemeralSpends(txs, { dustRelayFeeRate: RATE, inMempool: (id) => known.get(hashKey(id)) });
  };
  const refused = (culprit: Transaction) => ({
    ok: false,
    code: 'missing-ephemeral-spends',
    debug: `tx ${displayHash(culprit.txid)} (wtxid=${displayHash(culprit.wtxid)}) did not spend parent's ephemeral dust`,
    culprit,
  });

  it('whoever spends an output spends the dust with it', () => {
    const parent = paying(10_000, 0);
    const [sweep, rest, dustAlone] = [
      spending([parent, 0], [parent, 1]),
      spending([parent, 0]),
      spending([parent, 1]),
    ];
    expect(judge([parent, sweep])).toEqual({ ok: true });
    expect(judge([parent, dustAlone])).toEqual({ ok: true });
    expect(judge([parent, rest])).toEqual(refused(rest));
    expect(judge([rest], [parent])).toEqual(refused(rest));
    expect(judge([sweep], [parent])).toEqual({ ok: true });
  });

  it('looks at the dust of every parent, once', () => {
    const parents = [paying(10_000, 1), paying(10_000, 329), paying(10_000, 330)];
    const all = parents.flatMap((tx) => [[tx, 0] as const, [tx, 1] as const]);
    const [sweep, allButLast, allButOneDust] = [
      spending(...all),
      spending(...all.slice(0, -1)),
      spending(...all.filter((_, i) => i !== 3)),
    ];
    expect(judge([...parents, sweep])).toEqual({ ok: true });
    // The last one is worth its spend, and may stay.
    expect(judge([...parents, allButLast])).toEqual({ ok: true });
    expect(judge([...parents, allButOneDust])).toEqual(refused(allButOneDust));
    expect(judge([allButOneDust], parents)).toEqual(refused(allButOneDust));
  });

  it('tells of the first that leaves dust, also of two on one parent', () => {
    const parent = paying(10_000, 10_000, 0);
    const [first, second] = [spending([parent, 0]), spending([parent, 1], [parent, 2])];
    expect(judge([parent, first, second])).toEqual(refused(first));
    expect(judge([parent, second, first])).toEqual(refused(first));
  });

  it('asks nothing of what is confirmed, and nothing of a childless parent', () => {
    const parent = paying(10_000, 0);
    expect(judge([spending([parent, 0])])).toEqual({ ok: true });
    expect(judge([parent])).toEqual({ ok: true });
  });
});
