import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_OPTIONS } from '../../../../src/node/options/call-options.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { readConfiguration, readInformationFlags } from '../../../../src/node/options/read-config.ts';
import {
  emptySources,
  readNodeConfiguration,
  type TemporaryFolder,
  temporaryFolder,
} from '../../../helpers/config-sources.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function read(args: readonly string[] = [], environment: Record<string, string> = {}) {
  return readNodeConfiguration({ ...emptySources(folder.path), args, environment });
}

describe('readConfiguration', () => {
  it('starts cpunet in ~/.nonced with nothing given', () => {
    const { network, paths, configFile, notes } = read();
    expect(network.name).toBe('cpunet');
    expect(paths.datadir).toBe(join(folder.path, '.nonced'));
    expect(paths.networkFolder).toBe(join(folder.path, '.nonced/cpunet'));
    expect(configFile).toBeUndefined();
    expect(notes).toEqual([]);
  });

  it('reads nonced.conf in the datadir', () => {
    const path = folder.write('.nonced/nonced.conf', 'regtest=1\n[regtest]\nrpcport=7\n');
    const { values, network, configFile } = read();
    expect(configFile).toBe(path);
    expect(network.name).toBe('regtest');
    expect(values.rpcPort).toBe(7);
  });

  it('reads bitcoin.conf there where there is no nonced.conf', () => {
    folder.write('.nonced/bitcoin.conf', 'threads=3\n');
    expect(read().values.threads).toBe(3);
    folder.write('.nonced/nonced.conf', 'mine=0\n');
    expect(read().values).toMatchObject({ threads: 4, mine: false });
  });

  it('means main by a bitcoin.conf that names no network, as Core does', () => {
    folder.write('.nonced/bitcoin.conf', 'rpcport=7\n');
    expect(read()).toMatchObject({ network: { name: 'main' }, values: { rpcPort: 7 } });
    folder.write('.nonced/bitcoin.conf', 'chain=signet\n');
    expect(read(['-regtest']).network.name).toBe('regtest');
    expect(read().network.name).toBe('signet');
  });

  it('finds -conf below the datadir, and refuses one that is not there', () => {
    folder.write('d/other.conf', 'threads=3');
    const datadir = `-datadir=${join(folder.path, 'd')}`;
    expect(read([datadir, '-conf=other.conf']).values.threads).toBe(3);
    expect(() => read([datadir, '-conf=none.conf'])).toThrow(
      `the configuration file ${join(folder.path, 'd/none.conf')} can't be read`,
    );
  });

  it('reads no file with -noconf', () => {
    folder.write('.nonced/nonced.conf', 'broken');
    expect(() => read()).toThrow('nonced.conf line 1');
    expect(read(['-noconf']).configFile).toBeUndefined();
  });

  it('takes datadir and network from the environment', () => {
    const { paths, network } = read([], { NONCED_DATADIR: 'here', NONCED_REGTEST: '1' });
    expect(network.name).toBe('regtest');
    expect(paths.networkFolder).toBe(join(folder.path, 'cwd/here/regtest'));
  });

  it('follows datadir= in the file, relative to the file', () => {
    const conf = folder.write('etc/nonced.conf', 'datadir=data\nrpccookiefile=c\n');
    const { paths, values } = read([`-conf=${conf}`]);
    expect(paths.datadir).toBe(join(folder.path, 'etc/data'));
    expect(values.rpcCookieFile).toBe(join(folder.path, 'etc/data/cpunet/c'));
  });

  it("keeps main's data directly in the datadir", () => {
    expect(read(['-main']).paths.networkFolder).toBe(join(folder.path, '.nonced'));
  });

  it("uses the section called as a file network's name", () => {
    folder.write('.nonced/nonced.conf', 'threads=2\n[ownnet]\nthreads=3\nrpcport=9\n');
    const { values, selection } = read(['-network=my.json']);
    expect(selection).toEqual({ kind: 'file', path: join(folder.path, 'cwd/my.json') });
    expect(values).toMatchObject({ threads: 3, rpcPort: 9 });
  });

  it('collects notes on what was ignored', () => {
    folder.write('.nonced/nonced.conf', 'xyzzyxyzzy=1\n[cpunt]\nmine=0\n');
    expect(read([], { NONCED_THREDS: '1' }).notes).toEqual([
      'the environment variable NONCED_THREDS is ignored; did you mean NONCED_THREADS?',
      `${join(folder.path, '.nonced/nonced.conf')} line 1: unknown option xyzzyxyzzy is ignored`,
      `${join(folder.path, '.nonced/nonced.conf')}: no network is called cpunt, its section is ignored; did you mean cpunet?`,
    ]);
  });

  it('refuses a user without a password and the other way round', () => {
    expect(() => read(['-rpcuser=a'])).toThrow('-rpcuser=a is given without -rpcpassword');
    expect(() => read(['-rpcpassword=a'])).toThrow('-rpcpassword=… is given without -rpcuser');
    expect(read(['-rpcuser=a', '-rpcpassword=b']).values).toMatchObject({ rpcUser: 'a', rpcPassword: 'b' });
  });

  it('refuses an argument that is no option', () => {
    expect(() => read(['-regtest', 'go'])).toThrow("unexpected argument 'go'");
  });

  it("gives a call its own options and those of the daemon's file", () => {
    folder.write('.nonced/nonced.conf', 'threads=3\nrpcport=9\n');
    const sources = { ...emptySources(folder.path), args: ['-named', 'getblock', '-x'] };
    const { values, operands } = readConfiguration({ table: CALL_OPTIONS, operands: 'last' }, sources);
    expect(values).toMatchObject({ named: true, rpcPort: 9, rpcConnect: '127.0.0.1' });
    expect(operands).toEqual(['getblock', '-x']);
    expect(() =>
      readConfiguration({ table: CALL_OPTIONS, operands: 'last' }, { ...sources, args: ['-threads=1'] }),
    ).toThrow('unknown option -threads');
  });
});

describe('readInformationFlags', () => {
  const flags = (...args: string[]) =>
    readInformationFlags({ table: NODE_OPTIONS, operands: 'none' }, { args, workingDirectory: '/' });

  it('needs neither network nor file', () => {
    expect(flags('-network=nowhere', '-conf=/none', '-?')).toEqual({
      help: true,
      'help-debug': false,
      version: false,
    });
    expect(flags('--version', '-help-debug')).toEqual({ help: false, 'help-debug': true, version: true });
    expect(flags('-nohelp', '-version=0')).toEqual({ help: false, 'help-debug': false, version: false });
  });
});
