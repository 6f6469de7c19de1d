import { parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { hashHex, INT64 } from '../../schemas.ts';
import type { BlockchainContext } from '../blockchain/context.ts';
import type { NetworkContext } from './context.ts';

export type BlockFromPeerContext = Pick<NetworkContext, 'peerNetwork'> &
  Pick<BlockchainContext, 'chainstate' | 'pruning'>;

export const getBlockFromPeer = defineMethod({
  name: 'getBlockFromPeer',
  category: 'blockchain',
  description: `Attempt to fetch block from a given peer.

We must have the header for this block, e.g. using submitheader.
The block will not have any undo data which can limit the usage of the block data in a context where the undo data is needed.
Subsequent calls for the same block may cause the response from the previous peer to be ignored.
Peers generally ignore requests for a stale block that they never fully verified, or one that is more than a month old.
When a peer does not respond with a block, we will disconnect.
A block that was pruned is kept until the blocks that are now at the tip are pruned.

Returns an empty JSON object if the request was successfully scheduled.`,
  params: {
    blockhash: required(hashHex('blockhash'), 'The block hash to try to fetch'),
    peer_id: required(INT64, 'The peer to fetch it from (see getpeerinfo for peer IDs)'),
  },
  result: Type.Object({}),
  errors: [
    {
      error: 'RPC_MISC_ERROR',
      when: 'the header is not known, the block is here, or the peer can not be asked',
    },
  ],
  example: ['00000000c937983704a73af28acdec37b049d214adbda81d7e2a3dd146f6ed09', 0],
  /** @source Bitcoin Core src/rpc/blockchain.cpp getblockfrompeer */
  handler: ({ blockhash, peer_id }, { chainstate, pruning, peerNetwork }: BlockFromPeerContext) => {
    const entry = chainstate.find(expectDefined(parseDisplayHash(blockhash), 'a hash that was checked'));
    if (!entry) throw refusal('Block header missing');
    if (pruning && entry.height > chainstate.tip().height) {
      throw refusal(
        'In prune mode, only blocks that the node has already synced previously can be fetched from a peer',
      );
    }
    if (chainstate.readBlockBytes(entry) !== undefined) throw refusal('Block already downloaded');
    const peer = peerNetwork.peers().find(({ id }) => id === peer_id);
    if (!peer) throw refusal('Peer does not exist');
    const problem = peerNetwork.protocol.fetch(peer, entry);
    if (problem !== undefined) throw refusal(problem);
    return {};
  },
});

const refusal = (text: string): RpcError => new RpcError('RPC_MISC_ERROR', text);
