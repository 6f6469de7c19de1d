import { describe, expect, it } from 'vitest';
import {
  createRememberingScripts,
  createScriptExecutionCache,
} from '../../../src/consensus/script-execution-cache.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from '../../../src/crypto/signature-verifier.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../src/policy/standard-flags.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { checkOf, signedCheck, tamperedWith } from '../../helpers/script-checks.ts';
import { keyLock } from '../../helpers/spending.ts';
import { transactionOf } from '../../helpers/transactions.ts';

const { P2SH, WITNESS, TAPROOT } = SCRIPT_VERIFY;
const tx = (lockTime: number) => transactionOf({ lockTime });

describe('has', () => {
  it('knows what held by these rules or by more, but not by less', () => {
    const executed = createScriptExecutionCache();
    executed.add(tx(1), P2SH | WITNESS);
    expect(executed.has(tx(1), P2SH | WITNESS)).toBe(true);
    expect(executed.has(tx(1), P2SH)).toBe(true);
    expect(executed.has(tx(1), P2SH | WITNESS | TAPROOT)).toBe(false);
    expect(executed.has(tx(2), P2SH)).toBe(false);
  });

  it('tells transactions apart that differ in their witness alone', () => {
    const executed = createScriptExecutionCache();
    const [one, other] = [checkOf(1, ['holds']).tx, checkOf(1, ['no witness']).tx];
    expect(one.txid).toEqual(other.txid);
    executed.add(one, P2SH);
    expect([one, other].map((each) => executed.has(each, P2SH))).toEqual([true, false]);
  });
});

describe('add', () => {
  it('forgets the oldest where there are too many', () => {
    const executed = createScriptExecutionCache(2);
    for (const number of [1, 2, 3]) executed.add(tx(number), P2SH);
    expect([1, 2, 3].map((number) => executed.has(tx(number), P2SH))).toEqual([false, true, true]);
  });
});

describe('createRememberingScripts', () => {
  /** Counts what is asked of it. */
  function countingVerifier(): { verifier: SignatureVerifier; asked: () => number } {
    let asked = 0;
    const verifier: SignatureVerifier = {
      ...PLAIN_VERIFIER,
      verifyEcdsa(claim) {
        asked++;
        return PLAIN_VERIFIER.verifyEcdsa(claim);
      },
    };
    return { verifier, asked: () => asked };
  }

  it('verifies no signature again of a transaction that held', () => {
    const { verifier, asked } = countingVerifier();
    const executed = createScriptExecutionCache();
    const find = createRememberingScripts(executed, verifier);
    const check = signedCheck(1, [keyLock(1), keyLock(2)]);
    for (const flags of [STANDARD_SCRIPT_VERIFY_FLAGS, P2SH | WITNESS]) {
      expect(find({ ...check, flags })).toBeUndefined();
      expect(asked()).toBe(2);
    }
    expect(executed.has(check.tx, P2SH | WITNESS)).toBe(true);
  });

  it('remembers no failure', () => {
    const { verifier, asked } = countingVerifier();
    const find = createRememberingScripts(createScriptExecutionCache(), verifier);
    const check = { ...tamperedWith(signedCheck(1, [keyLock(1)])), flags: P2SH | WITNESS };
    const failure = find(check);
    expect(failure).toMatchObject({ inputIndex: 0, error: 'EVAL_FALSE' });
    expect(find(check)).toEqual(failure);
    expect(asked()).toBe(2);
  });
});
