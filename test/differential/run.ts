import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { createRandom, type Random } from './random.ts';

/**
 * Runs of many cases, each of which asks us and others the same. NONCED_DIFFERENTIAL says how many (2,000 of each kind
 * unless given; a release takes 100,000), NONCED_SEED repeats those of an earlier run.
 */

declare module 'vitest' {
  interface TaskMeta {
    /** Cases in which this test compared us with others. */
    comparisons?: number;
  }
}

const CASES = environmentNumber('NONCED_DIFFERENTIAL') ?? 2_000;
const SEED = environmentNumber('NONCED_SEED') ?? randomInt(2 ** 32);

/** How long a run may take: far longer than it does. */
export const RUN_TIMEOUT_MS = 60_000 + CASES * 100;

/** Why we and another may answer differently: a rule that the other does not have, or has wrong. */
export type Explanation = string;

function environmentNumber(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name}=${text}: a whole number is wanted`);
  return Number(text);
}

/**
 * Runs the cases and tells how often each explanation was needed.
 * @param compare - throws where the answers differ without an explanation; returns the explanations where they differ
 * @param only - a number of cases, where one costs far more than others do
 */
export async function runCases(
  name: string,
  context: TestContext,
  compare: (random: Random) => readonly Explanation[],
  only = CASES,
): Promise<void> {
  const explained = new Map<Explanation, number>();
  for (let i = 0; i < only; i++) {
    const seed = (SEED + i) >>> 0;
    try {
      for (const why of compare(createRandom(seed))) explained.set(why, (explained.get(why) ?? 0) + 1);
    } catch (error) {
      const again = `NONCED_SEED=${seed} NONCED_DIFFERENTIAL=1`;
      throw new Error(`${name}: case ${i + 1} of ${only}, to be repeated by ${again}`, { cause: error });
    }
    if (i % 256 === 0) await nextTurn();
  }
  context.task.meta.comparisons = only;
  const lines = [...explained].sort().map(([why, count]) => `\n  ${count} times: ${why}`);
  console.log(`${name}: ${only} cases, seed ${SEED}${lines.join('')}`);
}
