import { describe, expect, it } from 'vitest';
import {
  BLOCK_REJECT_CLASSES,
  type BlockRejectClass,
  blockRejectClass,
  isPermanentRejection,
  TX_REJECT_CODES,
} from '../../../src/consensus/reject-codes.ts';

describe('blockRejectClass', () => {
  it('is that of the table, with whatever a formatted reason ends in', () => {
    expect(blockRejectClass('high-hash')).toBe('invalid-header');
    expect(blockRejectClass('bad-version(0x00000001)')).toBe('invalid-header');
    expect(blockRejectClass('block-script-verify-flag-failed (Script evaluated (without error))')).toBe(
      'consensus',
    );
  });

  it('is consensus for the reasons of transactions', () => {
    for (const code of TX_REJECT_CODES) expect(blockRejectClass(code)).toBe('consensus');
  });
});

describe('BLOCK_REJECT_CLASSES and TX_REJECT_CODES', () => {
  it('have no reason in common', () => {
    expect(TX_REJECT_CODES.filter((code) => code in BLOCK_REJECT_CLASSES)).toEqual([]);
    expect(new Set(TX_REJECT_CODES).size).toBe(TX_REJECT_CODES.length);
  });
});

describe('isPermanentRejection', () => {
  it.each<readonly [Parameters<typeof blockRejectClass>[0], BlockRejectClass, boolean]>([
    ['bad-cb-amount', 'consensus', true],
    ['bad-txns-in-belowout', 'consensus', true],
    ['bad-diffbits', 'invalid-header', true],
    ['bad-version(0x00000003)', 'invalid-header', true],
    ['bad-prevblk', 'invalid-prev', true],
    ['bad-txnmrklroot', 'mutated', false],
    ['prev-blk-not-found', 'missing-prev', false],
    ['time-too-new', 'time-future', false],
    ['too-little-chainwork', 'header-low-work', false],
    ['duplicate-invalid', 'cached-invalid', false],
  ])('of %s (%s) is %s', (code, rejectClass, permanent) => {
    expect(blockRejectClass(code)).toBe(rejectClass);
    expect(isPermanentRejection(code)).toBe(permanent);
  });
});
