import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConfigFileSettings,
  fileSettings,
  parseConfigFile,
  sectionNotes,
} from '../../../../src/node/options/config-file.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';
import { StartError } from '../../../../src/node/start-error.ts';

const table = { ...INFORMATION_OPTIONS, ...START_OPTIONS, ...NODE_OPTIONS };

function settingsOf(text: string, network: string, path = '/d/nonced.conf'): ConfigFileSettings {
  return fileSettings(parseConfigFile(text, path), { table, network });
}

const pairs = ({ settings }: ConfigFileSettings) => settings.map(({ key, text }) => `${key}=${text}`);

describe('parseConfigFile', () => {
  it('reads names, values, comments, sections and dotted names', () => {
    const text =
      '# head\n mine = 1 # why\r\n\n[regtest]\nrpcport=1\n[signet]\nmain.port=2\nuacomment=a=b\nrpcuser=\n';
    expect(parseConfigFile(text, '/c').entries).toEqual([
      { section: undefined, name: 'mine', value: '1', line: 2 },
      { section: 'regtest', name: 'rpcport', value: '1', line: 5 },
      { section: 'main', name: 'port', value: '2', line: 7 },
      { section: 'signet', name: 'uacomment', value: 'a=b', line: 8 },
      { section: 'signet', name: 'rpcuser', value: '', line: 9 },
    ]);
  });

  it.each([
    ['-mine=1', '/c line 1: options in a file have no leading dash'],
    ['\nmine', "/c line 2: 'mine' has no value; write mine=1"],
    ['two words', "/c line 1: 'two words' has no value; write name=value"],
    ['rpcpassword=a#b', '/c line 1: a # begins a comment even in rpcpassword'],
  ])('refuses %j', (text, message) => {
    expect(() => parseConfigFile(text, '/c')).toThrow(message);
  });
});

describe('parseConfigFile and fileSettings', () => {
  it('give settings or a StartError for any text', () => {
    const word = fc.constantFrom(
      '=',
      '[',
      ']',
      '#',
      '-',
      '.',
      '\n',
      ' ',
      'no',
      'mine',
      'rpcport',
      'connect',
      'regtest',
      '1',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 }))), (words) => {
        try {
          expect(
            settingsOf(words.join(''), 'regtest').settings.every(({ source }) => source === 'file'),
          ).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(StartError);
        }
      }),
    );
  });
});

describe('fileSettings', () => {
  it("puts the network's section before what holds for all, and leaves other sections out", () => {
    const text = 'mine=0\nthreads=2\n[regtest]\nmine=1\n[signet]\nmine=0\nthreads=9\n';
    expect(pairs(settingsOf(text, 'regtest'))).toEqual(['mine=1', 'mine=0', 'threads=2']);
  });

  it('names file and line, and starts relative paths at its folder', () => {
    expect(settingsOf('\nthreads=2', 'cpunet').settings).toEqual([
      {
        key: 'threads',
        source: 'file',
        shown: 'threads=2 (/d/nonced.conf line 2)',
        negated: false,
        text: '2',
        folder: '/d',
      },
    ]);
  });

  it('understands negations', () => {
    const { settings } = settingsOf('nolisten=1\nnodnsseed=0\n[regtest]\nnoconnect=1', 'regtest');
    expect(settings.map(({ key, negated, text }) => [key, negated, text])).toEqual([
      ['connect', true, ''],
      ['listen', true, ''],
      ['dnsSeed', false, '1'],
    ]);
    expect(() => settingsOf('nolisten=x', 'cpunet')).toThrow(
      'nolisten=x (/d/nonced.conf line 1): give listen= or nolisten=1',
    );
  });

  it('ignores an unknown option with a note that names the nearest', () => {
    expect(settingsOf('rpcprot=1\nxyzzyxyzzy=2', 'cpunet')).toEqual({
      settings: [],
      notes: [
        '/d/nonced.conf line 1: unknown option rpcprot is ignored; did you mean rpcport?',
        '/d/nonced.conf line 2: unknown option xyzzyxyzzy is ignored',
      ],
    });
  });

  it("reads what Core's test framework writes without a note", () => {
    const names =
      'rpcservertimeout=99000 rpcdoccheck=1 rpcthreads=2 fallbackfee=0.0002 server=1 keypool=1 discover=0 dnsseed=0 ' +
      'fixedseeds=0 listenonion=0 peertimeout=999999999 printtoconsole=0 natpmp=0 shrinkdebugfile=0 unsafesqlitesync=1 ' +
      'connect=0 maxconnections=94 par=2 prevoutfetchthreads=1 bind=127.0.0.1 port=11000 rpcport=16000';
    const text = `regtest=1\n[regtest]\n${names.replaceAll(' ', '\n')}\n`;
    const read = settingsOf(text, 'regtest', '/d/bitcoin.conf');
    expect(read.notes).toEqual([]);
    expect(pairs(read)).toEqual([
      'rpcServerTimeout=99000',
      'rpcThreads=2',
      'fallbackFee=0.0002',
      'server=1',
      'discover=0',
      'dnsSeed=0',
      'peerTimeout=999999999',
      'printToConsole=0',
      'connect=0',
      'maxConnections=94',
      'par=2',
      'bind=127.0.0.1',
      'port=11000',
      'rpcPort=16000',
      'regtest=1',
    ]);
  });

  it("holds a network's own option above the sections for the file's default network only", () => {
    expect(pairs(settingsOf('rpcport=1', 'cpunet'))).toEqual(['rpcPort=1']);
    expect(() => settingsOf('rpcport=1', 'regtest')).toThrow(
      '/d/nonced.conf line 1: rpcport holds for one network only; to use it on regtest, put it below a line [regtest]',
    );
    expect(pairs(settingsOf('rpcport=1', 'main', '/d/bitcoin.conf'))).toEqual(['rpcPort=1']);
    expect(() => settingsOf('rpcport=1', 'cpunet', '/d/bitcoin.conf')).toThrow('below a line [cpunet]');
  });

  it('refuses conf, and ignores with a note what chooses the network inside a section', () => {
    expect(() => settingsOf('conf=x', 'cpunet')).toThrow(
      '/d/nonced.conf line 1: conf can be given on the command line only',
    );
    expect(settingsOf('[regtest]\nsignet=1', 'regtest')).toEqual({
      settings: [],
      notes: ['/d/nonced.conf line 2: signet is ignored in a section; it belongs above the first one'],
    });
  });

  it('hides secrets', () => {
    expect(settingsOf('rpcpassword=x', 'cpunet').settings[0]?.shown).toBe(
      'rpcpassword=… (/d/nonced.conf line 1)',
    );
  });
});

describe('sectionNotes', () => {
  it('tells of a section that is almost a known one', () => {
    const file = parseConfigFile('[regtset]\nmine=1\n[regtest]\nmine=1\n[elsewhere]\nmine=1', '/c');
    expect(sectionNotes(file, ['cpunet', 'regtest'])).toEqual([
      '/c: no network is called regtset, its section is ignored; did you mean regtest?',
    ]);
  });
});
