import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Chainstate, createChainstate } from '../src/chain/chainstate.ts';
import { createSystemClock, type SystemClock } from '../src/node/system-clock.ts';
import type { Transaction } from '../src/primitives/tx.ts';
import { type OpenChainStore, openChainStore } from '../src/store/chain-store.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { SILENT_LOG } from '../src/util/log.ts';
import { buildBlock, buildCoinbase } from '../test/helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../test/helpers/chain-resources.ts';
import { REGTEST } from '../test/helpers/regtest.ts';
import { REAL_SCRIPTS } from '../test/helpers/scripts.ts';
import { type Lock, OPEN_LOCK, outputAt, payOn, payTo, type Spendable } from '../test/helpers/spending.ts';
import { createBenchFolder } from './bench-folder.ts';

/** A chain in a folder of its own, which goes with the process, for benches that need coins. */
export interface BenchChain {
  readonly chainstate: Chainstate;
  readonly store: OpenChainStore;
  readonly clock: SystemClock;
  /** Coins of one owner, in blocks. */
  splitCoins(count: number, owner: Lock): Promise<readonly Spendable[]>;
}

/** Outputs of one transaction that splits a coin: within what is standard. */
const PARTS = 2000;
const FEE = 1000;

export async function openBenchChain(): Promise<BenchChain> {
  const folder = createBenchFolder();
  const params = { ...REGTEST.consensus, coinbaseMaturity: 1 };
  const store = openChainStore({ path: join(folder, 'chain.sqlite'), cacheMiB: 64, onNotice: () => {} });
  const clock = createSystemClock();
  const chainstate = await createChainstate({
    params,
    genesis: REGTEST.genesis,
    store,
    scripts: REAL_SCRIPTS,
    clock,
    log: SILENT_LOG,
    ...CHAIN_RESOURCES,
  });

  async function mine(transactions: readonly Transaction[]): Promise<Spendable> {
    const parent = chainstate.tip();
    const { outputs } = buildCoinbase(parent.height + 1);
    const coinbase = { outputs: [payTo(OPEN_LOCK, expectDefined(outputs[0], 'a reward').value)] };
    const block = buildBlock(parent, { params, transactions, coinbase });
    assert((await chainstate.submitBlock(block)).ok, 'the block is valid');
    return outputAt(expectDefined(block.transactions[0], 'a coinbase'), 0, OPEN_LOCK);
  }

  return {
    chainstate,
    store,
    clock,
    async splitCoins(count, owner) {
      const coins: Spendable[] = [];
      while (coins.length < count) {
        const split = payOn([await mine([])], FEE, { parts: PARTS, lock: owner });
        await mine([split]);
        coins.push(...split.outputs.map((_, index) => outputAt(split, index, owner)));
      }
      return coins.slice(0, count);
    },
  };
}
