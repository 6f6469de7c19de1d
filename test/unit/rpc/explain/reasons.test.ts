import { describe, expect, it } from 'vitest';
import { MEMPOOL_REJECT_CLASSES, type MempoolRejectClass } from '../../../../src/policy/reject-codes.ts';
import { CLASS_MEANINGS, MEMPOOL_REASONS, reasonOf } from '../../../../src/rpc/explain/mempool-reasons.ts';
import type { Reason } from '../../../../src/rpc/explain/reason.ts';
import { SCRIPT_REASONS } from '../../../../src/rpc/explain/script-reasons.ts';
import { SCRIPT_ERROR_TEXTS } from '../../../../src/script/errors.ts';

/** Whole sentences, so that they can stand alone. */
const SENTENCES = /^[A-Z0-9].*[.:)]$/s;

function expectSentences(reasons: Readonly<Record<string, Reason>>): void {
  for (const [name, { rule, remedy }] of Object.entries(reasons)) {
    expect(rule, name).toMatch(SENTENCES);
    expect(remedy, name).toMatch(SENTENCES);
  }
}

describe('the reasons of scripts', () => {
  it('cover every way to fail, in sentences', () => {
    expect(Object.keys(SCRIPT_REASONS).sort()).toEqual(Object.keys(SCRIPT_ERROR_TEXTS).sort());
    expectSentences(SCRIPT_REASONS);
  });
});

describe('the reasons of the mempool', () => {
  it('cover every code, in sentences, each in its own words', () => {
    expect(Object.keys(MEMPOOL_REASONS).sort()).toEqual(Object.keys(MEMPOOL_REJECT_CLASSES).sort());
    expectSentences(MEMPOOL_REASONS);
    const rules = Object.values(MEMPOOL_REASONS).map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('say what each class means', () => {
    const classes = new Set<MempoolRejectClass>(Object.values(MEMPOOL_REJECT_CLASSES));
    expect(new Set(Object.keys(CLASS_MEANINGS))).toEqual(classes);
    for (const meaning of Object.values(CLASS_MEANINGS)) expect(meaning).toMatch(SENTENCES);
  });

  it('are found by the code as the mempool says it', () => {
    expect(reasonOf('dust')).toBe(MEMPOOL_REASONS.dust);
    expect(reasonOf('mempool-script-verify-flag-failed (Script is too big)')).toBe(
      MEMPOOL_REASONS['mempool-script-verify-flag-failed ('],
    );
  });
});
