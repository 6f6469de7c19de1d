import { describe, expect, it } from 'vitest';
import { toHash256 } from '../../../src/primitives/hash256.ts';
import type { TransactionFields } from '../../../src/primitives/tx.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../../src/script/transaction-checker.ts';
import { hex } from '../../helpers/script.ts';

function checkerFor({ version = 2, lockTime = 0, sequence = 0 }) {
  const prevout = { txid: toHash256(new Uint8Array(32).fill(1)), index: 0 };
  const tx: TransactionFields = {
    version,
    lockTime,
    inputs: [{ prevout, sequence, scriptSig: hex(''), witness: [] }],
    outputs: [{ value: 1, scriptPubKey: hex('51') }],
  };
  return createTransactionChecker({ sighashes: createSighashCache(tx), inputIndex: 0, amount: 1 });
}

describe('checkLockTime', () => {
  it.each([
    ['the same height', 100, { lockTime: 100 }, true],
    ['one block more than the transaction waits', 101, { lockTime: 100 }, false],
    ['the last height', 499_999_999, { lockTime: 499_999_999 }, true],
    ['a height against a time', 499_999_999, { lockTime: 500_000_000 }, false],
    ['a time against a height', 500_000_000, { lockTime: 499_999_999 }, false],
    ['the first time', 500_000_000, { lockTime: 500_000_000 }, true],
    ['a lock time that a final input switches off', 100, { lockTime: 100, sequence: 0xffffffff }, false],
    ['the last sequence that is not final', 100, { lockTime: 100, sequence: 0xfffffffe }, true],
    ['more than 32 bits', 2 ** 32, { lockTime: 0xffffffff }, false],
  ])('of %s', (_name, required, fields, expected) => {
    expect(checkerFor(fields).checkLockTime(required)).toBe(expected);
  });
});

describe('checkSequence', () => {
  const TYPE = 1 << 22;

  it.each([
    ['the same age', 10, { sequence: 10 }, true],
    ['one block more', 11, { sequence: 10 }, false],
    ['version 1, which has no relative lock times', 10, { sequence: 10, version: 1 }, false],
    ['a version beyond 31 bits, which is unsigned', 10, { sequence: 10, version: 0xffffffff }, true],
    ['an input whose lock is switched off', 10, { sequence: 2 ** 31 + 10 }, false],
    ['blocks against time', 10, { sequence: TYPE | 10 }, false],
    ['time against blocks', TYPE | 10, { sequence: 10 }, false],
    ['time', TYPE | 10, { sequence: TYPE | 10 }, true],
    ['bits without a meaning', 0x1f0000 | 10, { sequence: 10 }, true],
  ])('of %s', (_name, required, fields, expected) => {
    expect(checkerFor(fields).checkSequence(required)).toBe(expected);
  });
});

describe('checkEcdsaSignature', () => {
  it('finds that an empty signature and a key of a wrong size sign nothing', () => {
    const checker = checkerFor({});
    const claim = { scriptCode: hex('51'), sigVersion: 'base' } as const;
    const key = hex(`02${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}`);
    expect(checker.checkEcdsaSignature({ ...claim, signature: hex(''), pubkey: key })).toBe(false);
    expect(
      checker.checkEcdsaSignature({ ...claim, signature: hex('300602010102010101'), pubkey: hex('02') }),
    ).toBe(false);
    expect(checker.checkEcdsaSignature({ ...claim, signature: hex('300602010102010101'), pubkey: key })).toBe(
      false,
    );
  });
});
