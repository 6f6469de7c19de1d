import { type BlockIndexEntry, getAncestor } from '../../chain/block-index.ts';
import type { SubmittedHeaders } from '../../chain/submit-headers.ts';
import { antiDosWork } from '../../chain/work-threshold.ts';
import { type BlockRejectCode, blockRejectClass } from '../../consensus/reject-codes.ts';
import { type BlockHeader, hashHeader } from '../../primitives/block-header.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { DiskFullError } from '../../util/disk-full-error.ts';
import { expectDefined } from '../../util/invariant.ts';
import { describeRejection, type Rejected } from '../../util/verdict.ts';
import { punishForBlock } from '../blocks/punish-for-block.ts';
import { endLoudly } from '../end-loudly.ts';
import { isInbound, logName, type Peer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import { type ChainSyncTimeouts, isLastingOutbound } from './chain-sync-timeout.ts';
import { claimedWork, faultOfHeaders, withHashes } from './hashed-header.ts';
import type { HeaderRequests } from './header-requests.ts';
import type { HeadersContext } from './headers-context.ts';
import type { HeadersProgress } from './headers-progress.ts';
import type { InitialSync } from './initial-sync.ts';
import { logNewHeader } from './log-new-header.ts';
import { type HeaderBatch, isFullMessage, type LowWorkGuard } from './low-work-guard.ts';

/** Deals with headers that a peer sent. @param viaCompact - it came with a compact block, which may be invalid */
export type HeadersReceipt = (
  peer: Peer,
  headers: readonly BlockHeader[],
  viaCompact?: boolean,
) => Promise<void>;

export interface HeadersReceiptParts {
  readonly context: HeadersContext;
  readonly chains: PeerChains;
  readonly requests: HeaderRequests;
  readonly guard: LowWorkGuard;
  readonly initialSync: Pick<InitialSync, 'restart'>;
  readonly timeouts: Pick<ChainSyncTimeouts, 'considerProtection'>;
  readonly progress: HeadersProgress;
  /** Asks the peer for blocks that lead to the header, where that makes sense. */
  readonly directFetch: (peer: Peer, last: BlockIndexEntry) => void;
}

/** Headers that may be handed to the chain, and what is known of the message they came in. */
interface WorkedHeaders {
  readonly headers: readonly BlockHeader[];
  /** As many as fit in a message: there may be more. */
  readonly isFull: boolean;
  readonly viaCompact: boolean;
}

/** @source Bitcoin Core src/net_processing.cpp ProcessHeadersMessage */
export function createHeadersReceipt(parts: HeadersReceiptParts): HeadersReceipt {
  const { context, chains, requests, guard, initialSync, timeouts, progress, directFetch } = parts;
  const { chainstate, clock, log, onFault, isInitialBlockDownload } = context;

  async function receive(peer: Peer, headers: readonly BlockHeader[], viaCompact = false): Promise<void> {
    if (headers.length === 0) {
      // It has nothing more: perhaps it went over to our chain.
      guard.stop(peer);
      requests.noteAnswered(peer);
      return;
    }
    const isFull = isFullMessage(headers);
    const hashed = withHashes(headers);
    const fault = faultOfHeaders(hashed, chainstate.params.powLimit);
    if (fault !== undefined) {
      peer.punish(fault);
      return;
    }
    const released = guard.take(peer, { headers: hashed, isFull });
    if (released?.length === 0) return;
    const candidates = released ?? headers;
    const start = findStart(peer, candidates);
    if (!start || (!released && !isWorthKeeping(peer, { headers: hashed, isFull }, start))) return;
    await keep(peer, { headers: candidates, isFull, viaCompact });
  }

  /** Our block on which the headers build. Where there is none, what is between is asked for. */
  function findStart(peer: Peer, headers: readonly BlockHeader[]): BlockIndexEntry | undefined {
    const first = expectDefined(headers[0], 'a message without headers is dealt with before');
    const start = chainstate.find(first.prevBlockHash);
    if (start) requests.noteAnswered(peer);
    else askForMissing(peer, first, headers.at(-1) ?? first);
    return start;
  }

  /** Headers that don't connect may be an announcement. @source Bitcoin Core HandleUnconnectingHeaders */
  function askForMissing(peer: Peer, first: BlockHeader, last: BlockHeader): void {
    const best = chainstate.bestHeader();
    if (requests.ask(peer, best)) {
      log.debug(
        'net',
        () =>
          `received header ${displayHash(hashHeader(first))}: missing prev block ` +
          `${displayHash(first.prevBlockHash)}, sending getheaders (${best.height}) to end (${logName(peer)})`,
      );
    }
    chains.noteAnnounced(peer, hashHeader(last));
  }

  /** True where the headers are of a chain with enough work, or cost nothing. Else the peer may have to show its work. */
  function isWorthKeeping(peer: Peer, batch: HeaderBatch, start: BlockIndexEntry): boolean {
    const { headers, isFull } = batch;
    const last = headers.at(-1);
    if (peer.permissions.has('noban') || isOnOurChains(last && chainstate.find(last.hash))) return true;
    const minimumWork = antiDosWork(chainstate.tip(), chainstate.params.minimumChainWork);
    if (start.chainwork + claimedWork(headers) >= minimumWork) return true;
    if (isFull) guard.begin(peer, batch, { start, minimumWork });
    else {
      const height = start.height + headers.length;
      log.debug('net', `Ignoring low-work chain (height=${height}) from ${logName(peer)}`);
    }
    return false;
  }

  /** @source Bitcoin Core src/net_processing.cpp IsAncestorOfBestHeaderOrTip */
  function isOnOurChains(entry: BlockIndexEntry | undefined): boolean {
    if (!entry) return false;
    return getAncestor(chainstate.bestHeader(), entry.height) === entry || chainstate.isActive(entry);
  }

  async function keep(peer: Peer, worked: WorkedHeaders): Promise<void> {
    const wasGuarded = guard.isActive(peer);
    const outcome = await submit(peer, worked.headers);
    if (!outcome) return;
    const { last, added, refused } = outcome;
    if (last && added > 0) progress.noteKept(last, added);
    if (peer.isGone) return;
    if (refused) punish(peer, refused, worked);
    else if (last) goOn(peer, last, { isNew: added > 0, mayHaveMore: worked.isFull, wasGuarded });
  }

  /** What the chain says of the headers; undefined where there is no room to keep them. */
  async function submit(peer: Peer, headers: readonly BlockHeader[]): Promise<SubmittedHeaders | undefined> {
    try {
      return await chainstate.feedHeaders(headers, { workVouched: true });
    } catch (fault) {
      if (!(fault instanceof DiskFullError)) throw fault;
      if (!peer.isGone) {
        requests.postpone(peer);
        initialSync.restart(peer);
      }
      onFault(fault);
      return undefined;
    }
  }

  function punish(peer: Peer, refused: Rejected<BlockRejectCode>, { viaCompact }: WorkedHeaders): void {
    if (!isInbound(peer) && blockRejectClass(refused.code) === 'cached-invalid') {
      log.warn(
        `${refused.debug ?? describeRejection(refused)} (received from ${logName(peer)}). If this happens with all ` +
          'peers, this node and they do not agree on the rules, or its database is damaged.',
      );
    }
    punishForBlock({ peer, rejected: refused, viaCompact, message: 'invalid header received' }, log);
  }

  /** What follows from headers that are in the tree now. */
  function goOn(
    peer: Peer,
    last: BlockIndexEntry,
    { isNew, mayHaveMore, wasGuarded }: { isNew: boolean; mayHaveMore: boolean; wasGuarded: boolean },
  ): void {
    if (isNew) logNewHeader(context, peer, { what: 'header', entry: last });
    if (mayHaveMore && !wasGuarded && requests.ask(peer, last)) {
      log.debug('net', `more getheaders (${last.height}) to end to ${logName(peer)}`);
    }
    noteChain(peer, last, isNew);
    if (!mayHaveMore) endIfUseless(peer);
    timeouts.considerProtection(peer);
    if (!peer.isGone) directFetch(peer, last);
  }

  function noteChain(peer: Peer, last: BlockIndexEntry, isNew: boolean): void {
    chains.noteAnnounced(peer, last.hash);
    if (isNew && last.chainwork > chainstate.tip().chainwork)
      chains.of(peer).lastAnnouncementAt = clock.nowSeconds();
  }

  /** While we catch up, a peer that we chose and whose whole chain has too little work is of no use. */
  function endIfUseless(peer: Peer): void {
    if (!isInitialBlockDownload() || !isLastingOutbound(peer)) return;
    const work = chains.of(peer).bestKnownBlock?.chainwork;
    if (work !== undefined && work < chainstate.params.minimumChainWork)
      endLoudly(peer, 'outbound peer headers chain has insufficient work', log);
  }

  return receive;
}
