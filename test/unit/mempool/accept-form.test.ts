import { describe, expect, it } from 'vitest';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { parseScript } from '../../helpers/script.ts';
import { payOn, spend } from '../../helpers/spending.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

describe('the form of a transaction', () => {
  it.each([
    ['bad-txns-vin-empty', { inputs: [] }],
    ['bad-txns-vout-empty', { outputs: [] }],
    ['bad-txns-vout-toolarge', { outputs: [outputOf(21e14 + 1)] }],
    ['bad-txns-vout-negative', { outputs: [outputOf(-1)] }],
    ['bad-txns-inputs-duplicate', { inputs: [inputOf(1), inputOf(1)] }],
    ['bad-txns-prevout-null', { inputs: [inputOf(1), inputOf(NULL_OUTPOINT)] }],
    ['coinbase', { inputs: [inputOf(NULL_OUTPOINT, { scriptSig: new Uint8Array(2) })] }],
    ['version', { version: 4 }],
  ])('%s', async (code, fields) => {
    const { outcome } = await openAcceptFixture();
    expect(outcome(transactionOf(fields))).toBe(code);
  });

  it('tx-size-small, also where nothing needs to be standard', async () => {
    const { outcome, coin } = await openAcceptFixture({ options: { requireStandard: false } });
    const paying = (script: string): Transaction =>
      spend([coin()], [outputOf(1_000_000, parseScript(script))]);
    expect(outcome(paying('1 1 1 1'))).toBe('tx-size-small');
    expect(outcome(paying('1 1 1 1 1'))).toBe('accepted');
  });

  it('non-final: the lock time is held against the next block and the median time of the tip', async () => {
    const { outcome, coin, chainstate } = await openAcceptFixture();
    const { height, medianTimePast } = chainstate.tip();
    const locked = (lockTime: number): Transaction =>
      payOn([coin()], 1000, { lockTime, sequence: 0xfffffffe });
    expect(outcome(locked(height))).toBe('accepted');
    expect(outcome(locked(height + 1))).toBe('non-final');
    expect(outcome(locked(medianTimePast - 1))).toBe('accepted');
    expect(outcome(locked(medianTimePast))).toBe('non-final');
    expect(outcome(payOn([coin()], 1000, { lockTime: height + 1 }))).toBe('accepted');
  });
});
