import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../helpers/config-sources.ts';
import { runNonced } from '../helpers/nonced-process.ts';
import { copyPackage } from '../helpers/package-copy.ts';

/** `nonced bench` as a person runs it. */

let home: TemporaryFolder;
beforeEach(() => {
  home = temporaryFolder();
});
afterEach(() => home.remove());

const short = (kernel: string) => ['bench', '--seconds', '1', '--kernel', kernel, '--threads', '1'];

const run = (args: readonly string[], packageFolder?: string) =>
  runNonced(args, { home: home.path, ...(packageFolder !== undefined && { packageFolder }) });

describe('nonced bench', () => {
  it('prints JSON, draws the curve, and leaves nothing else behind', async () => {
    const { status, stdout, stderr } = await run([...short('wasm-simd'), '--json', '--svg', 'curve.svg']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report.rows).toEqual([
      expect.objectContaining({ kernel: 'wasm-simd', versions: 16, threads: 1 }),
      expect.objectContaining({ kernel: 'wasm-simd', versions: 1, threads: 1 }),
    ]);
    for (const row of report.rows) expect(row.hashesPerSecond).toBeGreaterThan(1000);
    expect(readdirSync(home.path)).toEqual(['curve.svg']);
    expect(readFileSync(join(home.path, 'curve.svg'), 'utf8')).toMatch(
      /^<svg [\s\S]*wasm-simd[\s\S]*<\/svg>\n$/,
    );
  });

  it('prints tables, what auto takes, and the kernels of other machines', async () => {
    const { status, stdout } = await run(short('noble'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nkernel +versions +1 thread\nnoble +1 +[\d.]+ [kM]H\/s\n/);
    expect(stdout).toContain('\nA daemon with -kernel=auto takes ');
    expect(stdout).toMatch(/\nKernels that do not run here:\n {2}(\S+): /);
  });

  it('has status 1 where an engine is wrong, whatever its speed', async () => {
    const folder = copyPackage();
    const workers = join(folder, 'dist/workers');
    renameSync(join(workers, 'hash-worker.js'), join(workers, 'right-hash-worker.js'));
    // It tries nothing, and says that it tried all: the fastest of engines.
    writeFileSync(
      join(workers, 'hash-worker.js'),
      `import { workerData } from 'node:worker_threads';
       import { openThreadLine } from '../src/pool/hash-protocol.js';
       export { raceKernels } from './right-hash-worker.js';
       export function searchUnit({ epoch, nonceCount, versions }) {
         openThreadLine(workerData.shared, workerData.thread).addHashes(nonceCount * versions.length);
         return { nonce: undefined, versions: [], tried: nonceCount };
       }`,
    );
    const { status, stdout, stderr } = await run(short('noble'), folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\nnoble +1 +WRONG\n/);
    expect(stderr).toBe(
      'Error: noble, 1 version, 1 thread gave a wrong answer: it found 0 headers where there are 66\n',
    );
  });

  it('teaches with --help', async () => {
    const { status, stdout } = await run(['bench', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('nonced bench --svg curve.svg');
    expect(stdout).toContain('\n  -seconds=SECONDS\n');
  });

  it.each([
    [['--second', '1'], 'unknown option -second; did you mean -seconds?'],
    [['--threads=many'], '--threads=many is not valid: give a whole number from 1 to 1024'],
    [['5'], "unexpected argument '5'"],
    [['--kernel=armv9'], '--kernel=armv9 is not valid: give one of hybrid, '],
    [['--kernel', process.arch === 'arm64' ? 'avx2' : 'armv8'], '-kernel='],
    [['--svg=/no/such/folder/a.svg'], "-svg=/no/such/folder/a.svg can't be written"],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await run(['bench', ...args]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(`Error: ${message}`), stderr).toBe(true);
  });
});
