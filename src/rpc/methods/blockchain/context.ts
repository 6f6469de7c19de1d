import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import type { Network } from '../../../chainparams/network.ts';
import { parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { RpcError } from '../../errors.ts';

/** What the methods about the chain need of the node. */
export interface BlockchainContext {
  readonly chainstate: Chainstate;
  readonly network: Network;
  /** True until the tip was once recent. */
  readonly isInitialBlockDownload: () => boolean;
  /** Bytes that the chain's file takes. */
  readonly chainSizeOnDisk: () => number;
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
