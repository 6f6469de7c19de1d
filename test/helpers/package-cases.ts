import { expect } from 'vitest';
import {
  childOf,
  childOfAll,
  FAILED,
  forged,
  MISSING,
  type PackageCase,
  POOR,
  refusedTogether,
  SIZE,
} from './package-scene.ts';
import { outputAt, payOn } from './spending.ts';

/** Packages by their form, their fees, and by what one of them breaks. */

export const FORM: readonly PackageCase[] = [
  {
    name: 'one alone',
    play({ coin }) {
      const txs = [payOn([coin()], 1000)];
      return { txs, message: 'success', outcomes: ['accepted'], held: txs };
    },
  },
  {
    name: 'one alone that pays too little',
    play: ({ coin }) => ({ txs: [payOn([coin()], 9)], message: FAILED, outcomes: [POOR], held: [] }),
  },
  {
    name: 'twenty-four parents and their child',
    async play({ smallCoins }) {
      const parents = (await smallCoins(24)).map((coin) => payOn([coin], 1000));
      const txs = [...parents, childOfAll(parents, 10_000)];
      return { txs, message: 'success', outcomes: Array(25).fill('accepted'), held: txs };
    },
  },
  {
    name: 'twenty-five parents and their child',
    async play({ smallCoins }) {
      const parents = (await smallCoins(25)).map((coin) => payOn([coin], 1000));
      return refusedTogether([...parents, childOfAll(parents, 10_000)], 'package-too-many-transactions');
    },
  },
  {
    name: 'the child before its parent',
    play({ coin }) {
      const parent = payOn([coin()], 1000);
      return refusedTogether([childOf(parent, 1000), parent], 'package-not-sorted');
    },
  },
  {
    name: 'three generations',
    play({ coin }) {
      const parent = payOn([coin()], 1000);
      const child = childOf(parent, 1000);
      return refusedTogether([parent, child, childOf(child, 1000)], 'package-not-child-with-parents');
    },
  },
  {
    name: 'two that have nothing to do with each other',
    play: ({ coin }) =>
      refusedTogether([payOn([coin()], 1000), payOn([coin()], 1000)], 'package-not-child-with-parents'),
  },
  {
    name: 'parents that build on each other, which RPC does not take',
    play({ coin }) {
      const first = payOn([coin()], 1000, { parts: 2 });
      const second = payOn([outputAt(first, 1)], 1000);
      const txs = [first, second, childOfAll([first, second], 1000)];
      return { txs, message: 'success', outcomes: Array(3).fill('accepted'), held: txs };
    },
  },
  {
    name: 'two that spend one coin',
    play({ coin }) {
      const spent = coin();
      const rivals = [payOn([spent], 1000), payOn([spent], 2000)];
      return refusedTogether([...rivals, childOfAll(rivals, 1000)], 'conflict-in-package');
    },
  },
  {
    name: 'one twice',
    play({ coin }) {
      const parent = payOn([coin()], 1000);
      return refusedTogether([parent, parent, childOf(parent, 1000)], 'package-contains-duplicates');
    },
  },
];

