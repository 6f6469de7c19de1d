import { type BlockIndexEntry, wasReceived } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import type { BlockUndo } from '../../../chain/undo.ts';
import type { Network } from '../../../chainparams/network.ts';
import type { Indexes } from '../../../index/indexes.ts';
import type { Block } from '../../../primitives/block.ts';
import { parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import { hashHex, INT32 } from '../../schemas.ts';

/** What the methods about the chain need of the node. */
export interface BlockchainContext {
  readonly chainstate: Chainstate;
  readonly network: Network;
  /** True until the tip was once recent. */
  readonly isInitialBlockDownload: () => boolean;
  /** What the operator should know of the chain, a sentence each. */
  readonly warnings: () => readonly string[];
  /** Bytes that the chain's file takes. */
  readonly chainSizeOnDisk: () => number;
  /** Bytes of memory that coins may take: as pages of the database, and as coins. */
  readonly coinCaches: { readonly pages: number; readonly coins: number };
  /** What is kept besides the chain (-txindex and its kin). */
  readonly indexes: Indexes;
  /** How old blocks are pruned; undefined where they are not (-prune). */
  readonly pruning: Pruning | undefined;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
  /** True once the node is about to end: long work gives up. */
  readonly isStopping: () => boolean;
  /** Aborted then. */
  readonly stopSignal: AbortSignal;
}

/** What pruning is done, and how it is asked for. */
export interface Pruning {
  /** Bytes that blocks and undo data may take; undefined where blocks are pruned on demand alone. */
  readonly targetBytes: number | undefined;
  /** Nothing is pruned while the tip is below this height. */
  readonly afterHeight: number;
  /** Prunes up to that height, but for the blocks near the tip. @returns the pruned height afterwards */
  readonly pruneTo: (height: number) => Promise<number>;
}

/** The header of that hash. @throws RpcError -5 `Block not found` @param hash - checked against hashHex */
export function findBlock(
  hash: string,
  { chainstate }: Pick<BlockchainContext, 'chainstate'>,
): BlockIndexEntry {
  const entry = chainstate.find(expectDefined(parseDisplayHash(hash), 'a hash that was checked'));
  if (!entry) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Block not found');
  return entry;
}

/** The best chain's block of that height, or the block of that hash. @source Core ParseHashOrHeight */
export function findBlockByHashOrHeight(
  hashOrHeight: string | number,
  context: Pick<BlockchainContext, 'chainstate'>,
): BlockIndexEntry {
  if (typeof hashOrHeight === 'string') return findBlock(hashOrHeight, context);
  if (hashOrHeight < 0) {
    throw new RpcError('RPC_INVALID_PARAMETER', `Target block height ${hashOrHeight} is negative`);
  }
  const entry = context.chainstate.atHeight(hashOrHeight);
  if (entry) return entry;
  const tip = context.chainstate.tip().height;
  throw new RpcError('RPC_INVALID_PARAMETER', `Target block height ${hashOrHeight} after current tip ${tip}`);
}

/** The schema of a block that is named by its hash or its height in the best chain. */
export const HASH_OR_HEIGHT = Type.Union([hashHex(), INT32]);

/** The block that a part of a parameter names. @throws RpcError as checkParam and findBlockByHashOrHeight */
export function readHashOrHeight(
  value: unknown,
  name: string,
  context: Pick<BlockchainContext, 'chainstate'>,
): BlockIndexEntry {
  return findBlockByHashOrHeight(readAs(HASH_OR_HEIGHT, value, name), context);
}

/** The block's data. @throws RpcError -1 where they are not here @source Core CheckBlockDataAvailability */
export function readBlock(
  entry: BlockIndexEntry,
  { chainstate }: Pick<BlockchainContext, 'chainstate'>,
): Block {
  return chainstate.readBlock(entry) ?? refuseMissing(entry);
}

/** The same as they are on the wire. @throws RpcError -1 where they are not here */
export function readBlockBytes(
  entry: BlockIndexEntry,
  { chainstate }: Pick<BlockchainContext, 'chainstate'>,
): Uint8Array {
  return chainstate.readBlockBytes(entry) ?? refuseMissing(entry);
}

function refuseMissing(entry: BlockIndexEntry): never {
  const why = wasReceived(entry) ? 'pruned data' : 'not fully downloaded';
  throw new RpcError('RPC_MISC_ERROR', `Block not available (${why})`);
}

/**
 * Whether all of the block was found valid: undo data are written when a block is connected. The genesis block is taken
 * as it is.
 * @source Bitcoin Core src/chain.h BLOCK_VALID_SCRIPTS
 */
export function wasConnected(
  entry: BlockIndexEntry,
  { chainstate }: Pick<BlockchainContext, 'chainstate'>,
): boolean {
  return entry.height > 0 && (chainstate.isActive(entry) || chainstate.readUndo(entry) !== undefined);
}

/** What the block's transactions spend, but for the coinbase. @throws RpcError -1 @source Core GetUndoChecked */
export function readUndo(
  entry: BlockIndexEntry,
  { chainstate }: Pick<BlockchainContext, 'chainstate'>,
): BlockUndo {
  const undo = entry.height === 0 ? [] : chainstate.readUndo(entry);
  if (undo) return undo;
  const isPruned = chainstate.isActive(entry);
  throw new RpcError('RPC_MISC_ERROR', `Undo data not available${isPruned ? ' (pruned data)' : ''}`);
}

/**
 * What long work does now and then: lets others have their turn, and gives up where the node stops.
 * @throws RpcError -9 `Shutting down`
 * @source Bitcoin Core src/init.cpp rpc_interruption_point
 */
export function interruptionPoint({
  breathe,
  isStopping,
}: Pick<BlockchainContext, 'breathe' | 'isStopping'>): () => Promise<void> {
  return async () => {
    await breathe();
    if (isStopping()) throw new RpcError('RPC_CLIENT_NOT_CONNECTED', 'Shutting down');
  };
}
