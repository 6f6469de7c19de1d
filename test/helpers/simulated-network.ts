import { type BlockIndexEntry, createEntry, type MutableEntry } from '../../src/chain/block-index.ts';
import type { Network } from '../../src/chainparams/network.ts';
import { getBlockProof } from '../../src/consensus/chainwork.ts';
import { checkHeaderInContext } from '../../src/consensus/check-header.ts';
import { VERSIONBITS_TOP_BITS } from '../../src/consensus/versionbits.ts';
import { type BlockTemplate, createTemplate } from '../../src/mining/template.ts';
import { type BlockHeader, hashHeader } from '../../src/primitives/block-header.ts';
import { ZERO_HASH } from '../../src/primitives/hash256.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * A network of miners in virtual time. Templates, targets, medians and the checks of each header are the node's
 * own functions; only the search is replaced, by an exponentially distributed wait of mean work / hash rate.
 */
export interface SimulatedNetwork {
  /** Mines for this long. */
  mine(seconds: number, miners: Miners): void;
  /** Nobody mines for this long. */
  sleep(seconds: number): void;
  /** Mean seconds per block over the last `seconds`. */
  meanBlockTime(seconds: number): number;
  /** Blocks found within the last `seconds`. */
  blocksWithin(seconds: number): number;
  readonly tip: BlockIndexEntry;
  /** The most that a block's time was ahead of the clock when it was found, seconds. */
  readonly mostAhead: number;
  /** How long miners waited because the median time past had run too far ahead, seconds. */
  readonly waited: number;
}

export interface Miners {
  /** Hashes per second of all of them. */
  readonly hashRate: number;
  /** Shares of the hash rate, 0 … 1, whose blocks don't bear the time at which they were found. */
  readonly shares?: {
    /** The earliest time that the rules allow. */
    readonly earliest?: number;
    /** The latest time that the rules allow. */
    readonly latest?: number;
    /** The time at which the search for the block started. */
    readonly stale?: number;
  };
}

/** A network at its genesis block, the clock at that block's time. @param seed - any number; the same gives the same run */
export function simulateNetwork({ genesis, consensus }: Network, seed: number): SimulatedNetwork {
  const random = seededRandom(seed);
  const foundAt: number[] = [];
  let tip: MutableEntry = createEntry(genesis.header, genesis.hash, undefined);
  let now: number = genesis.header.time;
  let mostAhead = 0;
  let waited = 0;

  const templateAt = (time: number) =>
    createTemplate({
      parent: tip,
      params: consensus,
      nowSeconds: Math.floor(time),
      version: VERSIONBITS_TOP_BITS,
      selected: [],
    });

  function append({ version, bits }: BlockTemplate, time: number): void {
    const header: BlockHeader = {
      version,
      prevBlockHash: tip.hash,
      merkleRoot: ZERO_HASH,
      time,
      bits,
      nonce: foundAt.length,
    };
    const verdict = checkHeaderInContext(header, {
      parent: tip,
      params: consensus,
      nowSeconds: Math.floor(now),
    });
    if (!verdict.ok)
      throw new Error(`the rules refuse block ${tip.height + 1}: ${verdict.code}, ${verdict.debug}`);
    mostAhead = Math.max(mostAhead, time - Math.floor(now));
    tip = createEntry(header, hashHeader(header), tip);
    foundAt.push(now);
  }

  /** As a miner does that has run too far ahead: it searches for nothing before the rules would accept its block. */
  function waitForMedian(): void {
    const earliest = templateAt(now).minTime - consensus.maxFutureBlockTime;
    if (earliest <= now) return;
    waited += earliest - now;
    now = earliest;
  }

  /** The time that the finder sets. @param first - the template when the search started @param last - when it ended */
  function blockTime(first: BlockTemplate, last: BlockTemplate, shares: Miners['shares'] = {}): number {
    const { earliest = 0, latest = 0, stale = 0 } = shares;
    const draw = random();
    if (draw < earliest) return last.minTime;
    if (draw < earliest + latest) return Math.floor(now) + consensus.maxFutureBlockTime;
    return draw < earliest + latest + stale ? first.time : last.time;
  }

  return {
    mine(seconds, { hashRate, shares }) {
      const end = now + seconds;
      for (;;) {
        waitForMedian();
        const first = templateAt(now);
        // The last search, cut off at the end, may as well start anew later: the exponential has no memory.
        now += (-Math.log(1 - random()) * Number(getBlockProof(first.bits))) / hashRate;
        if (now > end) break;
        const last = templateAt(now);
        append(last, blockTime(first, last, shares));
      }
      now = end;
    },
    sleep(seconds) {
      now += seconds;
    },
    blocksWithin: (seconds) => foundAt.filter((time) => time > now - seconds).length,
    meanBlockTime(seconds) {
      return seconds / this.blocksWithin(seconds);
    },
    get tip() {
      return tip;
    },
    get mostAhead() {
      return mostAhead;
    },
    get waited() {
      return waited;
    },
  };
}
