import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/node/package-info.ts';
import { lockFolder } from '../../../src/store/lock.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { temporaryFolder } from '../../helpers/config-sources.ts';

function lockPath(): { readonly path: string; readonly folder: string } {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return { path: join(folder.path, '.lock'), folder: folder.path };
}

/** Another process that says whether it has the lock, and lives until it is killed. */
async function otherProcess(path: string) {
  const script = `
    import { lockFolder } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/store/lock.ts'))};
    console.log(lockFolder(${JSON.stringify(path)}) ? 'has it' : 'has it not');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const [said] = await once(child.stdout, 'data');
  return { said: String(said).trim(), kill };
}

describe('lockFolder', () => {
  it('gives the lock to one process at a time, and at once to the next when that is killed', async () => {
    const { path } = lockPath();
    const other = await otherProcess(path);
    expect(other.said).toBe('has it');
    expect(lockFolder(path)).toBeUndefined();
    await other.kill();
    const lock = lockFolder(path);
    expect(lock).toBeDefined();
    expect((await otherProcess(path)).said).toBe('has it not');
    lock?.release();
  });

  it('gives it once within a process, and again after its release', () => {
    const { path } = lockPath();
    const lock = lockFolder(path);
    expect(lockFolder(path)).toBeUndefined();
    lock?.release();
    const again = lockFolder(path);
    expect(again).toBeDefined();
    again?.release();
    again?.release();
  });

  it('leaves nothing behind but an empty file', () => {
    const { path, folder } = lockPath();
    lockFolder(path)?.release();
    expect(readdirSync(folder)).toEqual(['.lock']);
    expect(statSync(path).size).toBe(0);
  });

  it('says so where the file is no lock', () => {
    const { path } = lockPath();
    writeFileSync(path, 'somebody wrote into the lock file '.repeat(100));
    expect(() => lockFolder(path)).toThrow(StoreError);
    expect(() => lockFolder(path)).toThrow(`database ${path}: file is not a database`);
  });

  it('says so where the file cannot be opened', () => {
    const { path } = lockPath();
    mkdirSync(path);
    expect(() => lockFolder(path)).toThrow(StoreError);
  });
});
