import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { makeCompactBlock } from '../../consensus/compact-block.ts';
import type { Block } from '../../primitives/block.ts';
import { displayHash, type Hash256 } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import { equalBytes } from '../../util/bytes.ts';
import { type BloomFilter, filterBlock } from '../bloom-filter.ts';
import { INV_TYPE, type InventoryItem, type MessageOf } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import { logName, type Peer } from '../peer.ts';
import { hasServices, SERVICE } from '../services.ts';
import type { UploadTarget } from '../upload-target.ts';
import { isBeingJudged, isRequestAllowed } from './block-access.ts';
import type { BlockDownload } from './block-download.ts';
import type { RecentBlock } from './recent-block.ts';

/**
 * Sends peers the blocks that they ask for, in the form that they ask for.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessGetBlockData, ProcessMessage GETBLOCKTXN
 */
export interface BlockService {
  serve(peer: Peer, item: InventoryItem): Promise<void>;
  onGetBlockTxn(peer: Peer, message: MessageOf<'getblocktxn'>): void;
}

export interface BlockServiceParts {
  readonly context: P2pContext;
  readonly recent: RecentBlock;
  readonly download: Pick<BlockDownload, 'canDirectFetch'>;
  readonly uploadTarget: Pick<UploadTarget, 'isReached'>;
  readonly bloomFilterOf: (peer: Peer) => BloomFilter | undefined;
  /** The last block of an answer to `getblocks` that was cut short; it is told once. */
  readonly continuation: ContinuationPort;
  /** Asks ourselves, in the peer's name, for a block. */
  readonly enqueue: (peer: Peer, item: InventoryItem) => void;
}

export interface ContinuationPort {
  /** The peer goes on asking once it has that block. */
  get(peer: Peer): Hash256 | undefined;
  clear(peer: Peer): void;
}

/** Seconds; what is older by that than the best header is sent only within the upload target. */
const HISTORICAL_BLOCK_AGE = 7 * 24 * 60 * 60;

/** Blocks that a node of NODE_NETWORK_LIMITED serves, and two more, as the asker may lag behind. */
const LIMITED_SERVICE_BLOCKS = 288 + 2;

/** @source Bitcoin Core src/net_processing.cpp */
const MAX_CMPCTBLOCK_DEPTH = 5;
const MAX_BLOCKTXN_DEPTH = 10;

