import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { escapeLogMessage, type LogFileOptions, openLogFile } from '../../../src/node/log-file.ts';
import { PACKAGE_ROOT } from '../../../src/node/package-info.ts';
import { createLogSwitches } from '../../../src/util/log-categories.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'debug.log');
});
afterEach(() => folder.remove());

function open(options: Partial<LogFileOptions> = {}) {
  return openLogFile({
    path,
    format: 'text',
    micros: false,
    switches: createLogSwitches([], []),
    echo: false,
    ...options,
  });
}
const read = () => readFileSync(path, 'utf8');

describe('openLogFile', () => {
  it('has written each line when the call returns', () => {
    const log = open();
    log.info('one');
    expect(read()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ one\n$/);
    log.warn('two');
    log.error('three');
    expect(read()).toMatch(/Z one\n\S+Z \[warning\] two\n\S+Z \[error\] three\n$/);
    log.close();
  });

  it('writes the details of wanted categories only, and makes no message for the others', () => {
    const log = open({ switches: createLogSwitches(['net'], []) });
    let made = 0;
    const message = () => {
      made++;
      return 'detail';
    };
    log.debug('net', message);
    log.debug('rpc', message);
    log.debug('net', 'text');
    expect(read()).toMatch(/^\S+ \[net\] detail\n\S+ \[net\] text\n$/);
    expect(made).toBe(1);
    log.close();
  });

  it('writes microseconds where asked', () => {
    const before = Date.now();
    const log = open({ micros: true });
    log.info('x');
    log.close();
    const [time = ''] = read().split(' ');
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Math.abs(Date.parse(time) - before)).toBeLessThan(5000);
  });

  it('writes one JSON object a line where asked', () => {
    const log = open({ format: 'json', switches: createLogSwitches(['net'], []) });
    log.warn('a "quoted"\nline\u009b');
    log.debug('net', 'd');
    log.close();
    const [first = '', second = '', rest] = read().split('\n');
    expect(JSON.parse(first)).toEqual({
      time: expect.stringMatching(/Z$/),
      level: 'warning',
      message: 'a "quoted"\nline\u009b',
    });
    expect(first).not.toContain('\u009b');
    expect(JSON.parse(second)).toMatchObject({ level: 'debug', category: 'net', message: 'd' });
    expect(rest).toBe('');
  });

  it('keeps a message on its line', () => {
    const log = open();
    log.info('a\n2026-01-01T00:00:00Z forged\r\x1b[2J');
    log.close();
    expect(read().split('\n')).toHaveLength(2);
    expect(read()).toContain('a\\x0a2026-01-01T00:00:00Z forged\\x0d\\x1b[2J');
  });

  it('goes on behind the lines of the run before, for the owner alone', () => {
    const first = open();
    first.info('one');
    first.close();
    first.info('after the end');
    const second = open();
    second.info('two');
    second.close();
    expect(read()).toMatch(/one\n\S+ two\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes nowhere without a path', () => {
    const log = open({ path: undefined });
    log.info('x');
    log.close();
    expect(() => read()).toThrow('ENOENT');
  });

  it('echoes to standard output, never to standard error', () => {
    const script = `
      import { openLogFile } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/node/log-file.ts'))};
      import { createLogSwitches } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/util/log-categories.ts'))};
      const log = openLogFile({ path: undefined, format: 'text', micros: false, switches: createLogSwitches([], []), echo: true });
      log.info('one'); log.error('two');`;
    const tsx = join(PACKAGE_ROOT, 'node_modules/.bin/tsx');
    const output = execFileSync(tsx, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(output).toMatch(/^\S+Z one\n\S+Z \[error\] two\n$/);
  });
});

describe('escapeLogMessage', () => {
  it.each([
    ['plain ünïcode ₿ 中', 'plain ünïcode ₿ 中'],
    ['\0\t\n\r\x1b\x7f', '\\x00\\x09\\x0a\\x0d\\x1b\\x7f'],
    ['\u0085\u009b', '\\x85\\x9b'],
    ['\u2028\u202e', '\\u2028\\u202e'],
  ])('%j', (text, escaped) => {
    expect(escapeLogMessage(text)).toBe(escaped);
  });
});
