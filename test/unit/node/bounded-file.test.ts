import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBoundedFile } from '../../../src/node/bounded-file.ts';
import { PACKAGE_ROOT } from '../../../src/node/package-info.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'debug.log');
});
afterEach(() => folder.remove());

const lostLine = (lost: number) => `lost ${lost}\n`;
const open = (limit: number) => openBoundedFile(path, limit, lostLine);
const read = (suffix = '') => readFileSync(`${path}${suffix}`, 'utf8');

describe('openBoundedFile', () => {
  it('fills a file to its last byte and then begins a new one', () => {
    const file = open(8);
    file.writeLine('123\n');
    file.writeLine('567\n');
    expect(existsSync(`${path}.1`)).toBe(false);
    file.writeLine('x\n');
    file.close();
    expect(read('.1')).toBe('123\n567\n');
    expect(read()).toBe('x\n');
  });

  it('never leaves more than two files', () => {
    const file = open(10);
    for (let i = 0; i < 50; i++) file.writeLine(`line ${i}\n`);
    file.close();
    expect(readdirSync(folder.path)).toEqual(['debug.log', 'debug.log.1']);
    expect(read()).toBe('line 49\n');
    expect(read('.1')).toBe('line 48\n');
  });

  it('writes a line that is longer than the limit whole', () => {
    const file = open(4);
    file.writeLine('longer than that\n');
    file.close();
    expect(read()).toBe('longer than that\n');
  });

  it('begins a new file at the start where the old one is full', () => {
    writeFileSync(path, 'x'.repeat(10));
    open(10).close();
    expect(statSync(path).size).toBe(0);
    expect(statSync(`${path}.1`).size).toBe(10);
    writeFileSync(path, 'x'.repeat(9));
    open(10).close();
    expect(statSync(path).size).toBe(9);
  });

  it('stays within its size where the full file cannot be renamed', () => {
    mkdirSync(`${path}.1`);
    const file = open(10);
    for (let i = 0; i < 50; i++) file.writeLine(`line ${i}\n`);
    file.close();
    expect(read()).toBe('line 49\n');
  });

  it('ignores what comes after the end', () => {
    const file = open(10);
    file.close();
    file.writeLine('x\n');
    file.close();
    expect(read()).toBe('');
  });

  it('tells where it cannot be opened', () => {
    expect(() => openBoundedFile(folder.path, 10, lostLine)).toThrow(
      `Could not open debug log file ${folder.path} (`,
    );
    expect(() => openBoundedFile(folder.path, 10, lostLine)).toThrow('see -debuglogfile');
  });

  it.skipIf(!existsSync('/dev/full'))('loses lines on a full disk, not the process', () => {
    const file = openBoundedFile('/dev/full', 10, lostLine);
    for (let i = 0; i < 5; i++) file.writeLine('a long enough line\n');
    file.close();
  });

  it.skipIf(!existsSync('/dev/full'))('tells once that there is no room', () => {
    const file = openBoundedFile('/dev/full', 10, lostLine);
    let told = 0;
    file.onNoRoom(() => {
      told++;
      file.writeLine('what the listener says is lost, too\n');
    });
    for (let i = 0; i < 5; i++) file.writeLine('a long enough line\n');
    file.close();
    expect(told).toBe(1);
  });

  // The limit on a process's file size fails in the middle of a line, as a full disk does; raised, it has room again.
  it.skipIf(!existsSync('/usr/bin/prlimit'))(
    'counts the lines that a full disk lost and goes on when there is room',
    () => {
      const script = `
      import { execFileSync } from 'node:child_process';
      import { openBoundedFile } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/node/bounded-file.ts'))};
      process.on('SIGXFSZ', () => {});
      const setLimit = (limit) => execFileSync('prlimit', ['--fsize=' + limit + ':', '--pid', String(process.pid)]);
      const file = openBoundedFile(${JSON.stringify(path)}, 1000, (lost) => 'lost ' + lost + '\\n');
      file.writeLine('one\\n');
      setLimit(6);
      for (let i = 0; i < 3; i++) file.writeLine('two\\n');
      setLimit('unlimited');
      file.writeLine('three\\n');
      file.close();`;
      execFileSync(join(PACKAGE_ROOT, 'node_modules/.bin/tsx'), ['--input-type=module', '-e', script]);
      expect(read()).toBe('one\ntw\nlost 3\nthree\n');
    },
  );
});
