import { expect } from 'vitest';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { childOf, childOfAll, FAILED, MISSING, type PackageCase, POOR, V3 } from './package-scene.ts';
import { named, type PackageWorld } from './package-world.ts';
import { OPEN_LOCK, outputAt, payOn, payTo, spend } from './spending.ts';

/** Packages of version 3, with dust, that replace others, and in a full mempool. */

export const VERSION_3: readonly PackageCase[] = [
  {
    name: 'a parent without a fee and its child',
    play({ coin }) {
      const parent = payOn([coin()], 0, V3);
      const txs = [parent, childOf(parent, 1000, V3)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'two parents',
    play({ coin }) {
      const parents = [payOn([coin()], 0, V3), payOn([coin()], 0, V3)];
      const child = childOfAll(parents, 1000, V3);
      const message = `TRUC-violation, tx ${named(child)} would have too many ancestors`;
      return { txs: [...parents, child], message, outcomes: [POOR, POOR, MISSING], held: [] };
    },
  },
  {
    name: 'a child of version 2',
    play({ coin }) {
      const parent = payOn([coin()], 0, V3);
      const child = childOf(parent, 1000);
      const names = `non-version=3 tx ${named(child)} cannot spend from version=3 tx ${named(parent)}`;
      return {
        txs: [parent, child],
        message: `TRUC-violation, ${names}`,
        outcomes: [POOR, MISSING],
        held: [],
      };
    },
  },
  {
    name: 'a child of more than 1,000 virtual bytes',
    play({ coin }) {
      const parent = payOn([coin()], 0, V3);
      const child = childOf(parent, 10_000, { ...V3, parts: 23 });
      const sizes = 'is too big: 1042 > 1000 virtual bytes';
      return {
        txs: [parent, child],
        message: `TRUC-violation, version=3 child tx ${named(child)} ${sizes}`,
        outcomes: [POOR, MISSING],
        held: [],
      };
    },
  },
  {
    name: 'a third generation on one that is here',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000, V3);
      hold(parent);
      const child = childOf(parent, 0, V3);
      const grandchild = childOf(child, 1000, V3);
      const message = `TRUC-violation, tx ${named(grandchild)} would have too many ancestors`;
      return { txs: [child, grandchild], message, outcomes: [POOR, MISSING], held: [parent] };
    },
  },
  {
    name: 'a child in the place of its sibling, where it pays for itself',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000, { ...V3, parts: 2 });
      hold(parent, childOf(parent, 1000, V3));
      const sibling = payOn([outputAt(parent, 1)], 5000, V3);
      const txs = [parent, sibling];
      return { txs, message: 'success', outcomes: ['known', 'accepted'], held: txs };
    },
  },
  {
    name: 'a child does not pay for its parent to take the place of a sibling',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000, { ...V3, parts: 2 });
      const child = childOf(parent, 1000, V3);
      hold(parent, child);
      const sibling = payOn([outputAt(parent, 1)], 0, V3);
      const txs = [sibling, childOf(sibling, 50_000, V3)];
      return { txs, message: FAILED, outcomes: ['TRUC-violation', MISSING], held: [parent, child] };
    },
  },
];

/** Pays all but the dust on, and makes so many outputs of dust. */
function dusty({ coin }: PackageWorld, fee = 0, count = 1): Transaction {
  const from = coin();
  const dust = Array.from({ length: count }, () => payTo(OPEN_LOCK, 0));
  return spend([from], [payTo(OPEN_LOCK, from.value - fee), ...dust]);
}
const sweep = (parent: Transaction, fee: number): Transaction =>
  payOn(
    parent.outputs.map((_, index) => outputAt(parent, index)),
    fee,
  );

