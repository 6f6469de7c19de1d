import { afterAll, describe, expect, it } from 'vitest';
import { BLOCK_REJECT_CLASSES, TX_REJECT_CODES } from '../../src/consensus/reject-codes.ts';
import { groundOf } from './ground.ts';
import { createCaseRunner } from './run-case.ts';
import { TABLES } from './tables.ts';

const runner = createCaseRunner();
afterAll(() => runner.close());

describe.for(Object.entries(TABLES))('%s', ([, table]) => {
  it.for(Object.entries(table))('%s', async ([, blockCase]) => {
    await runner.run(blockCase);
  });
});

/** The stem of a reason: what stands before its formatted rest. */
const stemOf = (code: string): string => code.replace(/\(.*$/, '(');

describe('the table', () => {
  it('has a case for every reason', () => {
    const cases = Object.values(TABLES).flatMap((table) => Object.values(table));
    const outcomes = cases.flatMap(({ plan, steps }) =>
      steps(groundOf(plan)).map((step) => ('outcome' in step ? stemOf(step.outcome) : 'accepted')),
    );
    const reasons = [...TX_REJECT_CODES, ...Object.keys(BLOCK_REJECT_CLASSES)];
    expect(reasons.filter((reason) => !outcomes.includes(reason))).toEqual([]);
  });
});
