import { getLocator } from '../../chain/locator.ts';
import type { BlockHeader } from '../../primitives/block-header.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import type { HashedHeader } from './hashed-header.ts';
import {
  createCommitments,
  createFirstPass,
  createSecondPass,
  type PresyncParts,
  type PresyncProgress,
  type SecondPass,
} from './presync-passes.ts';

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
