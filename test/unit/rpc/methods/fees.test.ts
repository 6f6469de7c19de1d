import { describe, expect, it } from 'vitest';
import { FEE_METHODS } from '../../../../src/rpc/methods/fees.ts';
import { createRpcCaller, openRpcNode } from '../../../helpers/rpc-node.ts';

describe('estimateSmartFee', () => {
  it('answers with the stated fallback where coins are for learning, with an error elsewhere', async () => {
    const node = await openRpcNode();
    expect(await node.call('estimateSmartFee', 6)).toEqual({
      feerate: 0.0002,
      errors: ['Insufficient data or no feerate found: this is the fallback of -fallbackfee'],
      blocks: 6,
    });
    const elsewhere = createRpcCaller(FEE_METHODS, { mempool: node.mempool, fallbackFee: undefined });
    expect(await elsewhere.call('estimateSmartFee', 6)).toEqual({
      errors: ['Insufficient data or no feerate found'],
      blocks: 6,
    });
  });

  it('never answers with less than the mempool takes', async () => {
    const node = await openRpcNode({ mempool: { minRelayFeeRate: 50_000 } });
    expect(await node.call('estimateSmartFee', 1, 'CONSERVATIVE')).toMatchObject({ feerate: 0.0005 });
  });

  it('refuses in the words of Core', async () => {
    const { refusal } = await openRpcNode();
    for (const target of [0, 1009]) {
      expect(await refusal('estimateSmartFee', target)).toBe(
        '-8 Invalid conf_target, must be between 1 and 1008',
      );
    }
    expect(await refusal('estimateSmartFee', 1, 'foo')).toBe(
      '-8 Invalid estimate_mode parameter, must be one of: "unset", "economical", "conservative"',
    );
  });
});

describe('estimateRawFee', () => {
  it('has nothing to tell, and refuses in the words of Core', async () => {
    const { call, refusal } = await openRpcNode();
    for (const params of [[1], [1, null], [1008, 1]])
      expect(await call('estimateRawFee', ...params)).toEqual({});
    const target = '-8 Invalid conf_target, must be between 1 and 1008';
    expect(await refusal('estimateRawFee', 1009)).toBe(target);
    expect(await refusal('estimateRawFee', 1, 1.1)).toBe('-8 Invalid threshold');
    expect(await refusal('estimateRawFee', 1, 'foo')).toContain(
      'JSON value of type string is not of expected type number',
    );
  });
});
