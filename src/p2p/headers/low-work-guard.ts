import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { BlockHeader } from '../../primitives/block-header.ts';
import { displayHash, type Hash256 } from '../../primitives/hash256.ts';
import { MAX_HEADERS_RESULTS } from '../codec/limits.ts';
import { logName, type Peer } from '../peer.ts';
import type { HashedHeader } from './hashed-header.ts';
import type { HeaderRequests } from './header-requests.ts';
import type { HeadersContext } from './headers-context.ts';
import { createHeadersPresync, type HeadersPresync } from './headers-presync.ts';
import type { HeadersProgress } from './headers-progress.ts';

/** The syncs under way with peers whose chain has not shown enough work; see headers-presync.ts. */
export interface LowWorkGuard {
  isActive(peer: Peer): boolean;
  /**
   * Goes on with the peer's sync, and asks for more where it wants more.
   * @returns the headers that may be kept; undefined where none was under way, or the headers don't fit
   * @source Bitcoin Core src/net_processing.cpp IsContinuationOfLowWorkHeadersSync
   */
  take(peer: Peer, batch: HeaderBatch): readonly BlockHeader[] | undefined;
  /** Begins a sync whose first headers are these. */
  begin(peer: Peer, batch: HeaderBatch, target: WorkTarget): void;
  /** Ends the peer's sync. */
  stop(peer: Peer): void;
  /** How far the peer's first pass came; -1: it has none. */
  heightOf(peer: Peer): number;
}

/** Headers of one message. */
export interface HeaderBatch {
  readonly headers: readonly HashedHeader[];
  /** There may be more where they came from. */
  readonly isFull: boolean;
}

export interface WorkTarget {
  /** Our block on which the headers build. */
  readonly start: BlockIndexEntry;
  readonly minimumWork: bigint;
}

export interface LowWorkGuardParts extends Pick<HeadersContext, 'chainstate' | 'clock' | 'random' | 'log'> {
  readonly requests: HeaderRequests;
  readonly progress: HeadersProgress;
}

export function isFullMessage(headers: readonly unknown[]): boolean {
  return headers.length === MAX_HEADERS_RESULTS;
}

export function createLowWorkGuard(parts: LowWorkGuardParts): LowWorkGuard {
  const { chainstate, clock, random, log, requests, progress } = parts;
  const syncs = new Map<Peer, HeadersPresync>();

  function take(peer: Peer, { headers, isFull }: HeaderBatch): readonly BlockHeader[] | undefined {
    const sync = syncs.get(peer);
    if (!sync) return undefined;
    const step = sync.take(headers, isFull);
    if (step.ok) requests.noteAnswered(peer);
    if (step.wantsMore) askForMore(peer, sync.locator());
    if (sync.phase() === 'done') syncs.delete(peer);
    else tellOfBest(peer, headers.length);
    return step.ok ? step.ready : undefined;
  }

  function askForMore(peer: Peer, locator: readonly Hash256[]): void {
    requests.askFrom(peer, locator);
    log.debug(
      'net',
      () => `more getheaders (from ${displayHash(locator[0] as Hash256)}) to ${logName(peer)}`,
    );
  }

  /** Tells of the peer's progress where none has shown more work. */
  function tellOfBest(peer: Peer, count: number): void {
    const own = syncs.get(peer);
    if (own?.phase() !== 'presync') return;
    const { work, ...end } = own.progress();
    if ([...syncs.values()].every((other) => other.progress().work <= work)) progress.notePresync(end, count);
  }

  return {
    isActive: (peer) => syncs.has(peer),
    take,
    begin(peer, batch, target) {
      const { params } = chainstate;
      const name = logName(peer);
      const nowSeconds = clock.nowSeconds();
      syncs.set(peer, createHeadersPresync({ ...target, params, nowSeconds, random, log, name }));
      take(peer, batch);
    },
    stop: (peer) => void syncs.delete(peer),
    heightOf: (peer) => syncs.get(peer)?.progress().height ?? -1,
  };
}
