import type { ConsensusParams } from '../../src/consensus/params.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import {
  type BlockOptions,
  type BuiltBlock,
  buildBlock,
  buildChain,
  type ParentBlock,
} from '../helpers/chain-builder.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { BARE_LOCK, outputAt, type Spendable } from '../helpers/spending.ts';

/** The chains that cases build on. */

/** A network and how many blocks of it the node has. Cases that name the same plan share its chain. */
export interface GroundPlan {
  readonly params: ConsensusParams;
  readonly genesis: Block;
  readonly height: number;
}

/** A chain to build on. */
export interface Ground extends GroundPlan {
  /** The blocks above the genesis block, upwards. */
  readonly blocks: readonly BuiltBlock[];
  readonly tip: ParentBlock;
  /** The reward of the block at that height, which anyone can spend once it has matured. */
  coin(height: number): Spendable;
  /** A block on the tip. */
  block(options?: BlockOptions): BuiltBlock;
  /** A block on the tip with these transactions. */
  holding(...transactions: readonly Transaction[]): BuiltBlock;
  /** A block on another. */
  on(parent: ParentBlock, options?: BlockOptions): BuiltBlock;
}

export type Variation = Partial<Omit<ConsensusParams, 'activationHeights'>> & {
  readonly activationHeights?: Partial<ConsensusParams['activationHeights']>;
};

/** Regtest with other rules. @param height - blocks that the node has */
export function regtestWith(variation: Variation, height = 0, genesis = REGTEST.genesis): GroundPlan {
  const { activationHeights, ...rest } = variation;
  const regtest = REGTEST.consensus;
  const heights = { ...regtest.activationHeights, ...activationHeights };
  return { params: { ...regtest, ...rest, activationHeights: heights }, genesis, height };
}

/** Regtest with 110 blocks: the next may spend the rewards of the first eleven, and no other. */
export const MATURE_REGTEST = regtestWith({}, 110);

/** Regtest at its start. */
export const NEW_REGTEST = regtestWith({});

const grounds = new Map<GroundPlan, Ground>();

/** The plan's chain, built once. */
export function groundOf(plan: GroundPlan): Ground {
  const built = grounds.get(plan) ?? buildGround(plan);
  grounds.set(plan, built);
  return built;
}

function buildGround(plan: GroundPlan): Ground {
  const { params, genesis, height } = plan;
  const start: ParentBlock = { ...genesis, height: 0 };
  const blocks = buildChain(start, height, { params });
  const tip = blocks.at(-1) ?? start;
  const on: Ground['on'] = (parent, options) => buildBlock(parent, { params, ...options });
  return {
    ...plan,
    blocks,
    tip,
    coin(at) {
      const coinbase = expectDefined(blocks[at - 1]?.transactions[0], 'a block of that height');
      return outputAt(coinbase, 0, BARE_LOCK);
    },
    block: (options) => on(tip, options),
    holding: (...transactions) => on(tip, { transactions }),
    on,
  };
}
