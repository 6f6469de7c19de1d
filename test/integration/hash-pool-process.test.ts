import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';

/** The built pool in a process of its own, as it is shipped: "npm test" builds it first. */

const dist = (path: string): string =>
  pathToFileURL(resolve(import.meta.dirname, '../../dist/src', path)).href;

const PROGRAM = `
  import { createHashPool } from '${dist('pool/hash-pool.js')}';
  import { createWorkSource } from '${dist('mining/job.js')}';
  import { createVersionSpace } from '${dist('mining/version-rolling.js')}';
  import { SILENT_LOG } from '${dist('util/log.js')}';
  const pool = createHashPool({ kernel: process.argv[1], threads: 2, priority: 0, log: SILENT_LOG });
  const header = () => new Uint8Array(80);
  const isWorking = () => pool.counts().perThread.every((hashes) => hashes > 0);
  pool.search(
    createWorkSource({
      header,
      versions: createVersionSpace(4, 0),
      versionsPerUnit: pool.bestVersions,
      target: 0n,
      extraNonces: 1,
      firstTime: 0,
      lastTime: 0,
    }),
    () => {},
  );
  const wait = setInterval(async () => {
    if (!isWorking()) return;
    clearInterval(wait);
    if (process.argv[2] === 'close') await pool.close();
    else pool.pause();
    console.log('threads worked');
  }, 5);
`;

describe('a process with a hash pool', () => {
  it.each([
    ['wasm-simd', 'close'],
    ['wasm-simd', 'pause'],
    ['noble', 'close'],
  ])('%s: ends by itself after %s, with nothing on stderr', async (kernel, ending) => {
    const ended = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', PROGRAM, kernel, ending],
      { timeout: PATIENCE_MS },
    );
    expect(ended).toEqual({ stdout: 'threads worked\n', stderr: '' });
  });
});
