import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCookie, writeCookie } from '../../../src/node/cookie.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, '.cookie');
});
afterEach(() => folder.remove());

describe('writeCookie', () => {
  it("writes a new password in Core's form, for the owner alone", () => {
    const { user, password } = writeCookie(path);
    expect(readFileSync(path, 'utf8')).toMatch(/^__cookie__:[0-9a-f]{64}$/);
    expect(readCookie(path)).toEqual({ user, password });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['.cookie']);
    expect(writeCookie(path).password).not.toBe(password);
  });

  it.each([
    ['owner', 0o600],
    ['group', 0o640],
    ['all', 0o644],
  ] as const)('lets %s read it where told to', (readers, mode) => {
    writeCookie(path, readers);
    expect(statSync(path).mode & 0o777).toBe(mode);
  });

  it('closes a file that others could read, and one left behind by a crash', () => {
    writeFileSync(path, 'old', { mode: 0o666 });
    writeFileSync(`${path}.tmp`, 'half', { mode: 0o666 });
    writeCookie(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^__cookie__:/);
  });

  it('removes its own file', () => {
    const cookie = writeCookie(path);
    cookie.remove();
    expect(existsSync(path)).toBe(false);
    cookie.remove();
  });

  it("leaves another process's file", () => {
    const ours = writeCookie(path);
    const theirs = writeCookie(path);
    ours.remove();
    expect(readCookie(path)?.password).toBe(theirs.password);
  });

  it('tells where it cannot be written', () => {
    const missing = join(folder.path, 'none/.cookie');
    expect(() => writeCookie(missing)).toThrow(`the cookie file ${missing} can't be written`);
  });
});

describe('readCookie', () => {
  it('is undefined where there is none', () => {
    expect(readCookie(path)).toBeUndefined();
    writeFileSync(path, 'no colon');
    expect(readCookie(path)).toBeUndefined();
  });

  it('takes the password from behind the first colon', () => {
    writeFileSync(path, 'user:pass:word\n');
    expect(readCookie(path)).toEqual({ user: 'user', password: 'pass:word' });
  });
});
