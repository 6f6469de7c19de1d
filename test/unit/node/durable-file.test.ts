import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileDurably, readIfThere, replaceFileDurably } from '../../../src/node/durable-file.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

let folder: TemporaryFolder;
let path = '';
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'file');
});
afterEach(() => folder.remove());

describe('replaceFileDurably', () => {
  it('leaves the new file alone, for its owner', () => {
    for (const text of ['long and old', 'new €']) replaceFileDurably(path, text);
    expect(readIfThere(path)).toBe('new €');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['file']);
  });

  it('leaves nothing behind where it fails', () => {
    mkdirSync(path);
    expect(() => replaceFileDurably(path, 'text')).toThrow();
    expect(readdirSync(folder.path)).toEqual(['file']);
  });
});

describe('createFileDurably', () => {
  it('replaces nothing', () => {
    createFileDurably(path, 'first');
    expect(() => createFileDurably(path, 'second')).toThrow(/EEXIST/);
    expect(readIfThere(path)).toBe('first');
    expect(readdirSync(folder.path)).toEqual(['file']);
  });
});
