import { describe, expect, it } from 'vitest';
import { MEMPOOL_REJECT_CLASSES, type MempoolRejectCode } from '../../../../src/policy/reject-codes.ts';
import { explainRejection } from '../../../../src/rpc/tutorial/advice.ts';
import { reject } from '../../../../src/util/verdict.ts';

const CODES = Object.keys(MEMPOOL_REJECT_CLASSES).map(
  (key) => (key.endsWith('(') ? `${key}Signature is wrong)` : key) as MempoolRejectCode,
);

describe('explainRejection', () => {
  it.each(CODES)('says what %s means and what to do', (code) => {
    const { error, explanation, next } = explainRejection(reject(code));
    expect(error).toBe(code);
    expect(explanation).toMatch(/^[A-Z].{20,}\.$/);
    expect(next).toMatch(/^[A-Z].{15,}\.$/);
  });

  it('repeats the numbers', () => {
    const { explanation } = explainRejection(reject('dust', 'output 0 has 1 satoshis, at least 294'));
    expect(explanation).toContain('(output 0 has 1 satoshis, at least 294)');
  });

  it('says where to see more of a script that fails', () => {
    const { next } = explainRejection(reject('mempool-script-verify-flag-failed (Signature is wrong)'));
    expect(next).toContain('npx nonced explain HEX');
  });
});
