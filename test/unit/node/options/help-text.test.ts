import { describe, expect, it } from 'vitest';
import { COMPATIBILITY_OPTIONS } from '../../../../src/node/options/compatibility.ts';
import { helpText } from '../../../../src/node/options/help-text.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { type OptionSpec, optionName } from '../../../../src/node/options/option-spec.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';

const table: Readonly<Record<string, OptionSpec>> = {
  ...INFORMATION_OPTIONS,
  ...START_OPTIONS,
  ...NODE_OPTIONS,
};
const brief = helpText({ introduction: ['what it is'], table, withDebug: false });
const full = helpText({ introduction: ['what it is'], table, withDebug: true });

/** True where the help has a line for the option. */
function lists(text: string, name: string): boolean {
  return new RegExp(`^ {2}-${name}(?:[=, ].*)?$`, 'm').test(text);
}

describe('helpText', () => {
  it('begins with the introduction', () => {
    expect(brief.startsWith('what it is\n\nNetwork:\n')).toBe(true);
  });

  it.each(Object.entries(table))('lists -%s, hidden ones only for debugging', (key, spec) => {
    expect(lists(full, optionName(key))).toBe(true);
    expect(lists(brief, optionName(key))).toBe(spec.hidden !== true);
  });

  it.each(Object.keys(COMPATIBILITY_OPTIONS))('lists -%s for debugging only', (name) => {
    expect(lists(full, name)).toBe(true);
    expect(lists(brief, name)).toBe(false);
  });

  it('tells values, bounds and defaults', () => {
    expect(brief).toContain(
      '  -mempoolexpiry=N\n      Drop a transaction that nobody mined in this time. (1 to 100000 h; default: 336)\n',
    );
    expect(brief).toContain('(text, json; default:\n      text)');
  });

  it('keeps to 96 columns', () => {
    for (const line of full.split('\n')) expect(line.length, line).toBeLessThanOrEqual(96);
  });
});
