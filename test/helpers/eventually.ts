import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './nonced-process.ts';

const LOOK_EVERY_MS = 50;

/** For `vi.waitFor` and `vi.waitUntil`, which else give up after a second. */
export const PATIENCE = { timeout: PATIENCE_MS, interval: 5 };

/**
 * Looks again and again until `look` returns something.
 * @returns what it returned
 * @throws Error that says what was waited for, after a time far longer than it ever takes
 */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`in ${PATIENCE_MS} ms there was never ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
