import { isFinalTransaction } from '../consensus/locktime.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT, virtualSize } from '../consensus/weight.ts';
import { compareFeeRates, type FeeRate } from '../policy/fee-rate.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { hasWitness } from '../primitives/tx.ts';
import type { CandidateChunk, CandidateFeed, CandidateTransaction } from './ports.ts';

/**
 * Which unconfirmed transactions a block takes: the mempool's chunks in their order, until the block is full or what
 * is left pays too little. One that does not fit is left out with the rest of its cluster.
 * @source Bitcoin Core src/node/miner.cpp BlockAssembler::addChunks
 */

/** The block that they are chosen for. */
export interface BlockSpace {
  readonly height: number;
  /** The time that lock times are held against: the parent's median time past (BIP113), seconds. */
  readonly lockTimeCutoff: number;
  /** Witnesses may be in it: segwit is active there. Before that they are no part of what a block can hold. */
  readonly holdsWitnesses?: boolean;
  /** -blockmintxfee: nothing that pays less is taken; 1 satoshi per 1000 virtual bytes unless given. */
  readonly minFeeRate?: FeeRate;
  /** -blockmaxweight: of the whole block, with what is reserved; as much as consensus allows unless given. */
  readonly maxWeight?: number;
  /** -blockreservedweight: of that, what is left free for header and coinbase; DEFAULT_RESERVED_WEIGHT unless given. */
  readonly reservedWeight?: number;
}

export interface SelectedTransactions {
  /** In block order: parents before children. */
  readonly selected: readonly CandidateTransaction[];
  /** Sum of their fees. */
  readonly fees: Satoshis;
  /** Sum of their weights. */
  readonly weight: number;
  /** Sum of what their signature operations cost. */
  readonly sigOpCost: number;
}

/** For the header, the count of transactions and the coinbase. @source Bitcoin Core src/policy/policy.h DEFAULT_BLOCK_RESERVED_WEIGHT */
export const DEFAULT_RESERVED_WEIGHT = 8_000;

/** What the smallest coinbase takes, with something to spare. @source Bitcoin Core src/policy/policy.h MINIMUM_BLOCK_RESERVED_WEIGHT */
export const MINIMUM_RESERVED_WEIGHT = 2_000;

/** For the coinbase's outputs. @source Bitcoin Core src/policy/policy.h DEFAULT_COINBASE_OUTPUT_MAX_ADDITIONAL_SIGOPS */
const RESERVED_SIGOPS_COST = 400;

/** @source Bitcoin Core src/policy/policy.h DEFAULT_BLOCK_MIN_TX_FEE */
export const DEFAULT_MIN_FEE_RATE: FeeRate = 1;

/** Virtual bytes that a fee rate is for. */
const RATE_UNIT = 1_000;

/** After so many chunks in a row that did not fit, a block with less room than this is full. @source Bitcoin Core src/node/miner.cpp */
const MAX_CONSECUTIVE_FAILURES = 1_000;
const NEARLY_FULL_WEIGHT = 4_000;

/** Chooses from the feed. */
export function selectTransactions(feed: CandidateFeed, space: BlockSpace): SelectedTransactions {
  const block = createDraft(space);
  let failures = 0;
  for (let chunk = feed.current(); chunk && block.paysEnough(chunk); chunk = feed.current()) {
    if (block.canHold(chunk)) {
      chunk.entries.forEach(block.add);
      feed.include();
      failures = 0;
    } else {
      feed.skip();
      failures++;
      if (failures > MAX_CONSECUTIVE_FAILURES && block.weightLeft() < NEARLY_FULL_WEIGHT) break;
    }
  }
  return block.result();
}

/** The block as far as it is filled. */
interface Draft {
  paysEnough(chunk: CandidateChunk): boolean;
  canHold(chunk: CandidateChunk): boolean;
  weightLeft(): number;
  add(member: CandidateTransaction): void;
  result(): SelectedTransactions;
}

function createDraft(space: BlockSpace): Draft {
  const { height, lockTimeCutoff, holdsWitnesses = true } = space;
  const { minFeeRate = DEFAULT_MIN_FEE_RATE } = space;
  const { maxWeight = MAX_BLOCK_WEIGHT, reservedWeight = DEFAULT_RESERVED_WEIGHT } = space;
  const selected: CandidateTransaction[] = [];
  let fees = 0;
  let weight = 0;
  let sigOpCost = 0;
  const weightLeft = (): number => maxWeight - reservedWeight - weight;
  return {
    paysEnough: ({ fee, size }) =>
      compareFeeRates({ fee, size: virtualSize(size) }, { fee: minFeeRate, size: RATE_UNIT }) >= 0,
    // The last unit of either is never used.
    canHold({ entries, size }) {
      const more = entries.reduce((sum, entry) => sum + entry.sigOpCost, 0);
      const fits = size < weightLeft() && more < MAX_BLOCK_SIGOPS_COST - RESERVED_SIGOPS_COST - sigOpCost;
      const isAllowed = ({ tx }: CandidateTransaction): boolean =>
        isFinalTransaction(tx, height, lockTimeCutoff) && (holdsWitnesses || !hasWitness(tx));
      return fits && entries.every(isAllowed);
    },
    weightLeft,
    add(member) {
      selected.push(member);
      fees += member.fee;
      weight += member.weight;
      sigOpCost += member.sigOpCost;
    },
    result: () => ({ selected, fees, weight, sigOpCost }),
  };
}
