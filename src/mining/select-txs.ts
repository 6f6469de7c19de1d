import { isFinalTransaction } from '../consensus/locktime.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from '../consensus/weight.ts';
import { compareFeeRates, type FeeAndSize, type FeeRate, feeAtRate } from '../policy/fee-rate.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { collectReachable } from '../util/reachable.ts';
import { createUpdatableHeap } from '../util/updatable-heap.ts';
import type { CandidateTransaction } from './ports.ts';

/**
 * Which unconfirmed transactions a block takes: again and again the one that pays most for each byte together with
 * the ancestors that it still needs, until the block is full or what is left pays too little.
 * @source Bitcoin Core 30 src/node/miner.cpp BlockAssembler::addPackageTxs
 */

/** The block that they are chosen for. */
export interface BlockSpace {
  readonly height: number;
  /** The time that lock times are held against: the parent's median time past (BIP113), seconds. */
  readonly lockTimeCutoff: number;
  /** -blockmintxfee: nothing that pays less is taken; 1 satoshi per 1000 virtual bytes unless given. */
  readonly minFeeRate?: FeeRate;
  /** -blockmaxweight: of the whole block, with what is reserved; as much as consensus allows unless given. */
  readonly maxWeight?: number;
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
const RESERVED_WEIGHT = 8_000;

/** For the coinbase's outputs. @source Bitcoin Core src/policy/policy.h DEFAULT_COINBASE_OUTPUT_MAX_ADDITIONAL_SIGOPS */
const RESERVED_SIGOPS_COST = 400;

/** @source Bitcoin Core src/policy/policy.h DEFAULT_BLOCK_MIN_TX_FEE */
const DEFAULT_MIN_FEE_RATE: FeeRate = 1;

/** After so many packages in a row that did not fit, a block with less room than this is full. @source Bitcoin Core src/node/miner.cpp */
const MAX_CONSECUTIVE_FAILURES = 1_000;
const NEARLY_FULL_WEIGHT = 4_000;

/** A candidate, and what is still to be taken to have it: itself and its ancestors outside the block. */
interface Offer {
  readonly candidate: CandidateTransaction;
  needed: FeeAndSize;
}

/**
 * Chooses among the candidates.
 * @param candidates - with all their unconfirmed ancestors and descendants among them
 */
export function selectTransactions(
  candidates: Iterable<CandidateTransaction>,
  space: BlockSpace,
): SelectedTransactions {
  const offers = new Map<CandidateTransaction, Offer>();
  for (const candidate of candidates) offers.set(candidate, { candidate, needed: candidate.ancestors });
  const best = createUpdatableHeap<Offer>(isBetter, offers.values());
  const block = createDraft(space);

  /** What builds on it need not bring it along any more. */
  function take(member: CandidateTransaction): void {
    block.add(member);
    for (const candidate of collectReachable([member], ({ children }) => children)) {
      const offer = offers.get(candidate);
      if (!offer) continue;
      const { fee, vsize } = offer.needed;
      offer.needed = { fee: fee - member.fee, vsize: vsize - member.vsize };
      if (candidate === member) best.remove(offer);
      else best.put(offer);
    }
  }

  let failures = 0;
  for (let offer = best.peek(); offer && block.paysEnough(offer.needed); offer = best.peek()) {
    const members = block.missingFor(offer.candidate);
    if (block.canHold(members)) {
      members.forEach(take);
      failures = 0;
    } else {
      best.remove(offer);
      failures++;
      if (failures > MAX_CONSECUTIVE_FAILURES && block.weightLeft() < NEARLY_FULL_WEIGHT) break;
    }
  }
  return block.result();
}

/** The block as far as it is filled. */
interface Draft {
  paysEnough(needed: FeeAndSize): boolean;
  /** The candidate and its ancestors that are not taken yet, parents before children. */
  missingFor(candidate: CandidateTransaction): readonly CandidateTransaction[];
  canHold(members: readonly CandidateTransaction[]): boolean;
  weightLeft(): number;
  add(member: CandidateTransaction): void;
  result(): SelectedTransactions;
}

function createDraft(space: BlockSpace): Draft {
  const { height, lockTimeCutoff, minFeeRate = DEFAULT_MIN_FEE_RATE, maxWeight = MAX_BLOCK_WEIGHT } = space;
  const taken = new Set<CandidateTransaction>();
  let fees = 0;
  let weight = 0;
  let sigOpCost = 0;
  const weightLeft = (): number => maxWeight - RESERVED_WEIGHT - weight;
  return {
    paysEnough: ({ fee, vsize }) => fee >= feeAtRate(minFeeRate, vsize),
    missingFor(candidate) {
      const missing = collectReachable([candidate], ({ parents }) =>
        [...parents].filter((parent) => !taken.has(parent)),
      );
      // An ancestor has fewer ancestors than what builds on it.
      return [...missing].sort((a, b) => a.ancestors.count - b.ancestors.count);
    },
    canHold(members) {
      const more = { weight: 0, sigOpCost: 0 };
      for (const member of members) {
        more.weight += member.weight;
        more.sigOpCost += member.sigOpCost;
      }
      const sigOpsLeft = MAX_BLOCK_SIGOPS_COST - RESERVED_SIGOPS_COST - sigOpCost;
      const fits = more.weight <= weightLeft() && more.sigOpCost <= sigOpsLeft;
      return fits && members.every(({ tx }) => isFinalTransaction(tx, height, lockTimeCutoff));
    },
    weightLeft,
    add(member) {
      taken.add(member);
      fees += member.fee;
      weight += member.weight;
      sigOpCost += member.sigOpCost;
    },
    result: () => ({ selected: [...taken], fees, weight, sigOpCost }),
  };
}

/** What a miner gains by it: its own rate, or that of all that must come with it where that is lower. */
function scoreOf({ candidate, needed }: Offer): FeeAndSize {
  return compareFeeRates(needed, candidate) < 0 ? needed : candidate;
}

function isBetter(a: Offer, b: Offer): boolean {
  return compareFeeRates(scoreOf(a), scoreOf(b)) > 0;
}
