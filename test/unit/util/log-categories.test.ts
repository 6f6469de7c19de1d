import { describe, expect, it } from 'vitest';
import { LOG_CATEGORIES } from '../../../src/util/log.ts';
import { CATEGORY_NAMES, createLogSwitches, isLogCategory } from '../../../src/util/log-categories.ts';

const namesOn = (switches: ReturnType<typeof createLogSwitches>) =>
  switches.list().flatMap(([name, isOn]) => (isOn ? [name] : []));
const enabled = (debug: string[], exclude: string[] = []) => namesOn(createLogSwitches(debug, exclude));

describe('createLogSwitches', () => {
  it('is empty unless asked for', () => {
    expect(enabled([])).toEqual([]);
  });

  it.each(['1', 'all', ''])('is everything for "%s"', (name) => {
    expect(enabled([name])).toEqual(CATEGORY_NAMES);
    expect(enabled(['1'], [name])).toEqual([]);
  });

  it('has what is named, less what is excluded', () => {
    expect(enabled(['rpc', 'net'])).toEqual(['net', 'rpc']);
    expect(enabled(['1'], ['rpc'])).toEqual(CATEGORY_NAMES.filter((name) => name !== 'rpc'));
  });

  it.each(['0', 'none'])('begins anew after "%s"', (name) => {
    expect(enabled(['1', name])).toEqual([]);
    expect(enabled(['net', name, 'rpc'])).toEqual(['rpc']);
  });

  it('switches categories while the node runs, ours and those that Core alone has', () => {
    const switches = createLogSwitches(['net'], []);
    expect([switches.isOn('net'), switches.isOn('rpc')]).toEqual([true, false]);
    expect([switches.set('rpc', true), switches.set('net', false), switches.set('qt', true)]).toEqual(
      Array(3).fill(true),
    );
    expect(namesOn(switches)).toEqual(['qt', 'rpc']);
    expect([switches.set('all', true), switches.isOn('store')]).toEqual([true, true]);
    expect([switches.set('nett', true), switches.set('libevent', false)]).toEqual([false, true]);
    expect(namesOn(switches)).toEqual(CATEGORY_NAMES);
  });

  it('warns of a category that is no more', () => {
    const warnings: string[] = [];
    const switches = createLogSwitches([], [], (message) => warnings.push(message));
    expect([switches.set('libevent', true), switches.set('net', true)]).toEqual([true, true]);
    expect(warnings).toEqual([expect.stringContaining('The logging category `libevent` is deprecated')]);
  });
});

describe('isLogCategory', () => {
  it("knows ours and Core's, and nothing else", () => {
    for (const name of [...LOG_CATEGORIES, 'leveldb', 'rand', '1', '0', 'all', 'none']) {
      expect(isLogCategory(name), name).toBe(true);
    }
    expect(isLogCategory('nett')).toBe(false);
    expect(isLogCategory('NET')).toBe(false);
  });
});
