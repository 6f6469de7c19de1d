import { expect } from 'vitest';
import type { MemberOutcome, PackageOutcome } from '../../src/mempool/package-outcome.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { describeRejection } from '../../src/util/verdict.ts';
import { outputAt, payOn, type Spendable } from './spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool, type TestMempoolOptions } from './test-mempool.ts';

/** A mempool for packages, with mature coins that anyone can spend. */
export interface PackageWorld extends TestMempool {
  /** Each time another one. */
  coin(): Spendable;
  /** So many coins of 10,000,000 satoshis, in a block. */
  smallCoins(count: number): Promise<readonly Spendable[]>;
  /** Takes these in, each alone. */
  hold(...txs: readonly Transaction[]): void;
  submit(txs: readonly Transaction[], maxFeeRate?: number): Promise<PackageOutcome>;
  /** What is in the mempool, in order of entry. */
  held(): readonly Transaction[];
}

const COINS = 8;

export async function openPackageWorld(options: TestMempoolOptions = {}): Promise<PackageWorld> {
  const node = await openTestMempool(options);
  const coins = (await node.mineCoins(COINS + TEST_MATURITY)).slice(0, COINS);
  const { mempool, timers } = node;
  const coin = (): Spendable => expectDefined(coins.pop(), 'another coin');
  return {
    ...node,
    coin,
    async smallCoins(count) {
      const parts = payOn([{ ...coin(), value: count * 10_000_000 }], 0, { parts: count });
      await node.mine([parts]);
      return parts.outputs.map((_, index) => outputAt(parts, index));
    },
    hold(...txs) {
      for (const tx of txs) expect(mempool.accept(tx)).toMatchObject({ ok: true });
    },
    async submit(txs, maxFeeRate) {
      const submitted = mempool.submitPackage({ txs, ...(maxFeeRate !== undefined && { maxFeeRate }) });
      timers.runAll();
      return submitted;
    },
    held: () => [...mempool.entries()].map(({ tx }) => tx),
  };
}

/** `success`, or the reason with its details. */
export function messageOf({ failure }: PackageOutcome): string {
  return failure ? describeRejection(failure) : 'success';
}

/** For each its kind, or the reason of its refusal; nothing where they were not looked at. */
export function outcomesOf(
  txs: readonly Transaction[],
  { members }: PackageOutcome,
): readonly (string | undefined)[] {
  return txs.map((tx) => textOf(members.get(tx)));
}

function textOf(outcome: MemberOutcome | undefined): string | undefined {
  return outcome?.kind === 'refused' ? outcome.rejected.code : outcome?.kind;
}

export const named = ({ txid, wtxid }: Transaction): string =>
  `${displayHash(txid)} (wtxid=${displayHash(wtxid)})`;
