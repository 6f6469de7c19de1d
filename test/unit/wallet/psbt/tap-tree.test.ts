import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsTree } from '../../../../src/wallet/psbt/tap-tree.ts';

type Tree = 0 | readonly [Tree, Tree];

const tree: fc.Arbitrary<Tree> = fc.letrec<{ node: Tree }>((tie) => ({
  node: fc.oneof({ maxDepth: 6 }, fc.constant(0 as const), fc.tuple(tie('node'), tie('node'))),
})).node;

function depthsOf(node: Tree, depth = 0): number[] {
  return node === 0 ? [depth] : node.flatMap((child) => depthsOf(child, depth + 1));
}

describe('fitsTree', () => {
  it('takes the depths of every tree, and no part of them', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const depths = depthsOf(node);
        expect(fitsTree(depths)).toBe(true);
        expect(fitsTree(depths.slice(1))).toBe(false);
        expect(fitsTree([...depths, depths.at(-1) ?? 0])).toBe(false);
      }),
    );
  });

  it.each([[[]], [[1]], [[2, 1, 1]], [[1, 2, 1]], [[0, 0]]])('refuses %j', (depths) => {
    expect(fitsTree(depths)).toBe(false);
  });
});
