import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDataFolders, dataPaths } from '../../../src/node/datadir.ts';
import { PACKAGE_ROOT } from '../../../src/node/package-info.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('dataPaths', () => {
  it("has a network's files in a folder of its name", () => {
    expect(dataPaths('/d', 'cpunet')).toEqual({
      datadir: '/d',
      networkFolder: '/d/cpunet',
      chainDatabase: '/d/cpunet/chainstate/chain.sqlite',
      peerDatabase: '/d/cpunet/peers.sqlite',
      banList: '/d/cpunet/banlist.json',
      mempoolFile: '/d/cpunet/mempool.dat',
      indexes: '/d/cpunet/indexes',
      wallets: '/d/cpunet/wallets',
    });
  });

  it("has main's directly in the datadir", () => {
    expect(dataPaths('/d', 'main')).toMatchObject({ networkFolder: '/d', wallets: '/d/wallets' });
  });
});

describe('createDataFolders', () => {
  it('makes all folders for the owner alone', () => {
    const paths = dataPaths(join(folder.path, 'new/deep'), 'regtest');
    createDataFolders(paths);
    for (const path of [paths.datadir, paths.networkFolder, paths.wallets, paths.indexes]) {
      expect(statSync(path).mode & 0o777, path).toBe(0o700);
    }
    expect(statSync(join(paths.networkFolder, 'chainstate')).isDirectory()).toBe(true);
    createDataFolders(paths);
  });

  it('leaves the permissions of a folder that is there', () => {
    const datadir = join(folder.path, 'shared');
    mkdirSync(datadir);
    chmodSync(datadir, 0o750);
    createDataFolders(dataPaths(datadir, 'regtest'));
    expect(statSync(datadir).mode & 0o777).toBe(0o750);
  });

  it('refuses a file in the place of a folder', () => {
    const file = folder.write('file', '');
    const message = `${file} is a file where a folder for the data should be; choose another folder with -datadir=DIR`;
    expect(() => createDataFolders(dataPaths(file, 'regtest'))).toThrow(message);
    expect(() => createDataFolders(dataPaths(join(file, 'below/it'), 'regtest'))).toThrow(message);
    folder.write('data/regtest', '');
    expect(() => createDataFolders(dataPaths(join(folder.path, 'data'), 'regtest'))).toThrow(
      'data/regtest is a file',
    );
  });

  it.skipIf(!existsSync('/proc/self'))('refuses a place where no folder can be made', () => {
    expect(() => createDataFolders(dataPaths('/proc/nonced/data', 'regtest'))).toThrow(
      "the folder /proc/nonced/data can't be made (ENOENT",
    );
  });

  it.skipIf(process.getuid?.() !== 0)('refuses a folder that it may not write to', () => {
    // The tests run as root, who may write anywhere: ask as nobody.
    chmodSync(folder.path, 0o755);
    const script = `
      import { createDataFolders, dataPaths } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/node/datadir.ts'))};
      process.setuid(65534);
      try { createDataFolders(dataPaths(${JSON.stringify(join(folder.path, 'd'))}, 'regtest')); }
      catch (error) { console.log(error.message); }`;
    const tsx = join(PACKAGE_ROOT, 'node_modules/.bin/tsx');
    expect(execFileSync(tsx, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe(
      `no permission to write in the folder ${join(folder.path, 'd')}; choose another folder with -datadir=DIR\n`,
    );
  });
});
