import { wasReceived } from '../../chain/block-index.ts';
import { isActive } from '../../consensus/deployments.ts';
import { checkMutation } from '../../consensus/mutated-block.ts';
import type { BlockRejectCode } from '../../consensus/reject-codes.ts';
import type { Block } from '../../primitives/block.ts';
import { displayHash, type Hash256, hashKey } from '../../primitives/hash256.ts';
import { DiskFullError } from '../../util/disk-full-error.ts';
import { describeRejection, type Rejected } from '../../util/verdict.ts';
import type { MessageOf } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import { type Peer, perPeer } from '../peer.ts';
import type { HighBandwidth } from './high-bandwidth.ts';
import type { InFlight } from './in-flight.ts';
import { punishForBlock } from './punish-for-block.ts';

/** Takes blocks from peers to the chain, and draws the consequences of what it says of them. */
export interface BlockIntake {
  readonly feature: Feature;
  /** Hands in a block that a peer sent; fulfilled when it is judged. */
  take(received: ReceivedBlock): Promise<void>;
  /** Fulfilled when everybody sees what the peer's blocks have changed. */
  settle(peer: Peer): Promise<void>;
  /** True for a while after there was no room on the disk: it makes no sense to ask for blocks then. */
  isClosed(): boolean;
}

export interface ReceivedBlock {
  readonly peer: Peer;
  readonly block: Block;
  /** We asked for it; else it is kept only where it may soon be of use. */
  readonly requested: boolean;
  /** It was put together of what a compact block named. */
  readonly viaCompact: boolean;
}

export interface BlockIntakeParts {
  readonly context: P2pContext;
  readonly inFlight: InFlight;
  readonly highBandwidth: Pick<HighBandwidth, 'choose'>;
}

/** Who is to be blamed for a block that is not judged wholly yet. */
type BlockSource = Pick<ReceivedBlock, 'peer' | 'viaCompact'>;

/** How long no blocks are asked for after the disk was full, milliseconds. */
const FULL_DISK_PAUSE_MS = 10_000;

export function createBlockIntake({ context, inFlight, highBandwidth }: BlockIntakeParts): BlockIntake {
  const { chainstate, clock, log, isInitialBlockDownload } = context;
  /** By the block's hash. */
  const sources = new Map<string, BlockSource>();
  const lastBlockAt = perPeer(() => ({ seconds: 0 }));
  /** Whose last blocks may not be committed yet. */
  const unsettled = new Set<Peer>();
  let closedUntil = 0;

  chainstate.events.on('blockRefused', ({ entry, rejected }) => blame(entry.hash, rejected));
  chainstate.events.on('blockConnected', ({ entry }) => {
    const source = sources.get(hashKey(entry.hash));
    if (!source) return;
    sources.delete(hashKey(entry.hash));
    // Where others are in flight it may not be the best block.
    const isBest = inFlight.of(entry.hash).length === inFlight.count();
    if (isBest && !isInitialBlockDownload() && !source.peer.isGone) highBandwidth.choose(source.peer);
  });

  function blame(hash: Hash256, rejected: Rejected<BlockRejectCode>): void {
    const source = sources.get(hashKey(hash));
    sources.delete(hashKey(hash));
    if (source) punishForBlock({ ...source, rejected }, log);
  }

  /** See BlockIntake. */
  async function settle(peer: Peer): Promise<void> {
    if (unsettled.delete(peer)) await chainstate.settled();
  }

  function noteNew(peer: Peer): void {
    if (!peer.isGone) lastBlockAt.of(peer).seconds = clock.nowSeconds();
  }

  async function take({ peer, block, requested, viaCompact }: ReceivedBlock): Promise<void> {
    const key = hashKey(block.hash);
    if (!sources.has(key)) sources.set(key, { peer, viaCompact });
    // While the peer has more to give the disk need not be waited for; what is seen of the chain may lag a moment behind.
    const isMoreComing = inFlight.ofPeer(peer).length > 0;
    const submit = isMoreComing ? chainstate.feedBlock : chainstate.submitBlock;
    if (isMoreComing) unsettled.add(peer);
    else unsettled.delete(peer);
    inFlight.arrive(block.hash);
    try {
      const verdict = await submit(block, { requested, workVouched: viaCompact, isMoreComing });
      if (verdict.ok && verdict.value.isNew) noteNew(peer);
      else if (verdict.ok) sources.delete(key);
      else {
        log.debug('validation', `ProcessNewBlock: AcceptBlock FAILED (${describeRejection(verdict)})`);
        blame(block.hash, verdict);
      }
    } catch (fault) {
      sources.delete(key);
      if (fault instanceof DiskFullError) closedUntil = clock.monotonicMs() + FULL_DISK_PAUSE_MS;
      context.onFault(fault);
    }
    inFlight.settle(peer, block.hash);
    const entry = chainstate.find(block.hash);
    // It may have been asked of others as well.
    if (entry && wasReceived(entry)) inFlight.remove(block.hash);
  }

  /** @source Bitcoin Core src/net_processing.cpp ProcessMessage, BLOCK */
  async function onBlock(peer: Peer, { block }: MessageOf<'block'>): Promise<void> {
    if ('bytes' in block) return;
    log.debug('net', () => `received block ${displayHash(block.hash)} peer=${peer.id}`);
    if (isMutated(block)) {
      log.debug('net', `Received mutated block from peer=${peer.id}`);
      peer.punish('mutated block');
      inFlight.remove(block.hash, peer);
      return;
    }
    const requested = inFlight.isRequested(block.hash);
    inFlight.remove(block.hash, peer);
    await take({ peer, block, requested, viaCompact: false });
  }

  /** True where the peer changed the block; can't be told without its parent's height. */
  function isMutated(block: Block): boolean {
    const parent = chainstate.find(block.header.prevBlockHash);
    if (!parent) return false;
    const { activationHeights } = chainstate.params;
    const verdict = checkMutation(block, isActive('segwit', parent.height + 1, activationHeights));
    if (!verdict.ok) log.debug('validation', `Block mutated: ${describeRejection(verdict)}`);
    return !verdict.ok;
  }

  return {
    feature: {
      handlers: { block: onBlock },
      stats: (peer) => ({ lastBlockAt: lastBlockAt.of(peer).seconds }),
      gone(peer) {
        lastBlockAt.drop(peer);
        unsettled.delete(peer);
        for (const [key, source] of sources) if (source.peer === peer) sources.delete(key);
      },
    },
    take,
    settle,
    isClosed: () => clock.monotonicMs() < closedUntil,
  };
}
