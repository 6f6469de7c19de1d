import { type BlockIndexEntry, findFork } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import { getDifficulty } from '../../../consensus/compact-target.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { difficultyView, hex256 } from '../../views/header.ts';
import { SignetChallenge, signetChallengeView } from '../../views/signet.ts';
import { type BlockchainContext, findBlock, wasConnected } from './context.ts';

export const getBlockchainInfo = defineMethod({
  name: 'getBlockchainInfo',
  category: 'blockchain',
  description: 'Returns an object containing various state info regarding blockchain processing.',
  params: {},
  result: Type.Object({
    chain: Type.String({ description: 'The name of the network' }),
    blocks: Type.Integer({ description: 'The height of the most-work fully-validated chain' }),
    headers: Type.Integer({ description: 'The height of the most-work header' }),
    bestblockhash: hashHex(),
    bits: Type.String({ description: 'nBits of the tip' }),
    target: Type.String({ description: 'The difficulty target of the tip' }),
    difficulty: Type.Number(),
    time: Type.Integer({ description: 'The block time of the tip, seconds since 1970' }),
    mediantime: Type.Integer({ description: 'The median block time of the tip, seconds since 1970' }),
    verificationprogress: Type.Number({
      description: 'Part of the known headers whose blocks are validated, 0 to 1',
    }),
    initialblockdownload: Type.Boolean({ description: 'True until the tip was once recent' }),
    chainwork: Type.String({ description: 'Total amount of work in the active chain, in hexadecimal' }),
    size_on_disk: Type.Integer({ description: 'Bytes of the chain file' }),
    pruned: Type.Boolean({ description: 'Whether old blocks are subject to pruning' }),
    pruneheight: Type.Optional(
      Type.Integer({
        description:
          'The first block unpruned, all previous blocks were pruned (only present if pruning is enabled)',
      }),
    ),
    automatic_pruning: Type.Optional(
      Type.Boolean({
        description: 'Whether automatic pruning is enabled (only present if pruning is enabled)',
      }),
    ),
    prune_target_size: Type.Optional(
      Type.Integer({
        description: 'The target size used by pruning (only present if automatic pruning is enabled)',
      }),
    ),
    signet_challenge: SignetChallenge,
    warnings: Type.Array(Type.String()),
  }),
  errors: [],
  example: [],
  handler: (_params, { chainstate, network, ...node }: BlockchainContext) => {
    const tip = chainstate.tip();
    const headers = chainstate.bestHeader().height;
    return {
      chain: network.name,
      blocks: tip.height,
      headers,
      bestblockhash: displayHash(tip.hash),
      ...difficultyView(tip.header.bits),
      time: tip.header.time,
      mediantime: tip.medianTimePast,
      verificationprogress: verificationProgress(chainstate),
      initialblockdownload: node.isInitialBlockDownload(),
      chainwork: hex256(tip.chainwork),
      size_on_disk: node.chainSizeOnDisk(),
      ...pruningView({ chainstate, pruning: node.pruning }),
      ...signetChallengeView(chainstate.params),
      warnings: [...node.warnings()],
    };
  },
});

/** Part of the known headers whose blocks are validated, 0 to 1. */
export function verificationProgress(chainstate: Chainstate): number {
  const headers = chainstate.bestHeader().height;
  return headers === 0 ? 1 : Math.min(1, chainstate.tip().height / headers);
}

function pruningView({ chainstate, pruning }: Pick<BlockchainContext, 'chainstate' | 'pruning'>) {
  if (!pruning) return { pruned: false };
  const { targetBytes } = pruning;
  const prunedHeight = chainstate.prunedHeight();
  return {
    pruned: true,
    pruneheight: prunedHeight > 0 ? prunedHeight + 1 : 0,
    automatic_pruning: targetBytes !== undefined,
    ...(targetBytes !== undefined && { prune_target_size: targetBytes }),
  };
}

export const getBestBlockHash = defineMethod({
  name: 'getBestBlockHash',
  category: 'blockchain',
  description: 'Returns the hash of the best (tip) block in the most-work fully-validated chain.',
  params: {},
  result: hashHex(),
  errors: [],
  example: [],
  handler: (_params, { chainstate }: BlockchainContext) => displayHash(chainstate.tip().hash),
});

