import type { ConsensusParams } from '../consensus/params.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHeader } from '../primitives/block-header.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { Subscribable } from '../util/emitter.ts';
import type { Verdict } from '../util/verdict.ts';
import { acceptHeader } from './accept.ts';
import { activateBestChain } from './activate.ts';
import { type BlockIndexEntry, wasReceived } from './block-index.ts';
import { createUpdate } from './commit-held.ts';
import { type ChainstateDependencies, loadChainContext } from './context.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import type { ChainEvents } from './events.ts';
import { type BlockProducer, extend, rehearse } from './extend.ts';
import { invalidateBlock, preciousBlock, reconsiderBlock } from './invalidate.ts';
import { createJobQueue } from './job-queue.ts';
import type { CoinsSnapshot, CoinsSource, SnapshotOptions } from './ports.ts';
import { judgeProposal } from './propose.ts';
import { type PruneRequest, pruneSome } from './prune.ts';
import { type SubmittedBlock, submitBlock } from './submit.ts';
import { type SubmittedHeaders, submitHeaders } from './submit-headers.ts';
import type { BlockUndo } from './undo.ts';
import { type Verification, type VerifyFailure, type VerifyRequest, verifyChain } from './verify-chain.ts';
import { type SubmitOptions, TRUSTED } from './work-threshold.ts';

/**
 * The state of the chain: which blocks there are, which of them are the best chain, which coins are unspent.
 * It changes only here, one job after the other, and nothing is told before it is durable: overlay in memory
 * → scripts (awaited) → one synchronous commit → the tip is swapped → events. What many jobs did in a sync may be
 * one commit, what a deep reorganisation does may be several; see held-work.ts. Whatever changes it is rejected with a
 * DiskFullError while there is no room on the disk, and may be asked for again later: nothing is held against a block.
 */
export interface Chainstate {
  readonly params: ConsensusParams;
  /** The soft forks that miners signal. */
  readonly deployments: Deployments;
  readonly events: Subscribable<ChainEvents>;
  /** The unspent outputs of the best chain. */
  readonly coins: CoinsSource;
  tip(): BlockIndexEntry;
  genesis(): BlockIndexEntry;
  /** The best chain's block at that height, or undefined above the tip. */
  atHeight(height: number): BlockIndexEntry | undefined;
  find(hash: Hash256): BlockIndexEntry | undefined;
  /** True where the block is in the best chain. */
  isActive(entry: BlockIndexEntry): boolean;
  /** Every header that no other builds on, and the tip. */
  leaves(): readonly BlockIndexEntry[];
  /** The header with most work that is not known to be invalid. */
  bestHeader(): BlockIndexEntry;
  /** The block, or undefined where only its header is known, or it is pruned. */
  readBlock(entry: BlockIndexEntry): Block | undefined;
  /** The same as it is on the wire: cheaper for whoever only passes it on. */
  readBlockBytes(entry: BlockIndexEntry): Uint8Array | undefined;
  /** Undo data, or undefined where the block was never connected, or it is pruned. */
  readUndo(entry: BlockIndexEntry): BlockUndo | undefined;
  /** The height up to which blocks have lost their data, but for the genesis block; 0: none has. */
  prunedHeight(): number;
  /** The end of a chain with more work than the best, to which there is no way, as blocks on it are pruned. */
  outOfReach(): BlockIndexEntry | undefined;
  /** Adds a header alone. @rejects those of acceptHeader */
  submitHeader(
    header: BlockHeader,
    options?: SubmitOptions,
  ): Promise<Verdict<BlockIndexEntry, BlockRejectCode>>;
  /**
   * Adds headers, each the parent of the next, up to the first that is refused. For whoever feeds a sync: as with
   * feedBlock, they are durable a moment after the answer; find and bestHeader know them at once.
   */
  feedHeaders(
    headers: readonly BlockHeader[],
    options?: Pick<SubmitOptions, 'workVouched'>,
  ): Promise<SubmittedHeaders>;
  /** Judges a block, keeps it, and makes its chain the best where it has most work. @rejects every block reason */
  submitBlock(block: Block, options?: SubmitOptions): Promise<Verdict<SubmittedBlock, BlockRejectCode>>;
  /**
   * The same for whoever feeds a sync, many blocks at a time, and need not wait for the disk: the answer comes when the
   * block is judged. While more is coming, or the tip is old, blocks are committed in groups, and nobody sees them
   * before; see `settled`.
   */
  feedBlock(block: Block, options?: SubmitOptions): Promise<Verdict<SubmittedBlock, BlockRejectCode>>;
  /**
   * Extends the tip by up to `count` blocks in one commit.
   * @param produce - makes a block on the given parent; undefined ends the extension early
   * @returns the new entries, upwards; durable and told before the promise is fulfilled
   */
  extend(
    count: number,
    produce: BlockProducer,
  ): Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>>;
  /**
   * Judges a block made on the tip as `extend` would; nothing of it is kept, whatever the answer.
   * @returns what `produce` made
   */
  rehearse(produce: BlockProducer): Promise<Verdict<Block | undefined, BlockRejectCode>>;
  /**
   * Judges a block that somebody might mine on the tip: every rule but that its work is done. Nothing of it is kept.
   * @returns undefined where the block is not made for the tip
   */
  judgeProposal(block: Block): Promise<Verdict<void, BlockRejectCode> | undefined>;
  /**
   * Marks a block invalid by the operator's word, and leaves its chain.
   * @rejects block-pruned where blocks would have to be taken off that are pruned
   */
  invalidateBlock(entry: BlockIndexEntry): Promise<Verdict<void, 'block-pruned'>>;
  /** Takes such a mark, or an earlier refusal, back. */
  reconsiderBlock(entry: BlockIndexEntry): Promise<void>;
  /** Lets a block come before all others of the same work; later calls override earlier ones. */
  preciousBlock(entry: BlockIndexEntry): Promise<void>;
  /** The coins of the tip, for a long look at them while the chain goes on. Whoever opens it closes it. */
  openCoinsSnapshot(options?: SnapshotOptions): Promise<CoinsSnapshot>;
  /**
   * Deletes the data and undo data of old blocks, some in one job. See prune.ts.
   * @returns the pruned height afterwards
   */
  prune(request: PruneRequest): Promise<number>;
  /** Looks whether what is stored fits together; the chain stands still meanwhile. See verify-chain.ts. */
  verify(request: VerifyRequest): Promise<Verdict<Verification, VerifyFailure>>;
  /** Fulfilled when every job asked for so far has ended, and what was fed is durable and told. */
  settled(): Promise<void>;
  /** Goes on where a full disk held it up: commits what is held, and makes the chain with most work the best. */
  resume(): Promise<void>;
}

