import { expect, it } from 'vitest';
import { collectReachable } from '../../../src/util/reachable.ts';

const GRAPH: Readonly<Record<string, readonly string[]>> = {
  a: ['b', 'c'],
  b: ['d'],
  c: ['d'],
  d: ['a'],
  e: ['a'],
};
const next = (item: string): readonly string[] => GRAPH[item] ?? [];

it('collectReachable finds everything once, the starts too, through circles and joins', () => {
  expect([...collectReachable(['a'], next)].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect([...collectReachable(['e'], next)].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('collectReachable finds nothing from nowhere', () => {
  expect(collectReachable([], next).size).toBe(0);
});
