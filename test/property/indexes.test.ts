import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDEX_NAMES } from '../../src/index/ports.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { dumpIndexes, openTestIndexes, temporaryIndexPath } from '../helpers/indexes.ts';
import { hexOfTransaction, openRpcNode, type RpcNode } from '../helpers/rpc-node.ts';
import { OPEN_LOCK, outputAt, payOn, type Spendable } from '../helpers/spending.ts';

/** Steps of a chain and of the indexes that follow it. NONCED_INDEX_RUNS says how many histories are tried. */
type Step =
  | { readonly kind: 'mine'; readonly count: number }
  | { readonly kind: 'pay' }
  | { readonly kind: 'reorganise'; readonly depth: number }
  | { readonly kind: 'sync'; readonly commits: number }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('mine' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('pay' as const) }),
  fc.record({ kind: fc.constant('reorganise' as const), depth: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('sync' as const), commits: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

const RUNS = Number(process.env['NONCED_INDEX_RUNS'] ?? 6);

describe('the indexes', () => {
  it('are those of a rebuild, whatever the chain did and wherever they stopped', {
    timeout: 120_000,
  }, async () => {
    const node = await openRpcNode();
    const [coin] = await node.matureCoins(1);
    let spendable = expectDefined(coin, 'a coin');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const path = temporaryIndexPath();
        let open = openTestIndexes(node.path, path);
        for (const each of steps) {
          if (each.kind === 'restart') {
            open.close();
            open = openTestIndexes(node.path, path);
          } else if (each.kind === 'sync') {
            let commits = 0;
            open.sync(INDEX_NAMES, () => ++commits >= each.commits);
          } else spendable = await changeChain(each, node, spendable);
        }
        expect(open.sync()).toMatchObject({ isCurrent: true });
        open.close();
        const fresh = temporaryIndexPath();
        const rebuilt = openTestIndexes(node.path, fresh);
        rebuilt.sync();
        rebuilt.close();
        const active = activeHashes(node);
        expect(dumpIndexes(path, active)).toEqual(dumpIndexes(fresh, active));
      }),
      { numRuns: RUNS },
    );
  });
});

type ChainStep = Exclude<Step, { readonly kind: 'sync' | 'restart' }>;

/** @returns the coin to spend next */
async function changeChain(each: ChainStep, node: RpcNode, coin: Spendable): Promise<Spendable> {
  const { call, chainstate } = node;
  switch (each.kind) {
    case 'mine':
      await call('generatetoaddress', each.count, ADDRESS);
      return coin;
    case 'pay': {
      const tx = payOn([coin], 1000);
      await call('generateblock', ADDRESS, [hexOfTransaction(tx)]);
      return outputAt(tx, 0, OPEN_LOCK);
    }
    case 'reorganise': {
      // Not below what was spent last: the next payment would have nothing to spend.
      const spentAt = coinHeight(node, coin);
      const height = Math.max(chainstate.tip().height - each.depth, spentAt);
      const entry = chainstate.atHeight(height + 1);
      if (entry) await call('invalidateblock', displayHash(entry.hash));
      await call('generatetoaddress', each.depth + 1, OTHER_ADDRESS);
      return coin;
    }
  }
}

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const OTHER_ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

function coinHeight({ chainstate }: RpcNode, coin: Spendable): number {
  return expectDefined(chainstate.coins.getCoin(coin), 'the coin is there').height;
}

function activeHashes({ chainstate }: RpcNode): readonly string[] {
  const heights = Array.from({ length: chainstate.tip().height + 1 }, (_, height) => height);
  return heights.map((height) =>
    toHex(expectDefined(chainstate.atHeight(height), 'a block of the best chain').hash),
  );
}
