import { describe, expect, it } from 'vitest';
import { environmentNotes, environmentSettings } from '../../../../src/node/options/environment.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';

const table = { ...INFORMATION_OPTIONS, ...START_OPTIONS, ...NODE_OPTIONS };

describe('environmentSettings', () => {
  it('finds options by their upper-case name', () => {
    expect(environmentSettings({ NONCED_RPCPORT: ' 7 ', RPCPORT: '8' }, table, '/w')).toEqual([
      {
        key: 'rpcPort',
        source: 'environment',
        shown: 'NONCED_RPCPORT=7',
        negated: false,
        text: '7',
        folder: '/w',
      },
    ]);
  });

  it('splits lists at commas', () => {
    const settings = environmentSettings({ NONCED_CONNECT: 'a, b:1' }, table, '/w');
    expect(settings.map(({ text }) => text)).toEqual(['a', 'b:1']);
  });

  it('splits lists whose items may have commas at line ends', () => {
    const value = 'noban,relay@1.2.3.4\n all@::1 ';
    const settings = environmentSettings(
      { NONCED_WHITELIST: value, NONCED_BLOCKNOTIFY: 'a b,c' },
      table,
      '/w',
    );
    expect(settings.map(({ key, text }) => [key, text])).toEqual(
      expect.arrayContaining([
        ['whitelist', 'noban,relay@1.2.3.4'],
        ['whitelist', 'all@::1'],
        ['blockNotify', 'a b,c'],
      ]),
    );
    expect(settings).toHaveLength(3);
  });

  it('takes an empty variable for one that is not there', () => {
    expect(environmentSettings({ NONCED_MINE: '', NONCED_CONNECT: ' ' }, table, '/w')).toEqual([]);
  });

  it('does not take options that only make sense as flags', () => {
    expect(environmentSettings({ NONCED_HELP: '1', NONCED_VERSION: '1' }, table, '/w')).toEqual([]);
  });

  it('hides secrets', () => {
    expect(environmentSettings({ NONCED_RPCPASSWORD: 'x' }, table, '/w')[0]?.shown).toBe(
      'NONCED_RPCPASSWORD=…',
    );
  });
});

describe('environmentNotes', () => {
  it('names the option that a misspelt variable is near to', () => {
    expect(environmentNotes({ NONCED_RPCPROT: '1' }, table)).toEqual([
      'the environment variable NONCED_RPCPROT is ignored; did you mean NONCED_RPCPORT?',
    ]);
  });

  it('says nothing of known and of far-off variables', () => {
    expect(environmentNotes({ NONCED_VECTORS: '/v', NONCED_RPCPORT: '1', PATH: '/bin' }, table)).toEqual([]);
  });
});