export function createBlockService(parts: BlockServiceParts): BlockService {
  const { context, recent, download, uploadTarget, bloomFilterOf, continuation } = parts;
  const { chainstate, log, random } = context;

  async function serve(peer: Peer, item: InventoryItem): Promise<void> {
    if (item.type === INV_TYPE.filteredBlock && !hasServices(peer.ourServices, SERVICE.bloom)) {
      peer.disconnect('filtered block request received when NODE_BLOOM service disabled');
      return;
    }
    const entry = chainstate.find(item.hash);
    if (!entry) return;
    // It may be all right but not yet be connected: its sender announced it early, as we do.
    if (isBeingJudged(entry, chainstate)) await chainstate.settled();
    if (peer.isGone || !isServed(peer, item, entry)) return;
    send(peer, item, entry);
    continueInventory(peer, item.hash);
  }

  function isServed(peer: Peer, item: InventoryItem, entry: BlockIndexEntry): boolean {
    if (!isRequestAllowed(entry, chainstate)) {
      log.debug('net', `ignoring request from peer=${peer.id} for old block that isn't in the main chain`);
      return false;
    }
    if (isPastUploadTarget(peer, item, entry)) {
      peer.disconnect('historical block serving limit reached');
      return false;
    }
    if (isBeyondService(peer, entry)) {
      // Not to be told from a node that has it, and lest the peer waits for it.
      peer.disconnect('Ignore block request below NODE_NETWORK_LIMITED threshold');
      return false;
    }
    return true;
  }

  function isPastUploadTarget(peer: Peer, { type }: InventoryItem, entry: BlockIndexEntry): boolean {
    const age = chainstate.bestHeader().header.time - entry.header.time;
    const isHistorical = age > HISTORICAL_BLOCK_AGE || type === INV_TYPE.filteredBlock;
    return isHistorical && !peer.permissions.has('download') && uploadTarget.isReached(true);
  }

  function isBeyondService({ permissions, ourServices }: Peer, entry: BlockIndexEntry): boolean {
    if (permissions.has('noban') || hasServices(ourServices, SERVICE.network)) return false;
    const isLimited = hasServices(ourServices, SERVICE.networkLimited);
    return isLimited && chainstate.tip().height - entry.height > LIMITED_SERVICE_BLOCKS;
  }

  function send(peer: Peer, { type, hash }: InventoryItem, entry: BlockIndexEntry): void {
    const isNear =
      download.canDirectFetch() && entry.height >= chainstate.tip().height - MAX_CMPCTBLOCK_DEPTH;
    if (type === INV_TYPE.witnessBlock || (type === INV_TYPE.compactBlock && !isNear)) {
      const bytes = chainstate.readBlockBytes(entry);
      if (bytes) peer.send({ command: 'block', block: { bytes } });
      return;
    }
    const block = recent.get(hash) ?? chainstate.readBlock(entry);
    if (!block) return;
    if (type === INV_TYPE.block) peer.send({ command: 'block', block, withoutWitness: true });
    else if (type === INV_TYPE.filteredBlock) sendFiltered(peer, block);
    else {
      const compact = recent.compact(hash) ?? makeCompactBlock(block, random.uint64());
      peer.send({ command: 'cmpctblock', ...compact });
    }
  }

  /** The header, the proof that what matches the peer's filter is in the block, and what matches. */
  function sendFiltered(peer: Peer, block: Block): void {
    const filter = bloomFilterOf(peer);
    if (!filter) return;
    const { merkleBlock, matched } = filterBlock(filter, block);
    peer.send({ command: 'merkleblock', ...merkleBlock });
    for (const tx of matched) peer.send({ command: 'tx', tx, withoutWitness: true });
  }

  /** Lets a peer that got the last block it knows of ask for more, with the hash of the tip. */
  function continueInventory(peer: Peer, hash: Hash256): void {
    const last = continuation.get(peer);
    if (!last || !equalBytes(last, hash)) return;
    peer.send({ command: 'inv', items: [{ type: INV_TYPE.block, hash: chainstate.tip().hash }] });
    continuation.clear(peer);
  }

  function onGetBlockTxn(peer: Peer, { blockHash, indexes }: MessageOf<'getblocktxn'>): void {
    const entry = chainstate.find(blockHash);
    const isDeep = entry !== undefined && entry.height < chainstate.tip().height - MAX_BLOCKTXN_DEPTH;
    const block = recent.get(blockHash) ?? (entry && !isDeep ? chainstate.readBlock(entry) : undefined);
    if (block) sendTransactions(peer, block, indexes);
    else if (isDeep) {
      // Whoever wants us to read much has to take much.
      log.debug('net', `Peer ${peer.id} sent us a getblocktxn for a block > ${MAX_BLOCKTXN_DEPTH} deep`);
      parts.enqueue(peer, { type: INV_TYPE.witnessBlock, hash: blockHash });
    } else {
      log.debug('net', `Peer ${peer.id} sent us a getblocktxn for a block we don't have`);
    }
  }

  function sendTransactions(peer: Peer, block: Block, indexes: readonly number[]): void {
    if (indexes.some((index) => index >= block.transactions.length)) {
      peer.punish('getblocktxn with out-of-bounds tx indices');
      return;
    }
    const txs = indexes.map((index) => block.transactions[index] as Transaction);
    log.debug(
      'cmpctblock',
      () =>
        `${logName(peer)} sent us a GETBLOCKTXN for block ${displayHash(block.hash)}, sending a BLOCKTXN with ${txs.length} txns.`,
    );
    peer.send({ command: 'blocktxn', blockHash: block.hash, txs });
  }

  return { serve, onGetBlockTxn };
}
