import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'vitest';
import { invariant } from '../../src/util/invariant.ts';

/** Where the public test vectors are: NONCED_VECTORS, or the shared folder beside the project. */
export const VECTORS_DIR = resolve(
  process.env['NONCED_VECTORS'] ?? join(import.meta.dirname, '../../../shared/vectors'),
);

/** Lets the summary of the run say how many public vectors were checked. */
declare module 'vitest' {
  interface TaskMeta {
    /** Public vectors that this test checked. */
    vectors?: number;
  }
}

/** True where `path` is among the public vectors on this machine. */
export function hasVectors(path: string): boolean {
  return existsSync(join(VECTORS_DIR, path));
}

/** The bytes of one vector file. @param path - below the vectors' folder, e.g. `blocks/block300025.raw` */
export function readVectorFile(path: string): Buffer {
  return readFileSync(join(VECTORS_DIR, path));
}

/** One vector file, parsed as JSON. The caller states its shape. */
export function readVectorJson<T>(path: string): T {
  return JSON.parse(readVectorFile(path).toString('utf8')) as T;
}

/**
 * Records in the running test that `count` public vectors were checked; call it once per test, at its end.
 * @param context - the test's own context: `it('…', (context) => { …; countVectors(context, n) })`
 */
export function countVectors(context: TestContext, count: number): void {
  invariant(count > 0, 'a vector test checked nothing');
  context.task.meta.vectors = (context.task.meta.vectors ?? 0) + count;
}