export const getBlockCount = defineMethod({
  name: 'getBlockCount',
  category: 'blockchain',
  description: 'Returns the height of the most-work fully-validated chain. The genesis block has height 0.',
  params: {},
  result: Type.Integer({ description: 'The current block count' }),
  errors: [],
  example: [],
  handler: (_params, { chainstate }: BlockchainContext) => chainstate.tip().height,
});

export const getDifficultyMethod = defineMethod({
  name: 'getDifficulty',
  category: 'blockchain',
  description: "Returns the tip's difficulty as a multiple of Bitcoin's minimum difficulty.",
  params: {},
  result: Type.Number(),
  errors: [],
  example: [],
  handler: (_params, { chainstate }: BlockchainContext) => getDifficulty(chainstate.tip().header.bits),
});

export const getChainTips = defineMethod({
  name: 'getChainTips',
  category: 'blockchain',
  description: 'Returns information about all known tips in the block tree: the best chain and the branches.',
  params: {},
  result: Type.Array(
    Type.Object({
      height: Type.Integer({ description: 'Height of the chain tip' }),
      hash: hashHex(),
      branchlen: Type.Integer({
        description: 'Blocks that connect the tip to the best chain, 0 for its own tip',
      }),
      status: Type.String({
        description: 'active, valid-fork, valid-headers, headers-only or invalid',
      }),
    }),
  ),
  errors: [],
  example: [],
  handler: (_params, { chainstate }: BlockchainContext) => {
    const tip = chainstate.tip();
    const view = (leaf: BlockIndexEntry) => ({
      height: leaf.height,
      hash: displayHash(leaf.hash),
      branchlen: leaf.height - (findFork(leaf, tip)?.height ?? 0),
      status: tipStatus(leaf, { chainstate }),
    });
    return [...chainstate.leaves()].sort((a, b) => b.height - a.height).map(view);
  },
});

/** @source Bitcoin Core src/rpc/blockchain.cpp getchaintips */
function tipStatus(leaf: BlockIndexEntry, { chainstate }: Pick<BlockchainContext, 'chainstate'>): string {
  if (chainstate.isActive(leaf)) return 'active';
  if (leaf.failure !== 'none') return 'invalid';
  if (leaf.chainTxCount === 0) return 'headers-only';
  return wasConnected(leaf, { chainstate }) ? 'valid-fork' : 'valid-headers';
}

export const invalidateBlock = defineMethod({
  name: 'invalidateBlock',
  category: 'blockchain',
  hidden: true,
  description: 'Permanently marks a block as invalid, as if it violated a consensus rule.',
  params: { blockhash: required(hashHex(), 'the hash of the block to mark as invalid') },
  result: Type.Null(),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' },
    { error: 'RPC_INVALID_PARAMETER', when: 'it is the genesis block' },
    { error: 'RPC_DATABASE_ERROR', when: 'blocks that have to be taken off are pruned' },
  ],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  handler: async ({ blockhash }, context: BlockchainContext) => {
    const entry = findBlock(blockhash, context);
    if (entry.height === 0) {
      throw new RpcError('RPC_INVALID_PARAMETER', 'The genesis block cannot be invalidated');
    }
    const left = await context.chainstate.invalidateBlock(entry);
    if (!left.ok) throw new RpcError('RPC_DATABASE_ERROR', `The chain can't go back: ${left.debug}`);
    return null;
  },
});

export const preciousBlock = defineMethod({
  name: 'preciousBlock',
  category: 'blockchain',
  description:
    'Treats a block as if it were received before others with the same work. A later preciousBlock call can override the effect of an earlier one.',
  params: { blockhash: required(hashHex(), 'the hash of the block to mark as precious') },
  result: Type.Null(),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' }],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  handler: async ({ blockhash }, context: BlockchainContext) => {
    await context.chainstate.preciousBlock(findBlock(blockhash, context));
    return null;
  },
});

export const reconsiderBlock = defineMethod({
  name: 'reconsiderBlock',
  category: 'blockchain',
  hidden: true,
  description:
    'Removes invalidity status of a block, its ancestors and its descendants, and reconsiders them for activation. This can be used to undo the effects of invalidateblock.',
  params: { blockhash: required(hashHex(), 'the hash of the block to reconsider') },
  result: Type.Null(),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' }],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  handler: async ({ blockhash }, context: BlockchainContext) => {
    await context.chainstate.reconsiderBlock(findBlock(blockhash, context));
    return null;
  },
});
