import { describe, expect, it } from 'vitest';
import { enabledCategories, isLogCategory } from '../../../src/node/log-categories.ts';
import { LOG_CATEGORIES } from '../../../src/util/log.ts';

const enabled = (debug: string[], exclude: string[] = []) => [...enabledCategories(debug, exclude)];

describe('enabledCategories', () => {
  it('is empty unless asked for', () => {
    expect(enabled([])).toEqual([]);
  });

  it.each(['1', 'all', ''])('is everything for "%s"', (name) => {
    expect(enabled([name])).toEqual(LOG_CATEGORIES);
    expect(enabled(['1'], [name])).toEqual([]);
  });

  it('has what is named, less what is excluded', () => {
    expect(enabled(['rpc', 'net'])).toEqual(['net', 'rpc']);
    expect(enabled(['1'], ['rpc', 'leveldb'])).toEqual(LOG_CATEGORIES.filter((name) => name !== 'rpc'));
  });

  it.each(['0', 'none'])('begins anew after "%s"', (name) => {
    expect(enabled(['1', name])).toEqual([]);
    expect(enabled(['net', name, 'rpc'])).toEqual(['rpc']);
  });

  it("switches nothing on for Core's own categories", () => {
    expect(enabled(['leveldb', 'rand'])).toEqual([]);
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