export const DUST: readonly PackageCase[] = [
  {
    name: 'dust that the child spends',
    play(world) {
      const parent = dusty(world);
      const txs = [parent, sweep(parent, 1000)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'dust that the child leaves',
    play(world) {
      const parent = dusty(world);
      const txs = [parent, childOf(parent, 1000)];
      return { txs, message: 'unspent-dust', outcomes: [POOR, 'missing-ephemeral-spends'], held: [] };
    },
  },
  {
    name: 'dust of a parent that pays',
    play(world) {
      const parent = dusty(world, 1);
      const txs = [parent, sweep(parent, 1000)];
      return { txs, message: FAILED, outcomes: ['dust', MISSING], held: [] };
    },
  },
  {
    name: 'dust twice',
    play(world) {
      const parent = dusty(world, 0, 2);
      const txs = [parent, sweep(parent, 1000)];
      return { txs, message: FAILED, outcomes: ['dust', MISSING], held: [] };
    },
  },
  {
    name: 'dust of one that is here already',
    async play(world) {
      const parent = dusty(world);
      const held = [parent, sweep(parent, 1000)];
      await world.submit(held);
      const txs = [parent, childOf(parent, 9000)];
      return { txs, message: FAILED, outcomes: ['known', 'missing-ephemeral-spends'], held };
    },
  },
];

/** In the mempool: a transaction that pays this, and its coin. */
export function rival({ coin, hold }: PackageWorld, fee: number) {
  const spent = coin();
  const tx = payOn([spent], fee);
  hold(tx);
  return { spent, tx };
}
const REPLACEMENT_FAILED = 'package RBF failed: ';
const NOT_ENOUGH = 'insufficient fee';

export const REPLACEMENTS: readonly PackageCase[] = [
  {
    name: 'a parent and a child in the place of one',
    play(world) {
      const parent = payOn([rival(world, 1000).spent], 500);
      const txs = [parent, childOf(parent, 2000)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'a satoshi less than what goes and the way of both',
    play(world) {
      const { spent, tx } = rival(world, 1000);
      const parent = payOn([spent], 500);
      const child = childOf(parent, 519);
      const names = `rejecting replacement ${displayHash(child.txid)}, not enough additional fees to relay`;
      return {
        txs: [parent, child],
        message: `${REPLACEMENT_FAILED}insufficient anti-DoS fees, ${names}; 0.00000019 < 0.0000002`,
        outcomes: [NOT_ENOUGH, MISSING],
        held: [tx],
      };
    },
  },
  {
    name: 'a parent whose rate is that of both',
    play(world) {
      const { spent, tx } = rival(world, 1000);
      const parent = payOn([spent], 1009);
      const child = childOf(parent, 1009);
      const rates = `package feerate 0.00010510 BTC/kvB <= parent feerate is 0.00010510 BTC/kvB`;
      return {
        txs: [parent, child],
        message: `${REPLACEMENT_FAILED}package feerate is less than or equal to parent feerate, ${rates}`,
        outcomes: [NOT_ENOUGH, MISSING],
        held: [tx],
      };
    },
  },
  {
    name: 'a parent that would leave miners worse off',
    play(world) {
      // A small one that pays well goes for two large ones.
      const { spent, tx } = rival(world, 3000);
      const parent = payOn([spent], 100, { parts: 60 });
      const child = payOn([outputAt(parent, 0)], 3900);
      return {
        txs: [parent, child],
        message: `${REPLACEMENT_FAILED}insufficient feerate: does not improve feerate diagram`,
        outcomes: [POOR, MISSING],
        held: [tx],
      };
    },
  },
  {
    name: 'two parents and a child',
    play(world) {
      const { spent, tx } = rival(world, 1000);
      const parents = [payOn([spent], 0), payOn([world.coin()], 0)];
      return {
        txs: [...parents, childOfAll(parents, 9000)],
        message: `${REPLACEMENT_FAILED}package must be 1-parent-1-child`,
        outcomes: [POOR, POOR, MISSING],
        held: [tx],
      };
    },
  },
  {
    name: 'with a parent that is here',
    play(world) {
      const { spent, tx } = rival(world, 1000);
      const below = payOn([world.coin()], 1000);
      world.hold(below);
      const parent = payOn([spent, outputAt(below, 0)], 0);
      return {
        txs: [parent, childOf(parent, 9000)],
        message: `${REPLACEMENT_FAILED}new transaction cannot have mempool ancestors`,
        outcomes: [POOR, MISSING],
        held: [tx, below],
      };
    },
  },
  {
    name: 'what spends the same out of 101 clusters',
    async play({ smallCoins, hold }) {
      const coins = await smallCoins(101);
      const rivals = coins.map((coin) => payOn([coin], 100));
      hold(...rivals);
      const parent = payOn(coins.slice(0, 100), 0);
      const child = payOn([outputAt(parent, 0), expectDefined(coins[100], 'the last')], 90_000);
      const counts = 'too many conflicting clusters (101 > 100)';
      return {
        txs: [parent, child],
        message: `${REPLACEMENT_FAILED}too many potential replacements, rejecting replacement ${displayHash(child.txid)}; ${counts}`,
        outcomes: [POOR, MISSING],
        held: rivals,
      };
    },
  },
  {
    name: 'what spends the same out of 100 clusters',
    async play({ smallCoins, hold }) {
      const coins = await smallCoins(100);
      hold(...coins.map((coin) => payOn([coin], 100)));
      const parent = payOn(coins, 0);
      const txs = [parent, childOf(parent, 90_000)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'a child that spends what is spent, too',
    play(world) {
      const [one, other] = [rival(world, 1000), rival(world, 1000)];
      const parent = payOn([one.spent], 0);
      const child = payOn([outputAt(parent, 0), other.spent], 9000);
      return {
        txs: [parent, child],
        message: 'success',
        outcomes: ['accepted', 'accepted'],
        held: [parent, child],
      };
    },
  },
  {
    name: 'a parent that replaces by itself',
    play(world) {
      const parent = payOn([rival(world, 1000).spent], 5000);
      const txs = [parent, childOf(parent, 1000)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
];

/** As much memory as five transactions of these tests take; the first pays most. */
const FULL = { maxBytes: 5 * 2_900 + 500 };
async function fill({ smallCoins, hold, mempool }: PackageWorld): Promise<readonly Transaction[]> {
  const txs = (await smallCoins(5)).map((coin, i) => payOn([coin], 1500 - 100 * i));
  hold(...txs);
  const { usage, maxBytes } = mempool.info();
  expect(usage).toBeLessThanOrEqual(maxBytes);
  expect((usage / 5) * 6).toBeGreaterThan(maxBytes);
  return txs;
}

export const ROOM: readonly PackageCase[] = [
  {
    name: 'no room for those that pay least, though they came in',
    options: FULL,
    async play(world) {
      const held = await fill(world);
      const parent = payOn([world.coin()], 0);
      const txs = [parent, childOf(parent, 1000)];
      return { txs, message: FAILED, outcomes: ['mempool full', 'mempool full'], held };
    },
  },
  {
    name: 'no room for a child, and room for its parent that came in alone',
    options: FULL,
    async play(world) {
      const others = await fill(world);
      const parent = payOn([world.coin()], 2000);
      const txs = [parent, childOf(parent, 20)];
      return {
        txs,
        message: FAILED,
        outcomes: ['accepted', 'mempool full'],
        held: [...others.slice(0, 4), parent],
      };
    },
  },
  {
    name: 'room that others make',
    options: FULL,
    async play(world) {
      const others = await fill(world);
      const parent = payOn([world.coin()], 0);
      const txs = [parent, childOf(parent, 9000)];
      return {
        txs,
        message: 'success',
        outcomes: ['accepted', 'accepted'],
        held: [...others.slice(0, 3), ...txs],
      };
    },
  },
];
