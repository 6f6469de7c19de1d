import { type BlockIndexEntry, wasReceived } from '../../chain/block-index.ts';
import { antiDosWork } from '../../chain/work-threshold.ts';
import { getBlockProof } from '../../consensus/chainwork.ts';
import type { CompactBlock } from '../../consensus/compact-block.ts';
import { isActive } from '../../consensus/deployments.ts';
import type { CompactBlockFailure } from '../../consensus/partial-block.ts';
import { type BlockHeader, hashHeader } from '../../primitives/block-header.ts';
import type { Transaction } from '../../primitives/tx.ts';
import type { Verdict } from '../../util/verdict.ts';
import type { MessageOf } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import { logNewHeader } from '../headers/log-new-header.ts';
import { isInbound, logName, type Peer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import { type BlockDownload, blockItem, MAX_BLOCKS_IN_TRANSIT_PER_PEER } from './block-download.ts';
import { type CompactDownload, FAILED_DOWNLOAD, startCompactDownload } from './compact-download.ts';
import type { ExtraTransactions } from './extra-transactions.ts';
import type { HighBandwidth } from './high-bandwidth.ts';
import type { BlockRequest, InFlight } from './in-flight.ts';
import { punishForBlock } from './punish-for-block.ts';
import type { BlockIntake } from './receive-block.ts';

/**
 * Compact blocks as they come (BIP152): put together of what the mempool has, the rest asked for. A block that is on its
 * way from one peer is taken from two more, if they are the first to have it.
 * @source Bitcoin Core src/net_processing.cpp ProcessMessage CMPCTBLOCK, BLOCKTXN; ProcessCompactBlockTxns
 */

/** What the part that deals with headers does for this one. */
export interface HeadersPort {
  /** Asks the peer for headers above ours, unless it was asked a moment ago. */
  readonly askForHeaders: (peer: Peer) => void;
  /** Deals with a header as with one that came in a headers message, but that its block may be invalid. */
  readonly receiveAnnounced: (peer: Peer, header: BlockHeader) => void | Promise<void>;
}

export interface CompactReceiptParts {
  readonly context: P2pContext;
  readonly chains: PeerChains;
  readonly inFlight: InFlight;
  readonly highBandwidth: Pick<HighBandwidth, 'isChosen' | 'isProvidedBy'>;
  readonly download: Pick<BlockDownload, 'canDirectFetch'>;
  readonly intake: Pick<BlockIntake, 'take'>;
  readonly extra: ExtraTransactions;
  readonly headers: HeadersPort;
}

interface CompactArrival {
  readonly peer: Peer;
  readonly entry: BlockIndexEntry;
  readonly compact: CompactBlock;
}

/** How many peers a block may be in flight from at once. @source Bitcoin Core src/net_processing.h */
const MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK = 3;

/** So far above the tip a compact block is worth looking at: the mempool has what it is made of. */
const MAX_LEAD = 2;

export function createCompactReceipt(parts: CompactReceiptParts): Feature {
  const { context, chains, inFlight, highBandwidth, intake, extra, headers } = parts;
  const { chainstate, mempool, clock, log, options, isInitialBlockDownload } = context;

  function say(peer: Peer, what: string): void {
    log.debug('cmpctblock', () => `${logName(peer)} ${what}`);
  }

  /** Whether compact blocks of the peer are looked at. */
  function isWelcome(peer: Peer): boolean {
    if (options.blocksOnly) say(peer, 'sent us a compact block even though we are blocksonly!');
    else if (highBandwidth.isProvidedBy(peer)) return true;
    else say(peer, 'sent us a compact block despite never having sent us a SENDCMPCT!');
    return false;
  }

  async function onCompactBlock(peer: Peer, compact: MessageOf<'cmpctblock'>): Promise<void> {
    if (!isWelcome(peer)) return;
    const entry = await takeHeader(peer, compact.header);
    if (!entry || peer.isGone) return;
    if (wasReceived(entry) || inFlight.hasArrived(entry.hash)) return;
    const requests = inFlight.of(entry.hash);
    const own = requests.find((request) => request.peer === peer);
    if (!own && !highBandwidth.isChosen(peer)) {
      say(peer, ', not marked as high-bandwidth, sent us an unsolicited compact block!');
      return;
    }
    // What is not better than ours is of little use, and made of other transactions than the mempool has.
    if (entry.chainwork <= chainstate.tip().chainwork) {
      if (own) askForWhole(peer, entry);
      return;
    }
    if (requests.length === 0 && !parts.download.canDirectFetch()) return;
    if (entry.height > chainstate.tip().height + MAX_LEAD) {
      if (own) askForWhole(peer, entry);
      else await headers.receiveAnnounced(peer, compact.header);
      return;
    }
    const hasRoom =
      requests.length < MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK &&
      inFlight.ofPeer(peer).length < MAX_BLOCKS_IN_TRANSIT_PER_PEER;
    if (own || hasRoom) await begin({ peer, entry, compact });
    else await tryWithoutAsking({ peer, entry, compact });
  }

  /** The entry of the block's header, which is new or known; undefined where there is nothing more to do. */
  async function takeHeader(peer: Peer, header: BlockHeader): Promise<BlockIndexEntry | undefined> {
    const parent = chainstate.find(header.prevBlockHash);
    if (!parent) {
      if (!isInitialBlockDownload()) headers.askForHeaders(peer);
      return undefined;
    }
    const work = parent.chainwork + getBlockProof(header.bits);
    if (work < antiDosWork(chainstate.tip(), chainstate.params.minimumChainWork)) {
      log.debug('net', `Ignoring low-work compact block from peer ${peer.id}`);
      return undefined;
    }
    const hash = hashHeader(header);
    const isNew = !chainstate.find(hash);
    const verdict = await chainstate.submitHeader(header, { workVouched: true, requested: false });
    if (!verdict.ok) {
      const message = 'invalid header via cmpctblock';
      punishForBlock({ peer, rejected: verdict, viaCompact: true, message }, log);
      return undefined;
    }
    if (peer.isGone) return undefined;
    chains.noteAnnounced(peer, hash);
    if (isNew) noteNews(peer, verdict.value);
    return verdict.value;
  }

  function noteNews(peer: Peer, entry: BlockIndexEntry): void {
    logNewHeader(context, peer, { what: 'cmpctblock header', entry });
    if (entry.chainwork > chainstate.tip().chainwork) chains.of(peer).lastAnnouncementAt = clock.nowSeconds();
  }

  function start({ entry, compact }: CompactArrival): Verdict<CompactDownload, CompactBlockFailure> {
    const segwitActive = isActive('segwit', entry.height, chainstate.params.activationHeights);
    return startCompactDownload({ compact, sources: [mempoolTxs(), extra.all()], segwitActive, log });
  }

  function* mempoolTxs(): Generator<Transaction> {
    for (const { tx } of mempool.entries()) yield tx;
  }

  /** Takes the block from this peer, and asks it for what is missing where that is its turn. */
  async function begin(arrival: CompactArrival): Promise<void> {
    const { peer, entry } = arrival;
    const before = inFlight.of(entry.hash);
    const isFirst = before.length === 0 || before[0]?.peer === peer;
    const request = inFlight.add(peer, entry);
    if (request.compact) {
      log.debug('net', 'Peer sent us compact block we were already syncing!');
      return;
    }
    const started = start(arrival);
    if (!started.ok) {
      // It is not tried again: that costs a look at all of the mempool.
      request.compact = FAILED_DOWNLOAD;
      return fallBack(request, { code: started.code, isFirst, blame: 'invalid compact block' });
    }
    request.compact = started.value;
    const { missing } = started.value;
    if (missing.length === 0) return complete(request, request.compact, []);
    if (isFirst || isSecondChoice(peer, before)) {
      peer.send({ command: 'getblocktxn', blockHash: entry.hash, indexes: missing });
    } else {
      inFlight.remove(entry.hash, peer);
    }
  }

  /** The compact form came to nothing: whoever is first in line is asked for all of it, unless it is to blame. */
  function fallBack(
    { peer, entry }: BlockRequest,
    {
      code,
      isFirst,
      blame,
    }: { readonly code: CompactBlockFailure; readonly isFirst: boolean; readonly blame: string },
  ): void {
    const isToBlame = code === 'bad-cmpctblock';
    // What is left of it stays then, so that the peer can't send another compact form of the same block.
    if (isFirst && !isToBlame) askForWhole(peer, entry);
    else inFlight.remove(entry.hash, peer);
    if (isToBlame) peer.punish(blame);
  }

  /** Whether the peer is asked though others were asked before: the last place is kept for one that we chose. */
  function isSecondChoice(peer: Peer, before: readonly BlockRequest[]): boolean {
    if (!highBandwidth.isChosen(peer)) return false;
    const hasOutbound = before.some((request) => !isInbound(request.peer));
    return !isInbound(peer) || hasOutbound || before.length < MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK - 1;
  }

  /** The block is on its way from enough peers: it is taken if nothing of it is missing. */
  async function tryWithoutAsking(arrival: CompactArrival): Promise<void> {
    const started = start(arrival);
    if (!started.ok || started.value.missing.length > 0) return;
    const block = started.value.complete([]);
    if (!block.ok) return;
    await intake.take({ peer: arrival.peer, block: block.value, requested: true, viaCompact: true });
  }

  function askForWhole(peer: Peer, entry: BlockIndexEntry): void {
    peer.send({ command: 'getdata', items: [blockItem(peer, entry)] });
  }

  async function onBlockTxn(peer: Peer, { blockHash, txs }: MessageOf<'blocktxn'>): Promise<void> {
    const request = inFlight.of(blockHash).find((one) => one.peer === peer);
    if (!request?.compact) {
      log.debug('net', unexpected(peer));
      return;
    }
    if (request.compact.isSpent()) {
      inFlight.remove(blockHash, peer);
      peer.punish('previous compact block reconstruction attempt failed');
      return;
    }
    await complete(request, request.compact, txs);
  }

  async function complete(
    request: BlockRequest,
    compact: CompactDownload,
    txs: readonly Transaction[],
  ): Promise<void> {
    const { peer, entry } = request;
    const isFirst = inFlight.of(entry.hash)[0]?.peer === peer;
    const block = compact.complete(txs);
    if (block.ok) {
      inFlight.remove(entry.hash, peer);
      await intake.take({ peer, block: block.value, requested: true, viaCompact: true });
      return;
    }
    const blame = 'invalid compact block/non-matching block transactions';
    fallBack(request, { code: block.code, isFirst, blame });
    if (!isFirst && block.code !== 'bad-cmpctblock') {
      log.debug(
        'net',
        `Peer ${peer.id} sent us a compact block but it failed to reconstruct, waiting on first download to complete`,
      );
    }
  }

  return {
    handlers: { cmpctblock: onCompactBlock, blocktxn: onBlockTxn },
    useless(peer, command) {
      if (command !== 'blocktxn') return undefined;
      return inFlight.ofPeer(peer).some(({ compact }) => compact) ? undefined : unexpected(peer);
    },
  };
}

function unexpected({ id }: Peer): string {
  return `Peer ${id} sent us block transactions for block we weren't expecting`;
}
