import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { difficultyView } from '../../views/header.ts';
import { verificationProgress } from './chain.ts';
import type { BlockchainContext } from './context.ts';

export const getChainStates = defineMethod({
  name: 'getChainStates',
  category: 'blockchain',
  description: 'Return information about chainstates. There is one: blocks are validated from the first on.',
  params: {},
  result: Type.Object({
    headers: Type.Integer({ description: 'the number of headers seen so far' }),
    chainstates: Type.Array(
      Type.Object({
        blocks: Type.Integer({ description: 'number of blocks in this chainstate' }),
        bestblockhash: hashHex(),
        bits: Type.String({ description: 'nBits of the tip' }),
        target: Type.String({ description: 'The difficulty target of the tip' }),
        difficulty: Type.Number({ description: 'difficulty of the tip' }),
        verificationprogress: Type.Number({ description: 'progress towards the network tip, 0 to 1' }),
        coins_db_cache_bytes: Type.Integer({ description: 'size of the coinsdb cache' }),
        coins_tip_cache_bytes: Type.Integer({ description: 'size of the coinstip cache' }),
        validated: Type.Boolean({ description: 'whether the chainstate is fully validated' }),
      }),
    ),
  }),
  errors: [],
  example: [],
  /** @source Bitcoin Core src/rpc/blockchain.cpp getchainstates */
  handler: (_params, { chainstate, coinCaches }: BlockchainContext) => {
    const tip = chainstate.tip();
    return {
      headers: chainstate.bestHeader().height,
      chainstates: [
        {
          blocks: tip.height,
          bestblockhash: displayHash(tip.hash),
          ...difficultyView(tip.header.bits),
          verificationprogress: verificationProgress(chainstate),
          coins_db_cache_bytes: coinCaches.pages,
          coins_tip_cache_bytes: coinCaches.coins,
          validated: true,
        },
      ],
    };
  },
});
