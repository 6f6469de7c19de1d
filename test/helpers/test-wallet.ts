import { setImmediate as breathe } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { findScriptFailure } from '../../src/consensus/check-scripts.ts';
import { hash160 } from '../../src/crypto/hash160.ts';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { createMempool, type Mempool } from '../../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS, type MempoolOptions } from '../../src/mempool/options.ts';
import { SYSTEM_TIMERS } from '../../src/node/timers.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import type { Clock } from '../../src/util/clock.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { describeRejection } from '../../src/util/verdict.ts';
import type { DefaultKey } from '../../src/wallet/default-key.ts';
import { createSigningKey } from '../../src/wallet/private-key.ts';
import { createWallet, type Wallet, type WalletDependencies } from '../../src/wallet/wallet.ts';
import { type BuiltBlock, buildBlock, type ParentBlock } from './chain-builder.ts';
import { REGTEST } from './regtest.ts';
import { keyLock, type Lock, payTo, type Spendable } from './spending.ts';
import { openTestChain, type TestChain } from './test-chain.ts';
import { feesOf } from './test-mempool.ts';

/** The number of the wallet's key in keyLock: what it locks the wallet can spend. */
const WALLET_KEY = 1;

/** The wallet's key, as a lock of coins. */
export const OWN_LOCK = keyLock(WALLET_KEY);

/** The same key, as the wallet has it. */
export const OWN_KEY: DefaultKey = defaultKeyOf(`key ${WALLET_KEY}`);

/** Somebody else's. */
export const OTHER_LOCK = keyLock(2);

/** Blocks until a coinbase is mature, in these tests. */
export const WALLET_TEST_MATURITY = 3;

/** What a coinbase of these tests pays without fees. */
export const REWARD = 5_000_000_000;

/** A wallet on a real chain, store and mempool, which go with the running test. */
export interface TestWallet extends TestChain {
  readonly mempool: Mempool;
  readonly mempoolOptions: MempoolOptions;
  readonly wallet: Wallet;
  /** What the wallet was made of. */
  readonly deps: WalletDependencies;
  /** Moves the clock by which reservations end. */
  passMinutes(minutes: number): void;
  /** Mines a block on the tip (or the parent given), whose coinbase pays to that lock. */
  mine(options?: WalletMineOptions): Promise<BuiltBlock>;
  /** Mines that many blocks for somebody else. */
  bury(count: number): Promise<void>;
}

export interface WalletMineOptions {
  /** The wallet's own unless given. */
  readonly to?: Lock;
  readonly transactions?: readonly Transaction[];
  readonly parent?: ParentBlock;
  readonly tag?: number;
}

export interface TestWalletOptions {
  readonly mempool?: Partial<MempoolOptions>;
  /** Undefined: there is no key yet. */
  readonly key?: DefaultKey | undefined;
}

export async function openTestWallet(options: TestWalletOptions = {}): Promise<TestWallet> {
  const params = { ...REGTEST.consensus, coinbaseMaturity: WALLET_TEST_MATURITY };
  const chain = await openTestChain({ params });
  const { chainstate, store } = chain;
  const mempoolOptions = { ...DEFAULT_MEMPOOL_OPTIONS, ...options.mempool };
  const mempool = createMempool({
    chainstate,
    store,
    clock: chain.clock,
    timers: SYSTEM_TIMERS,
    log: SILENT_LOG,
    findScriptFailure,
    options: mempoolOptions,
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(() => mempool.close());
  await mempool.load(breathe);
  let offsetMs = 0;
  const clock: Clock = { ...chain.clock, monotonicMs: () => chain.clock.monotonicMs() + offsetMs };
  const deps: WalletDependencies = {
    keys: keySourceOf('key' in options ? options.key : OWN_KEY),
    chainstate,
    mempool,
    coins: store,
    prefixes: REGTEST.addresses,
    dustRelayFeeRate: mempoolOptions.standardness.dustRelayFeeRate,
    clock,
    log: SILENT_LOG,
  };
  const mine: TestWallet['mine'] = async (wanted = {}) => {
    const { to = OWN_LOCK, transactions = [], parent = chainstate.tip(), tag = 0 } = wanted;
    const reward = payTo(to, REWARD + feesOf(transactions, mempool));
    const block = buildBlock(parent, { params, tag, transactions, coinbase: { outputs: [reward] } });
    const submitted = await chainstate.submitBlock(block);
    invariant(submitted.ok, `a block was refused: ${submitted.ok || describeRejection(submitted)}`);
    return block;
  };
  return {
    ...chain,
    mempool,
    mempoolOptions,
    deps,
    wallet: createWallet(deps),
    passMinutes: (minutes) => {
      offsetMs += 60_000 * minutes;
    },
    mine,
    async bury(count) {
      for (let i = 0; i < count; i++) await mine({ to: OTHER_LOCK });
    },
  };
}

/** What a block's coinbase pays, for its lock to spend. */
export function rewardOf(block: BuiltBlock, lock = OWN_LOCK): Spendable {
  const coinbase = expectDefined(block.transactions[0], 'a coinbase');
  return { txid: coinbase.txid, index: 0, value: coinbase.outputs[0]?.value ?? 0, lock };
}

/** The key of a name, in the wallet's form. */
function defaultKeyOf(name: string): DefaultKey {
  const signingKey = createSigningKey(sha256(new TextEncoder().encode(name)));
  return { signingKey, scriptPubKey: payToWitnessProgram(0, hash160(signingKey.pubkey)) };
}

function keySourceOf(initial: DefaultKey | undefined): WalletDependencies['keys'] {
  let key = initial;
  return {
    find: async () => key,
    make: async () => {
      key ??= OWN_KEY;
      return key;
    },
  };
}
