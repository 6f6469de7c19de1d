import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VECTORS_DIR } from './vectors.ts';

/**
 * Runs once before all tests: without public vectors the run would prove little, so it fails.
 * The vectors are those of the shared folder, or else the older forms that npm's bitcore-lib ships.
 */
export function setup(): void {
  if (existsSync(VECTORS_DIR) && readdirSync(VECTORS_DIR).length > 0) return;
  const bitcore = dirname(createRequire(import.meta.url).resolve('bitcore-lib/package.json'));
  if (existsSync(join(bitcore, 'test/data/bitcoind/script_tests.json'))) return;
  throw new Error(
    `no public test vectors: neither ${VECTORS_DIR} nor bitcore-lib's test/data exists. ` +
      'Run "npm ci", or set NONCED_VECTORS to a folder with the vectors.',
  );
}
