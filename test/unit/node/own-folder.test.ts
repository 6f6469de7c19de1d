import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeOwnFolder } from '../../../src/node/own-folder.ts';
import { lockFolder } from '../../../src/store/lock.ts';
import { temporaryFolder } from '../../helpers/config-sources.ts';

function parentFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

describe('makeOwnFolder', () => {
  it('makes a folder that goes with all that is in it', () => {
    const parent = parentFolder();
    const own = makeOwnFolder('a-', parent);
    writeFileSync(join(own.path, 'file'), '');
    own.remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('removes what a process that was killed has left, and nothing else', () => {
    const parent = parentFolder();
    const used = makeOwnFolder('a-', parent);
    onTestFinished(() => used.remove());
    // A lock that nobody holds is all that is left of an owner.
    const left = ['a-left', 'b-left'].map((name) => join(parent, name));
    for (const path of left) {
      mkdirSync(join(path, 'node1'), { recursive: true });
      lockFolder(join(path, '.owner'))?.release();
    }
    mkdirSync(join(parent, 'a-foreign'));
    const own = makeOwnFolder('a-', parent);
    onTestFinished(() => own.remove());
    expect(left.map((path) => existsSync(path))).toEqual([false, true]);
    expect([used.path, own.path, join(parent, 'a-foreign')].map((path) => existsSync(path))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
