import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { getLocator } from '../../chain/locator.ts';
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

/**
 * The guard before headers whose chain has not shown enough work yet: nothing of them is kept but a bit for every few
 * hundred, until it has.
 *
 * - `presync`: the peer sends its chain a first time. Its proof of work is checked, its difficulty as far as that can be
 *   told (see permitted-transition.ts), its work added up. At every so many headers, from a secret one on, one bit of a
 *   secret hash of the header is kept.
 * - `redownload`: the chain had enough work, and the peer sends it again. The headers wait in a buffer until some two
 *   dozen kept bits above them proved to be those of the same chain, and are then handed out, to be kept for ever.
 * - `done`: all was handed out, or the peer broke off.
 *
 * A peer without the work can thus cause nothing lasting: one that sends another chain the second time gets through with
 * the odds of guessing as many bits. While it lasts a sync takes the kept bits (bounded by how long a chain can be at
 * all, given that times must rise) and the buffer, some 1.5 MB in all.
 * @source Bitcoin Core src/headerssync.h, src/headerssync.cpp
 */
export interface HeadersPresync {
  phase(): PresyncPhase;
  /**
   * Takes the next headers, whose own proof of work is checked and each of which is the parent of the next.
   * @param isFull - there were as many as fit in a message, so that there may be more
   */
  take(headers: readonly HashedHeader[], isFull: boolean): PresyncStep;
  /** From where the peer shall go on. */
  locator(): Hash256[];
  /** How far the first pass came. */
  progress(): PresyncProgress;
}

export type PresyncPhase = 'presync' | 'redownload' | 'done';

export interface PresyncStep {
  /** False: something did not fit, and the sync has ended. */
  readonly ok: boolean;
  /** More is to be asked for, from the locator on. */
  readonly wantsMore: boolean;
  /** Headers of a chain with enough work. */
  readonly ready: readonly BlockHeader[];
}

export interface PresyncProgress {
  readonly height: number;
  /** Of the last header, seconds. */
  readonly time: number;
  /** Of the chain up to it. */
  readonly work: bigint;
}

/** What is kept of a chain. */
export interface PresyncSizes {
  /** Headers to one kept bit. */
  readonly commitmentPeriod: number;
  /** Headers that wait in the second pass for the bits above them. */
  readonly bufferSize: number;
}

/**
 * Those that Core computed for the main network (2026-02): the least memory with which some 24 bits guard each header.
 * Its other networks' differ from them by a few percent, as what they depend on is how long the chain is; that of a
 * younger or faster network is no longer.
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

/** A sync that begins behind `start`. */
export function createHeadersPresync(parts: PresyncParts): HeadersPresync {
  const { start, minimumWork, log, name } = parts;
  const commitments = createCommitments(parts);
  const first = createFirstPass(parts, commitments);
  let second: SecondPass | undefined;
  let phase: PresyncPhase = 'presync';
  log.debug(
    'net',
    () =>
      `Initial headers sync started with ${name}: height=${start.height}, ` +
      `max_commitments=${commitments.limit}, min_work=${minimumWork.toString(16).padStart(64, '0')}`,
  );

  function abort(why: string): void {
    log.debug('net', `Initial headers sync aborted with ${name}: ${why} (${phase} phase)`);
  }

  /** The first pass goes on. @returns whether more is wanted */
  function presync(isFull: boolean): boolean {
    const { height, work } = first.progress();
    if (work >= minimumWork) {
      log.debug(
        'net',
        `Initial headers sync transition with ${name}: reached sufficient work at height=${height}, ` +
          `redownloading from height=${start.height}`,
      );
      second = createSecondPass(parts, commitments);
      phase = 'redownload';
      return true;
    }
    if (!isFull) abort(`incomplete headers message at height=${height}`);
    return isFull;
  }

  /** The second pass goes on. @returns whether more is wanted */
  function redownload({ height, isComplete }: SecondPass, isFull: boolean): boolean {
    if (isComplete()) {
      log.debug(
        'net',
        `Initial headers sync complete with ${name}: releasing all at height=${height()} (redownload phase)`,
      );
      return false;
    }
    if (!isFull) abort(`incomplete headers message at height=${height()}`);
    return isFull;
  }

  return {
    phase: () => phase,
    take(headers, isFull) {
      const pass = second ?? first;
      const fault = pass.take(headers);
      if (fault !== undefined) abort(fault);
      const ready = fault === undefined && second ? second.release() : [];
      const wantsMore = fault === undefined && (second ? redownload(second, isFull) : presync(isFull));
      if (!wantsMore) {
        phase = 'done';
        commitments.clear();
      }
      return { ok: fault === undefined, wantsMore, ready };
    },
    locator: () => [(second ?? first).lastHash(), ...getLocator(start)],
    progress: first.progress,
  };
}

