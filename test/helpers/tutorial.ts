import { setImmediate as breathe } from 'node:timers/promises';
import * as ecc from 'tiny-secp256k1';
import { onTestFinished } from 'vitest';
import { findScriptFailure } from '../../src/consensus/check-scripts.ts';
import { hash160 } from '../../src/crypto/hash160.ts';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { createMempool, type Mempool } from '../../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../src/mempool/options.ts';
import { generateBlocks } from '../../src/mining/generate.ts';
import type { Miner } from '../../src/mining/miner.ts';
import { shareMiner } from '../../src/mining/shared-miner.ts';
import { createTemplateSource } from '../../src/mining/template-source.ts';
import { SYSTEM_TIMERS } from '../../src/node/timers.ts';
import type { TutorialContext } from '../../src/rpc/tutorial/context.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { describeRejection } from '../../src/util/verdict.ts';
import { buildBlock } from './chain-builder.ts';
import { generateDependencies } from './mining.ts';
import { REGTEST } from './regtest.ts';
import { openTestChain, type TestChain } from './test-chain.ts';

/** Somebody with a key, as the tutorial's text makes one. */
export interface Person {
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
  /** 66 hex digits. */
  readonly publicKey: string;
  /** R and S in hex. @param digest - 64 hex digits */
  sign(digest: string): string;
}

/** A person for each name. @param hrp - of the network's addresses */
export function person(name: string, prefixes = REGTEST.addresses): Person {
  const secret = sha256(new TextEncoder().encode(name));
  const publicKey = expectDefined(ecc.pointFromScalar(secret, true), 'a private key');
  const scriptPubKey = payToWitnessProgram(0, hash160(publicKey));
  return {
    address: expectDefined(encodeAddress(scriptPubKey, prefixes), 'a script that has an address'),
    scriptPubKey,
    publicKey: toHex(publicKey),
    sign: (digest) => toHex(ecc.sign(expectDefined(fromHex(digest), 'hex'), secret)),
  };
}

export interface TrialNode extends TestChain {
  readonly context: TutorialContext;
  readonly mempool: Mempool;
  /** How often the miner was started and stopped, in order. */
  readonly switched: string[];
  /** Mines so many blocks that pay to the person, with what the mempool has. */
  mineTo(who: Person, count: number): Promise<void>;
  /** Mines a block that pays to the person and leaves the mempool's transactions alone. */
  mineEmpty(who: Person): Promise<void>;
}

/** Whom the trial node's blocks pay. */
export const MINER = person('miner');

/** What the tutorial's routes need, on a real chain, store and mempool of regtest; its pool miner alone is a dummy. */
export async function openTrialNode({ testChain = true } = {}): Promise<TrialNode> {
  const chain = await openTestChain();
  const { chainstate, store, clock } = chain;
  const mempool = createMempool({
    chainstate,
    store,
    clock,
    timers: SYSTEM_TIMERS,
    log: SILENT_LOG,
    findScriptFailure,
    options: DEFAULT_MEMPOOL_OPTIONS,
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(() => mempool.close());
  const templates = createTemplateSource({
    chainstate,
    clock,
    candidates: mempool.feed,
    revision: mempool.revision,
    limits: { minFeeRate: 1, maxWeight: 4_000_000 },
  });
  const isStopping = () => false;
  const generate: TutorialContext['generate'] = (request) =>
    generateBlocks(request, generateDependencies(chain, { templates, breathe }));
  const { miner, switched } = createDummyMiner();
  const context: TutorialContext = {
    chainstate,
    network: { ...REGTEST, testChain },
    clock,
    generate,
    mempool,
    coinsOfScript: store.coinsOfScript,
    dustRelayFeeRate: DEFAULT_MEMPOOL_OPTIONS.standardness.dustRelayFeeRate,
    miner: shareMiner(miner),
    rewardScript: async () => MINER.scriptPubKey,
    timers: SYSTEM_TIMERS,
    isStopping,
  };
  return {
    ...chain,
    context,
    mempool,
    switched,
    async mineTo({ scriptPubKey }, count) {
      const made = await generate({ count, scriptPubKey, maxTries: 1_000_000 });
      invariant(made.ok && made.value.length === count, made.ok ? 'too few blocks' : describeRejection(made));
    },
    async mineEmpty({ scriptPubKey }) {
      const coinbase = { outputs: [{ value: 0, scriptPubKey }] };
      const time = chainstate.tip().medianTimePast + 1;
      const submitted = await chainstate.submitBlock(buildBlock(chainstate.tip(), { coinbase, time }));
      invariant(submitted.ok, 'an empty block is valid');
    },
  };
}

/** A miner that makes no blocks and notes what it is told. */
export function createDummyMiner(): { readonly miner: Miner; readonly switched: string[] } {
  const switched: string[] = [];
  let state: 'stopped' | 'mining' = 'stopped';
  const miner: Miner = {
    async start(threads) {
      switched.push(threads === undefined ? 'start' : `start ${threads}`);
      state = 'mining';
    },
    async stop() {
      switched.push('stop');
      state = 'stopped';
    },
    status: () => ({
      state,
      threads: 1,
      kernel: undefined,
      hashRate: undefined,
      hashing: undefined,
      blocks: { accepted: 0, stale: 0, rejected: 0 },
      notice: undefined,
    }),
    close: async () => {},
  };
  return { miner, switched };
}
