import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { getBlockProof } from '../../consensus/chainwork.ts';
import type { ConsensusParams } from '../../consensus/params.ts';
import { type ChainEnd, isPermittedTransition } from '../../consensus/permitted-transition.ts';
import { sipHash24 } from '../../crypto/siphash.ts';
import type { BlockHeader } from '../../primitives/block-header.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import { type BitFifo, createBitFifo } from '../../util/bit-fifo.ts';
import { equalBytes } from '../../util/bytes.ts';
import type { Log } from '../../util/log.ts';
import type { Random } from '../random.ts';
import type { HashedHeader } from './hashed-header.ts';
import { createHeaderBuffer } from './header-buffer.ts';

/** The two passes of headers-presync.ts over a peer's chain: what each checks of a header, and what it keeps. */

/** What is kept of a chain. */
export interface PresyncSizes {
  /** Headers to one kept bit. */
  readonly commitmentPeriod: number;
  /** Headers that wait in the second pass for the bits above them. */
  readonly bufferSize: number;
}

/**
 * Those that Core computed for the main network (2026-02), with which some 24 bits guard each header. They are as safe
 * elsewhere, as that is the ratio of the two; a longer or shorter chain could do with a little less memory.
 * @source Bitcoin Core src/kernel/chainparams.cpp; contrib/devtools/headerssync-params.py
 */
export const PRESYNC_SIZES: PresyncSizes = { commitmentPeriod: 641, bufferSize: 15_218 };

/** A chain's median time rises by a second each block, and takes eleven into account: no more than so many fit into a second. */
const MAX_BLOCKS_PER_SECOND = 6;

const SALT_SIZE = 16;

export interface PresyncParts {
  /** The last block of ours on which the peer's headers build. */
  readonly start: BlockIndexEntry;
  /** The work that its chain must have. */
  readonly minimumWork: bigint;
  readonly params: Pick<ConsensusParams, 'retarget' | 'powLimit' | 'maxFutureBlockTime'>;
  readonly nowSeconds: number;
  readonly random: Random;
  readonly log: Pick<Log, 'debug'>;
  /** The peer's name in the log. */
  readonly name: string;
  readonly sizes?: PresyncSizes;
}

export interface PresyncProgress {
  readonly height: number;
  /** Of the last header, seconds. */
  readonly time: number;
  /** Of the chain up to it. */
  readonly work: bigint;
}

/** The kept bits. */
export interface Commitments {
  readonly limit: number;
  /** True where a bit is kept of a header of this height. */
  isDue(height: number): boolean;
  bitOf(hash: Hash256): boolean;
  bits(): BitFifo;
  clear(): void;
}

export function createCommitments(parts: PresyncParts): Commitments {
  const { start, params, nowSeconds, random, sizes = PRESYNC_SIZES } = parts;
  const { commitmentPeriod } = sizes;
  const offset = random.below(commitmentPeriod);
  const salt = random.bytes(SALT_SIZE);
  const seconds = nowSeconds - start.medianTimePast + params.maxFutureBlockTime;
  let bits = createBitFifo();
  return {
    limit: Math.max(0, Math.floor((MAX_BLOCKS_PER_SECOND * seconds) / commitmentPeriod)),
    isDue: (height) => height % commitmentPeriod === offset,
    bitOf: (hash) => (sipHash24(salt, hash) & 1n) === 1n,
    bits: () => bits,
    clear() {
      bits = createBitFifo();
    },
  };
}

/** One of the two passes. */
interface Pass {
  /** Takes the next headers. @returns what is wrong with them; undefined: nothing is */
  take(headers: readonly HashedHeader[]): string | undefined;
  lastHash(): Hash256;
}

/** A header that may follow, and the chain up to it. */
interface Step {
  readonly hash: Hash256;
  readonly height: number;
  readonly work: bigint;
}

/** The peer's chain from our block on, as far as a pass over it has come. */
function createWalk({ start, params }: PresyncParts) {
  let end: ChainEnd = start;
  let lastHash = start.hash;
  let work = start.chainwork;
  return {
    progress: (): PresyncProgress => ({ height: end.height, time: end.header.time, work }),
    lastHash: () => lastHash,
    isContinuedBy: ([first]: readonly HashedHeader[]): boolean =>
      first === undefined || equalBytes(first.header.prevBlockHash, lastHash),
    /** Goes on until something is wrong with a header, by its difficulty or as the pass sees it; that is returned. */
    take(headers: readonly HashedHeader[], look: (step: Step) => string | undefined): string | undefined {
      for (const { header, hash } of headers) {
        const height = end.height + 1;
        if (!isPermittedTransition(header, end, params))
          return `invalid difficulty transition at height=${height}`;
        work += getBlockProof(header.bits);
        const fault = look({ hash, height, work });
        if (fault !== undefined) return fault;
        end = extendEnd(end, header);
        lastHash = hash;
      }
      return undefined;
    },
  };
}

export interface FirstPass extends Pass {
  progress(): PresyncProgress;
}

export function createFirstPass(parts: PresyncParts, commitments: Commitments): FirstPass {
  const walk = createWalk(parts);

  function commit({ hash, height }: Step): string | undefined {
    if (!commitments.isDue(height)) return undefined;
    commitments.bits().push(commitments.bitOf(hash));
    const isTooMuch = commitments.bits().size > commitments.limit;
    return isTooMuch ? `exceeded max commitments at height=${height}` : undefined;
  }

  return {
    take: (headers) =>
      walk.isContinuedBy(headers)
        ? walk.take(headers, commit)
        : `non-continuous headers at height=${walk.progress().height}`,
    lastHash: walk.lastHash,
    progress: walk.progress,
  };
}

export interface SecondPass extends Pass {
  /** The headers that need not wait any more, which leave the buffer. */
  release(): BlockHeader[];
  height(): number;
  /** True once the chain had its work again and the buffer is empty. */
  isComplete(): boolean;
}

export function createSecondPass(parts: PresyncParts, commitments: Commitments): SecondPass {
  const { minimumWork, sizes = PRESYNC_SIZES } = parts;
  const walk = createWalk(parts);
  const buffer = createHeaderBuffer();
  const hasWork = (): boolean => walk.progress().work >= minimumWork;

  function compare({ hash, height, work }: Step): string | undefined {
    // Once the chain has its work again no bits are left to compare: it may have grown since.
    if (work >= minimumWork || !commitments.isDue(height)) return undefined;
    const expected = commitments.bits().shift();
    if (expected === undefined) return `commitment overrun at height=${height}`;
    return expected === commitments.bitOf(hash) ? undefined : `commitment mismatch at height=${height}`;
  }

  return {
    take(headers) {
      if (!walk.isContinuedBy(headers))
        return `non-continuous headers at height=${walk.progress().height + 1}`;
      const fault = walk.take(headers, compare);
      if (fault === undefined) buffer.push(headers.map(({ header }) => header));
      return fault;
    },
    release: () => buffer.take(hasWork() ? buffer.size : Math.max(0, buffer.size - sizes.bufferSize)),
    lastHash: walk.lastHash,
    height: () => walk.progress().height,
    isComplete: () => hasWork() && buffer.size === 0,
  };
}

/** The end of the chain with one header more: of what is before its parent nothing is held. */
function extendEnd({ height, header: { time, bits } }: ChainEnd, header: BlockHeader): ChainEnd {
  return {
    height: height + 1,
    header: { time: header.time, bits: header.bits },
    parent: { height, header: { time, bits } },
  };
}