export const FEES: readonly PackageCase[] = [
  {
    name: 'a child that pays for its parent',
    play({ coin }) {
      const parent = payOn([coin()], 0);
      const txs = [parent, childOf(parent, 20)];
      return { txs, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'a child that pays a satoshi too little for both',
    play({ coin }) {
      const parent = payOn([coin()], 0);
      return { txs: [parent, childOf(parent, 19)], message: FAILED, outcomes: [POOR, POOR], held: [] };
    },
  },
  {
    name: 'a parent does not pay for its child',
    play({ coin }) {
      const parent = payOn([coin()], 1000);
      const txs = [parent, childOf(parent, 9)];
      return { txs, message: FAILED, outcomes: ['accepted', POOR], held: [parent] };
    },
  },
  {
    name: 'a parent that pays for itself does not pay for the other one',
    play({ coin }) {
      const [rich, poor] = [payOn([coin()], 1000), payOn([coin()], 0)];
      const txs = [rich, poor, childOfAll([rich, poor], 23)];
      return { txs, message: FAILED, outcomes: ['accepted', POOR, POOR], held: [rich] };
    },
  },
  {
    name: 'the child pays for the other one',
    play({ coin }) {
      const [rich, poor] = [payOn([coin()], 1000), payOn([coin()], 0)];
      const txs = [rich, poor, childOfAll([rich, poor], 24)];
      return { txs, message: 'success', outcomes: Array(3).fill('accepted'), held: txs };
    },
  },
  {
    name: 'one that is here, and its child',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000);
      hold(parent);
      const txs = [parent, childOf(parent, 1000)];
      return { txs, message: 'success', outcomes: ['known', 'accepted'], held: txs };
    },
  },
  {
    name: 'two that are here',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000);
      const txs = [parent, childOf(parent, 1000)];
      hold(...txs);
      return { txs, message: 'success', outcomes: ['known', 'known'], held: txs };
    },
  },
  {
    name: 'one that is here with another witness, which is not judged',
    play({ coin, hold }) {
      const parent = payOn([coin()], 1000);
      hold(parent);
      const txs = [forged(parent), childOf(parent, 1000)];
      return {
        txs,
        message: 'success',
        outcomes: ['other-witness', 'accepted'],
        held: [parent, ...txs.slice(1)],
      };
    },
  },
  {
    name: 'a parent that pays more than its sender meant to',
    play({ coin }) {
      const parent = payOn([coin()], SIZE + 1);
      const txs = [parent, childOf(parent, 20)];
      const outcomes = ['max feerate exceeded', MISSING];
      return { txs, maxFeeRate: 1000, message: FAILED, outcomes, held: [] };
    },
  },
  {
    name: 'a parent that pays as much as its sender meant to',
    play({ coin }) {
      const parent = payOn([coin()], SIZE);
      const txs = [parent, childOf(parent, 20)];
      return { txs, maxFeeRate: 1000, message: 'success', outcomes: ['accepted', 'accepted'], held: txs };
    },
  },
  {
    name: 'a child that pays for its parent more than its sender meant to',
    play({ coin }) {
      const parent = payOn([coin()], 0);
      const txs = [parent, childOf(parent, SIZE + 1)];
      const outcomes = [POOR, 'max feerate exceeded'];
      return { txs, maxFeeRate: 1000, message: FAILED, outcomes, held: [] };
    },
  },
];

export const REFUSALS: readonly PackageCase[] = [
  {
    name: 'a child that is not standard',
    play({ coin }) {
      const parent = payOn([coin()], 1000);
      const txs = [parent, childOf(parent, 1000, { version: 4 })];
      return { txs, message: FAILED, outcomes: ['accepted', 'version'], held: [parent] };
    },
  },
  {
    name: 'a parent that is not signed',
    play({ coin }) {
      const parent = forged(payOn([coin()], 1000));
      const txs = [parent, childOf(parent, 1000)];
      const outcomes = [expect.stringMatching(/^mempool-script-verify-flag-failed/), MISSING];
      return { txs, message: FAILED, outcomes, held: [] };
    },
  },
  {
    name: 'a parent that is neither paid for nor signed',
    play({ coin }) {
      const parent = forged(payOn([coin()], 0));
      const txs = [parent, childOf(parent, 1000)];
      const outcomes = [expect.stringMatching(/^mempool-script-verify-flag-failed/), MISSING];
      return { txs, message: FAILED, outcomes, held: [] };
    },
  },
  {
    name: 'a child that pays for its parent and is not signed',
    play({ coin }) {
      const parent = payOn([coin()], 0);
      const txs = [parent, forged(childOf(parent, 1000))];
      const outcomes = [POOR, expect.stringMatching(/^mempool-script-verify-flag-failed/)];
      return { txs, message: FAILED, outcomes, held: [] };
    },
  },
  {
    name: 'a child of whose parents one is not known',
    play({ coin }) {
      const [unknown, parent] = [payOn([coin()], 1000), payOn([coin()], 1000)];
      const txs = [parent, childOfAll([parent, unknown], 1000)];
      return { txs, message: FAILED, outcomes: ['accepted', MISSING], held: [parent] };
    },
  },
  {
    name: 'more than a cluster may have',
    options: { limits: { clusterCount: 2, clusterVsize: 101_000 } },
    play({ coin }) {
      const parents = [payOn([coin()], 0), payOn([coin()], 0)];
      const txs = [...parents, childOfAll(parents, 1000)];
      return { txs, message: 'too-large-cluster', outcomes: [POOR, POOR, MISSING], held: [] };
    },
  },
  {
    name: 'as many as a cluster may have',
    options: { limits: { clusterCount: 3, clusterVsize: 101_000 } },
    play({ coin }) {
      const parents = [payOn([coin()], 0), payOn([coin()], 0)];
      const txs = [...parents, childOfAll(parents, 1000)];
      return { txs, message: 'success', outcomes: Array(3).fill('accepted'), held: txs };
    },
  },
];