/**
 * The chain state of the store. Continues to the best chain that the stored blocks make, should the node have
 * stopped on the way.
 * @throws InvariantError where the store holds another network's chain
 */
export async function createChainstate(deps: ChainstateDependencies): Promise<Chainstate> {
  const context = loadChainContext(deps);
  const { tree, active, writer } = context;
  const { run, change, look, feed } = createJobQueue(context);
  if (context.isNew) writer.commit(createUpdate(context));
  await run(() => activateBestChain(context));
  return {
    params: deps.params,
    deployments: createDeployments(deps.params),
    events: context.events,
    coins: context.coins,
    tip: active.tip,
    genesis: () => context.genesisEntry,
    atHeight: active.at,
    find: tree.get,
    isActive: active.contains,
    leaves: () => [...new Set([active.tip(), ...tree.leaves()])],
    bestHeader: tree.bestHeader,
    readBlock: (entry) => (wasReceived(entry) ? writer.readBlock(entry) : undefined),
    readBlockBytes: (entry) => (wasReceived(entry) ? writer.readBlockBytes(entry) : undefined),
    prunedHeight: tree.prunedHeight,
    outOfReach: tree.outOfReach,
    readUndo: writer.readUndo,
    submitHeader: (header, options = TRUSTED) => change(() => acceptHeader(header, context, options)),
    feedHeaders: (headers, options = TRUSTED) => feed(() => submitHeaders(headers, context, options)),
    submitBlock: (block, options = TRUSTED) => change(() => submitBlock(block, context, options)),
    feedBlock: (block, options = TRUSTED) =>
      feed(() => submitBlock(block, context, options), options.isMoreComing),
    extend: (count, produce) => change(() => extend(count, produce, context)),
    rehearse: (produce) => look(() => rehearse(produce, context)),
    judgeProposal: (block) => look(() => judgeProposal(block, context)),
    invalidateBlock: (entry) => change(() => invalidateBlock(entry, context)),
    reconsiderBlock: (entry) => change(() => reconsiderBlock(entry, context)),
    preciousBlock: (entry) => change(() => preciousBlock(entry, context)),
    openCoinsSnapshot: (options) => look(() => deps.store.openCoinsSnapshot(options)),
    async prune(request) {
      while (await run(() => pruneSome(request, context))) if (request.isStopping()) break;
      return tree.prunedHeight();
    },
    verify: (request) => look(() => verifyChain(request, context)),
    settled: () => run(() => undefined),
    resume: () => run(async () => void (await activateBestChain(context))),
  };
}
