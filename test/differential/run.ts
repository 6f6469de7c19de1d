import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { createRandom, type Random } from './random.ts';

/**
 * Runs of many cases, each of which asks us and others the same. NONCED_DIFFERENTIAL says how many of each kind (some 2,000
 * unless given; a release takes 100,000), NONCED_SEED repeats those of an earlier run.
 */

declare module 'vitest' {
  interface TaskMeta {
    /** Cases in which this test compared us with others. */
    comparisons?: number;
  }
}

const ASKED_CASES = environmentNumber('NONCED_DIFFERENTIAL');
const USUAL_CASES = 2_000;
const SEED = environmentNumber('NONCED_SEED') ?? randomInt(2 ** 32);

/** How long a run may take: far longer than it does. */
export const RUN_TIMEOUT_MS = 60_000 + (ASKED_CASES ?? USUAL_CASES) * 100;

/** So many disagreements are told of before a run gives up. */
const MAX_FAILURES = 8;

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
 * @param usualCases - unless the environment says otherwise
 * @param compare - throws where the answers differ without an explanation; returns the explanations where they differ
 */
export async function runCases(
  name: string,
  context: TestContext,
  compare: (random: Random) => readonly Explanation[],
  usualCases = USUAL_CASES,
): Promise<void> {
  const cases = ASKED_CASES ?? usualCases;
  const explained = new Map<Explanation, number>();
  const failures: Error[] = [];
  for (let i = 0; i < cases && failures.length < MAX_FAILURES; i++) {
    const seed = (SEED + i) >>> 0;
    try {
      for (const why of compare(createRandom(seed))) explained.set(why, (explained.get(why) ?? 0) + 1);
    } catch (cause) {
      const again = `NONCED_SEED=${seed} NONCED_DIFFERENTIAL=1`;
      failures.push(new Error(`${name}: case ${i + 1} of ${cases}, to be repeated by ${again}`, { cause }));
    }
    if (i % 256 === 0) await nextTurn();
  }
  if (failures.length > 0) throw new Error(failures.map(describeFailure).join('\n'));
  context.task.meta.comparisons = cases;
  const lines = [...explained].sort().map(([why, count]) => `\n  ${count} times: ${why}`);
  console.log(`${name}: ${cases} cases, seed ${SEED}${lines.join('')}`);
}

function describeFailure({ message, cause }: Error): string {
  return `${message}\n${cause instanceof Error ? cause.stack : cause}`;
}
