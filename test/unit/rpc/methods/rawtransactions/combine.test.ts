import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_ADDRESS,
  EXAMPLE_SIGNED_HEX,
  EXAMPLE_UNSIGNED_HEX,
} from '../../../../../src/rpc/methods/examples.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

describe('combineRawTransaction', () => {
  it('keeps the signatures of all', async () => {
    const { call } = await openRpcNode();
    await call('generateToAddress', 1, EXAMPLE_ADDRESS);
    for (const txs of [
      [EXAMPLE_UNSIGNED_HEX, EXAMPLE_SIGNED_HEX],
      [EXAMPLE_SIGNED_HEX, EXAMPLE_UNSIGNED_HEX],
    ]) {
      expect(await call('combineRawTransaction', txs)).toBe(EXAMPLE_SIGNED_HEX);
    }
  });

  it('refuses in the words of Core', async () => {
    const { refusal } = await openRpcNode();
    const other = EXAMPLE_UNSIGNED_HEX.replace(/00000000$/, '01000000');
    for (const tooFew of [[], [null], [EXAMPLE_UNSIGNED_HEX]]) {
      expect(await refusal('combineRawTransaction', tooFew)).toBe(
        '-22 Missing transactions. At least two transactions required.',
      );
    }
    expect(await refusal('combineRawTransaction', [EXAMPLE_UNSIGNED_HEX, '00'])).toBe(
      '-22 TX decode failed for tx 1. Make sure the tx has at least one input.',
    );
    expect(await refusal('combineRawTransaction', [EXAMPLE_UNSIGNED_HEX, other])).toBe(
      '-8 Transaction number 2 not compatible with first transaction',
    );
    expect(await refusal('combineRawTransaction', [EXAMPLE_UNSIGNED_HEX, EXAMPLE_SIGNED_HEX])).toBe(
      '-25 Input not found or already spent',
    );
  });
});
