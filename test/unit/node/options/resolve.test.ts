import { describe, expect, it } from 'vitest';
import type { OptionTable } from '../../../../src/node/options/option-spec.ts';
import {
  absolutePath,
  type ResolveContext,
  resolveOptions,
  strongestSetting,
} from '../../../../src/node/options/resolve.ts';
import type { Setting, SettingSource } from '../../../../src/node/options/settings.ts';
import { networkFacts } from '../../../helpers/config-sources.ts';

const context: ResolveContext = {
  defaults: {
    network: networkFacts({ kind: 'shipped', name: 'cpunet' }),
    cores: 2,
    stdoutIsTerminal: false,
    given: () => [],
  },
  folders: { home: '/home/me', datadir: '/data', networkFolder: '/data/cpunet' },
};

const table = {
  count: {
    kind: 'int',
    category: 'general',
    help: '',
    min: 0,
    max: 9,
    default: { text: 'cores', of: ({ cores }) => cores },
  },
  names: { kind: 'list', category: 'general', help: '', default: ['d'] },
  files: { kind: 'list', category: 'general', help: '', relativeTo: 'working directory', default: [] },
  word: { kind: 'string', category: 'general', help: '', default: 'w' },
  optional: { kind: 'string', category: 'general', help: '' },
  file: {
    kind: 'path',
    category: 'general',
    help: '',
    relativeTo: 'network folder',
    negatable: true,
    default: 'f',
  },
  local: { kind: 'path', category: 'general', help: '', relativeTo: 'working directory' },
  testing: {
    kind: 'int',
    category: 'general',
    help: '',
    min: 0,
    max: 9,
    default: 1,
    only: { holds: ({ testChain }) => testChain, where: 'test chains' },
  },
} as const satisfies OptionTable;

function setting(source: SettingSource, key: string, text: string, negated = false): Setting {
  return { key, source, shown: `${key}=${text} (${source})`, negated, text, folder: '/given' };
}
const flag = (key: string, text: string) => setting('flag', key, text);
const variable = (key: string, text: string) => setting('environment', key, text);
const line = (key: string, text: string) => setting('file', key, text);

const valuesOf = (...settings: Setting[]) => resolveOptions(table, settings, context).values;

describe('resolveOptions', () => {
  it('gives a negated list the item that its negation stands for', () => {
    const hosts = { kind: 'list', category: 'general', help: '', whenNegated: '0', default: [] } as const;
    const hostsOf = (...settings: Setting[]) => resolveOptions({ hosts }, settings, context).values.hosts;
    expect(hostsOf()).toEqual([]);
    expect(hostsOf(setting('flag', 'hosts', '', true))).toEqual(['0']);
    expect(hostsOf(setting('flag', 'hosts', '', true), flag('hosts', 'a'))).toEqual(['a']);
  });

  it('gives defaults their values', () => {
    expect(valuesOf()).toEqual({
      count: 2,
      names: ['d'],
      files: [],
      word: 'w',
      optional: undefined,
      file: '/data/cpunet/f',
      local: undefined,
      testing: 1,
    });
  });

  it('lets the flag win over the environment, and that over the file', () => {
    expect(valuesOf(flag('count', '1'), variable('count', '2'), line('count', '3')).count).toBe(1);
    expect(valuesOf(variable('count', '2'), line('count', '3')).count).toBe(2);
    expect(valuesOf(line('count', '3')).count).toBe(3);
  });

  it('takes the last of several flags and the first of several lines, as Core does', () => {
    expect(valuesOf(flag('count', '1'), flag('count', '2')).count).toBe(2);
    expect(valuesOf(line('count', '1'), line('count', '2')).count).toBe(1);
  });

  it('says where each value came from', () => {
    const { origins } = resolveOptions(table, [line('count', '3'), variable('word', 'x')], context);
    expect(origins.count).toEqual({ source: 'file', shown: 'count=3 (file)' });
    expect(origins.word.source).toBe('environment');
    expect(origins.names).toEqual({ source: 'default', shown: '' });
  });

  it('joins the lists of all sources, strongest first', () => {
    const all = [line('names', 'f'), variable('names', 'e'), flag('names', 'a'), flag('names', 'b')];
    expect(valuesOf(...all).names).toEqual(['a', 'b', 'e', 'f']);
  });

  it('drops what a negation follows, and all weaker sources', () => {
    const negation = setting('environment', 'names', '', true);
    const all = [
      line('names', 'f'),
      variable('names', 'e'),
      negation,
      variable('names', 'g'),
      flag('names', 'a'),
    ];
    expect(valuesOf(...all).names).toEqual(['a', 'g']);
  });

  it('takes an empty text for no value', () => {
    expect(valuesOf(flag('word', ''), line('word', 'x'))).toMatchObject({ word: 'w' });
    expect(valuesOf(flag('optional', '')).optional).toBeUndefined();
  });

  it('anchors relative paths and expands ~', () => {
    expect(valuesOf(flag('file', 'x'), flag('local', 'y'))).toMatchObject({
      file: '/data/cpunet/x',
      local: '/given/y',
    });
    expect(valuesOf(flag('file', '/abs'), flag('local', '~/z'))).toMatchObject({
      file: '/abs',
      local: '/home/me/z',
    });
  });

  it('anchors every item of a list of files', () => {
    expect(valuesOf(flag('files', 'x'), flag('files', '/abs'), line('files', '~/z')).files).toEqual([
      '/given/x',
      '/abs',
      '/home/me/z',
    ]);
  });

  it('knows two ways to have no file', () => {
    expect(valuesOf(setting('flag', 'file', '', true)).file).toBeUndefined();
    expect(valuesOf(line('file', '0')).file).toBeUndefined();
  });

  it('tells what was given and what would be right', () => {
    expect(() => valuesOf(line('count', '10'))).toThrow(
      'count=10 (file) is not valid: give a whole number from 0 to 9',
    );
  });

  it('ignores a bad value that a stronger source overrules', () => {
    expect(valuesOf(flag('count', '1'), line('count', 'x')).count).toBe(1);
  });

  it('refuses an option on a network that does not know it, unless it changes nothing', () => {
    expect(() => valuesOf(line('testing', '2'))).toThrow(
      "testing=2 (file) can't be used on cpunet, only on test chains",
    );
    expect(valuesOf(line('testing', '1')).testing).toBe(1);
    const network = networkFacts({ kind: 'shipped', name: 'regtest' });
    const onRegtest = { ...context, defaults: { ...context.defaults, network } };
    expect(resolveOptions(table, [line('testing', '2')], onRegtest).values.testing).toBe(2);
  });
});

describe('strongestSetting', () => {
  it('is undefined where nothing was given', () => {
    expect(strongestSetting([flag('word', 'x')], 'count')).toBeUndefined();
  });
});

describe('absolutePath', () => {
  it.each([
    ['~', '/home/me'],
    ['~/a', '/home/me/a'],
    ['~other', '/base/~other'],
    ['a/../b', '/base/b'],
    ['/x', '/x'],
  ])('%s is %s', (text, path) => {
    expect(absolutePath(text, '/base', '/home/me')).toBe(path);
  });
});
