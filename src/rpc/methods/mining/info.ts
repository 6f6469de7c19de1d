import { getNextWorkRequired } from '../../../consensus/pow.ts';
import { MAX_HASH_THREADS } from '../../../mining/ports.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { amountResult, INT32 } from '../../schemas.ts';
import { difficultyView } from '../../views/header.ts';
import { SignetChallenge, signetChallengeView } from '../../views/signet.ts';
import type { MiningContext } from './context.ts';
import { GenerationFields, generationView } from './hash-rate.ts';
import { estimateNetworkHashRate } from './network-hash-rate.ts';
import { requireMineable } from './require-mineable.ts';

/** Blocks over which getMiningInfo estimates, as getNetworkHashPs by default. */
const ESTIMATE_BLOCKS = 120;

const DifficultyFields = {
  bits: Type.String({ description: 'nBits' }),
  difficulty: Type.Number(),
  target: Type.String(),
};

/** Fields of older miners' getmininginfo, beside those of getHashRate. */
const LegacyFields = {
  genproclimit: Type.Integer({ description: 'Threads that mine; 0 where blocks are made at a fixed pace' }),
  hashespersec: Type.Number({ description: 'Hashes per second of all threads over the last 10 seconds' }),
  threadhashespersec: Type.Array(Type.Number(), { description: 'The same for each thread' }),
};

export const getMiningInfo = defineMethod({
  name: 'getMiningInfo',
  category: 'mining',
  description: 'Returns a json object containing mining-related information.',
  params: {},
  result: Type.Object({
    blocks: Type.Integer({ description: 'The current block' }),
    currentblockweight: Type.Optional(
      Type.Integer({
        description:
          'The block weight (including reserved weight for block header, txs count and coinbase tx) of the last assembled block (only present if a block was ever assembled)',
      }),
    ),
    currentblocktx: Type.Optional(
      Type.Integer({
        description:
          'The number of block transactions (excluding coinbase) of the last assembled block (only present if a block was ever assembled)',
      }),
    ),
    ...DifficultyFields,
    networkhashps: Type.Number({ description: 'The network hashes per second' }),
    pooledtx: Type.Integer({ description: 'The size of the mempool' }),
    blockmintxfee: amountResult('Minimum feerate of packages selected for block inclusion, in BTC/kvB'),
    chain: Type.String({ description: 'Current network name' }),
    next: Type.Object({ height: Type.Integer(), ...DifficultyFields }, { description: 'The next block' }),
    signet_challenge: SignetChallenge,
    ...GenerationFields,
    ...LegacyFields,
    warnings: Type.Array(Type.String()),
  }),
  errors: [],
  example: [],
  handler: (_params, context: MiningContext) => {
    const { chainstate, network, clock, mempool, miner } = context;
    const tip = chainstate.tip();
    const status = miner.status();
    const last = context.templates.last();
    return {
      blocks: tip.height,
      ...(last && { currentblockweight: last.weight, currentblocktx: last.txCount }),
      ...difficultyView(tip.header.bits),
      networkhashps: estimateNetworkHashRate(chainstate, { blocks: ESTIMATE_BLOCKS, height: -1 }),
      pooledtx: mempool.count(),
      blockmintxfee: amount(context.templates.minFeeRate),
      chain: network.name,
      next: {
        height: tip.height + 1,
        ...difficultyView(getNextWorkRequired(tip, clock.nowSeconds(), chainstate.params)),
      },
      ...signetChallengeView(chainstate.params),
      ...generationView(status),
      genproclimit: status.threads,
      hashespersec: Math.round(status.hashRate?.total ?? 0),
      threadhashespersec: (status.hashRate?.perThread ?? []).map(Math.round),
      warnings: miningWarnings(context, status.notice),
    };
  },
});

function miningWarnings({ warnings, kernelNotice }: MiningContext, notice: string | undefined) {
  return [...warnings(), ...[notice, kernelNotice()].filter((text) => text !== undefined)];
}

export const setGenerate = defineMethod({
  name: 'setGenerate',
  category: 'mining',
  description:
    'Starts or stops mining on this node, on as many threads as asked for. While it mines, threads come or go without a loss of work; stopped, they stay for the next start.',
  params: {
    generate: required(Type.Boolean(), 'true to mine, false to stop'),
    genproclimit: withDefault(INT32, -1, 'Threads to mine on, or -1 for as many as before'),
  },
  result: Type.Null(),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'the number of threads is not -1 or 1 to 1024' },
    { error: 'RPC_MISC_ERROR', when: 'others must sign the blocks of this network (signet)' },
  ],
  example: [false],
  handler: async ({ generate, genproclimit }, context: MiningContext) => {
    const { miner } = context;
    if (genproclimit !== -1 && (genproclimit < 1 || genproclimit > MAX_HASH_THREADS)) {
      throw new RpcError(
        'RPC_INVALID_PARAMETER',
        `genproclimit must be -1 or a number of threads from 1 to ${MAX_HASH_THREADS}, not ${genproclimit}`,
      );
    }
    if (generate) requireMineable(context);
    if (generate) await miner.start(genproclimit === -1 ? undefined : genproclimit);
    else await miner.stop();
    return null;
  },
});
