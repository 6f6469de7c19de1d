import { describe, expect, it } from 'vitest';
import { sha256d } from '../../src/crypto/sha256d.ts';
import { withSolution } from '../../src/kernel/kernel.ts';
import { createPoolMiner } from '../../src/mining/pool-miner.ts';
import type { HashPool } from '../../src/mining/ports.ts';
import { rollableBits } from '../../src/mining/version-rolling.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { createDispatcher } from '../../src/pool/hash-dispatcher.ts';
import { bytesToBigIntLE } from '../../src/util/bytes.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { buildBlock } from '../helpers/chain-builder.ts';
import { testTemplates } from '../helpers/mining.ts';
import {
  createSimulatedThreads,
  createTriedHeaders,
  type SimulatedThreads,
  type TriedRange,
} from '../helpers/simulated-hash-threads.ts';
import { openTestChain, TEST_TIME } from '../helpers/test-chain.ts';
import { createManualTimers } from '../helpers/test-mempool.ts';

/**
 * Hours of mining by the real miner, jobs and dispatcher, on threads that only say what they would have tried, while the
 * clock runs, fees get better, threads come and go, mining stops and starts, and blocks are found here and elsewhere: no
 * header is ever tried twice. NONCED_MINING_HOURS=24 for a day.
 */

const HOURS = Number(process.env['NONCED_MINING_HOURS'] ?? 0.25);
const SEED = Number(process.env['NONCED_SEED'] ?? 1);

/** Headers that a thread tries in a second: some units. */
const RATE = 45e6;

/** The same for so many seconds at first: nonces of whole headers are used up within one template. */
const BURST = { rate: 3e9, seconds: 20 };

function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function simulatedPool(simulated: SimulatedThreads, threads: number): HashPool {
  const dispatcher = createDispatcher(threads, simulated.ports);
  return {
    get threads() {
      return dispatcher.threads();
    },
    kernel: 'simulated',
    bestVersions: 64,
    search: (source, onFound) => dispatcher.dispatch({ source, onFound }),
    pause: () => dispatcher.dispatch(undefined),
    resize: dispatcher.resize,
    counts: () => ({ perThread: [] }),
    close: dispatcher.close,
  };
}

/** A nonce near the range's beginning that solves its header with the first version, at regtest's difficulty. */
function solve({ header, versions, firstNonce, nonceCount }: TriedRange): number | undefined {
  for (let nonce = firstNonce; nonce < firstNonce + Math.min(nonceCount, 64); nonce++) {
    const hash = sha256d(withSolution(header, versions[0] ?? 0, nonce));
    if (bytesToBigIntLE(hash) < 1n << 254n) return nonce;
  }
  return undefined;
}

describe('mining', () => {
  it.each([
    ['regtest', rollableBits(readShippedNetwork('regtest').consensus)],
    ['signet', rollableBits(readShippedNetwork('signet').consensus)],
    ['a network that forbids version rolling', 0],
  ])(
    `tries no header twice in ${HOURS} h, with the versions of %s`,
    { timeout: 60_000 + HOURS * 60_000 },
    async (_, versionMask) => {
      const random = createRandom(SEED);
      const chance = (oneIn: number): boolean => random(oneIn) === 0;
      let seconds = 0;
      let revision = 0;
      let mayFind = false;
      const chain = await openTestChain({ monotonicMs: () => 1000 * seconds });
      const { chainstate, clock } = chain;
      const timers = createManualTimers();
      const tried = createTriedHeaders();
      const simulated = createSimulatedThreads({
        onTried: tried.add,
        solutionIn: (range) => {
          const nonce = mayFind ? solve(range) : undefined;
          if (nonce !== undefined) mayFind = false;
          return nonce;
        },
      });
      const faults: unknown[] = [];
      const miner = createPoolMiner({
        chainstate,
        templates: { ...testTemplates(chain), revision: () => revision },
        clock: chain.clock,
        timers,
        log: SILENT_LOG,
        threads: 2,
        versionMask,
        createPool: async (threads) => simulatedPool(simulated, threads),
        rewardScript: async () => Uint8Array.of(0x51),
        firstExtraNonce: random(2 ** 30),
        obstacle: () => undefined,
        onFault: (fault) => faults.push(fault),
      });
      clock.setMockTime(TEST_TIME);
      await miner.start();
      for (; seconds < 3600 * HOURS; seconds++) {
        clock.setMockTime(TEST_TIME + seconds);
        timers.runAll();
        await simulated.work(seconds < BURST.seconds ? BURST.rate : RATE);
        if (chance(20)) revision++;
        if (chance(60)) await miner.start(1 + random(6));
        if (chance(120)) await miner.stop();
        if (chance(10) && miner.status().state === 'stopped') await miner.start();
        if (chance(200)) mayFind = true;
        if (chance(400)) {
          const parent = chainstate.readBlock(chainstate.tip());
          if (parent)
            await chainstate.submitBlock(
              buildBlock({ ...parent, height: chainstate.tip().height }, { time: TEST_TIME + seconds }),
            );
        }
        await chainstate.settled();
      }
      expect(faults).toEqual([]);
      const { accepted, rejected } = miner.status().blocks;
      expect(accepted).toBeGreaterThan(0);
      expect(rejected).toBe(0);
      // More than all nonces of a header, in each of its first seconds with one version alone.
      expect(tried.count()).toBeGreaterThan(BURST.rate * BURST.seconds);
      await miner.close();
    },
  );
});