/** The kept bits. */
interface Commitments {
  readonly limit: number;
  /** True where a bit is kept of a header of this height. */
  isDue(height: number): boolean;
  bitOf(hash: Hash256): boolean;
  bits(): BitFifo;
  clear(): void;
}

function createCommitments(parts: PresyncParts): Commitments {
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

interface FirstPass extends Pass {
  progress(): PresyncProgress;
}

function createFirstPass(parts: PresyncParts, commitments: Commitments): FirstPass {
  const { start, params } = parts;
  let end: ChainEnd = start;
  let lastHash = start.hash;
  let work = start.chainwork;

  function takeOne({ header, hash }: HashedHeader): string | undefined {
    const height = end.height + 1;
    if (!isPermittedTransition(header, end, params))
      return `invalid difficulty transition at height=${height}`;
    if (commitments.isDue(height)) {
      commitments.bits().push(commitments.bitOf(hash));
      if (commitments.bits().size > commitments.limit) return `exceeded max commitments at height=${height}`;
    }
    work += getBlockProof(header.bits);
    end = extendEnd(end, header);
    lastHash = hash;
    return undefined;
  }

  return {
    take(headers) {
      if (!isOn(headers, lastHash)) return `non-continuous headers at height=${end.height}`;
      return firstFault(headers, takeOne);
    },
    lastHash: () => lastHash,
    progress: () => ({ height: end.height, time: end.header.time, work }),
  };
}

interface SecondPass extends Pass {
  /** The headers that need not wait any more, which leave the buffer. */
  release(): BlockHeader[];
  height(): number;
  /** True once the chain had its work again and the buffer is empty. */
  isComplete(): boolean;
}

function createSecondPass(parts: PresyncParts, commitments: Commitments): SecondPass {
  const { start, params, minimumWork, sizes = PRESYNC_SIZES } = parts;
  const buffer = createHeaderBuffer();
  let end: ChainEnd = start;
  let lastHash = start.hash;
  let work = start.chainwork;

  function takeOne({ header, hash }: HashedHeader): string | undefined {
    const height = end.height + 1;
    if (!isPermittedTransition(header, end, params))
      return `invalid difficulty transition at height=${height}`;
    work += getBlockProof(header.bits);
    // Once the chain has its work again no bits are left to compare: it may have grown since.
    if (!hasWork() && commitments.isDue(height)) {
      const expected = commitments.bits().shift();
      if (expected === undefined) return `commitment overrun at height=${height}`;
      if (expected !== commitments.bitOf(hash)) return `commitment mismatch at height=${height}`;
    }
    end = extendEnd(end, header);
    lastHash = hash;
    return undefined;
  }

  const hasWork = (): boolean => work >= minimumWork;

  return {
    take(headers) {
      if (!isOn(headers, lastHash)) return `non-continuous headers at height=${end.height + 1}`;
      const fault = firstFault(headers, takeOne);
      if (fault === undefined) buffer.push(headers.map(({ header }) => header));
      return fault;
    },
    release: () => buffer.take(hasWork() ? buffer.size : Math.max(0, buffer.size - sizes.bufferSize)),
    lastHash: () => lastHash,
    height: () => end.height,
    isComplete: () => hasWork() && buffer.size === 0,
  };
}

function isOn([first]: readonly HashedHeader[], parent: Hash256): boolean {
  return first === undefined || equalBytes(first.header.prevBlockHash, parent);
}

function firstFault(
  headers: readonly HashedHeader[],
  take: (header: HashedHeader) => string | undefined,
): string | undefined {
  for (const header of headers) {
    const fault = take(header);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The end of the chain with one header more: of what is before its parent nothing is held. */
function extendEnd({ height, header: { time, bits } }: ChainEnd, header: BlockHeader): ChainEnd {
  return {
    height: height + 1,
    header: { time: header.time, bits: header.bits },
    parent: { height, header: { time, bits } },
  };
}
