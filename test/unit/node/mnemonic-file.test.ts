import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMnemonicFile } from '../../../src/node/mnemonic-file.ts';

let root = '';
let path = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nonced-mnemonic-'));
  path = join(root, 'wallets', 'default', 'mnemonic.txt');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function permissions(of: string): number {
  return statSync(of).mode & 0o777;
}

describe('createMnemonicFile', () => {
  it('reads nothing where there is no file, and makes none', () => {
    expect(createMnemonicFile(path).read()).toBeUndefined();
    expect(existsSync(join(root, 'wallets'))).toBe(false);
  });

  it('keeps the words in one line, for the owner alone', () => {
    const file = createMnemonicFile(path);
    file.create('some words');
    expect(readFileSync(path, 'utf8')).toBe('some words\n');
    expect(file.read()).toBe('some words\n');
    expect(permissions(path)).toBe(0o600);
    expect(permissions(join(root, 'wallets', 'default'))).toBe(0o700);
    expect(readdirSync(join(root, 'wallets', 'default'))).toEqual(['mnemonic.txt']);
  });

  it('never overwrites', () => {
    mkdirSync(join(root, 'wallets', 'default'), { recursive: true });
    writeFileSync(path, 'older words');
    expect(() => createMnemonicFile(path).create('newer words')).toThrow(/EEXIST/);
    expect(readFileSync(path, 'utf8')).toBe('older words');
    expect(readdirSync(join(root, 'wallets', 'default'))).toEqual(['mnemonic.txt']);
  });

  it('hands on any other failure', () => {
    mkdirSync(path, { recursive: true });
    expect(() => createMnemonicFile(path).read()).toThrow(/EISDIR/);
  });
});
