import type { BlockHeader } from '../primitives/block-header.ts';
import { expectDefined } from '../util/invariant.ts';
import { asertNextTarget } from './asert.ts';
import { decodeCompact, encodeCompact } from './compact-target.ts';
import type {
  AsertRelativeRetarget,
  AsertRetarget,
  BitcoinRetarget,
  ConsensusParams,
  RetargetRule,
} from './params.ts';

/** What retargeting asks of a block on whose top the next one is built; the block index satisfies it. */
export interface PowParent {
  readonly height: number;
  readonly header: Pick<BlockHeader, 'time' | 'bits'>;
  /** Undefined for the genesis block alone. */
  readonly parent?: PowParent | undefined;
}

export type PowRules = Pick<ConsensusParams, 'retarget' | 'powLimit'>;

/** The first block of a period may not be earlier than its parent by more than this, seconds. @source BIP94; Bitcoin Core MAX_TIMEWARP */
export const MAX_TIMEWARP = 600;

/**
 * The bits that a block on top of `parent` must have.
 * @param blockTime - the new block's own time, seconds; only Bitcoin's rule for test networks looks at it
 * @returns nBits
 * @source Bitcoin Core src/pow.cpp GetNextWorkRequired; BIP94; asert.ts
 */
export function getNextWorkRequired(
  parent: PowParent,
  blockTime: number,
  { retarget, powLimit }: PowRules,
): number {
  switch (retarget.rule) {
    case 'bitcoin':
      return bitcoinNextWork(parent, blockTime, { rule: retarget, powLimit });
    case 'asert':
      return asertNextWork(parent, retarget, powLimit);
    case 'asert-relative':
      return asertRelativeNextWork(parent, retarget, powLimit);
  }
}

/**
 * True where a block with this time on top of `parent` would start a period too far before the last one ended,
 * which the rules of BIP94 refuse (time-timewarp-attack).
 * @source Bitcoin Core src/validation.cpp ContextualCheckBlockHeader; BIP94
 */
export function isTimewarp(blockTime: number, parent: PowParent, retarget: RetargetRule): boolean {
  if (retarget.rule !== 'bitcoin' || !retarget.enforceBip94) return false;
  return startsPeriod(parent.height + 1, retarget) && blockTime < parent.header.time - MAX_TIMEWARP;
}

interface BitcoinRules {
  readonly rule: BitcoinRetarget;
  readonly powLimit: bigint;
}

function bitcoinNextWork(parent: PowParent, blockTime: number, rules: BitcoinRules): number {
  const { rule } = rules;
  if (startsPeriod(parent.height + 1, rule)) return periodNextWork(parent, rules);
  return rule.allowMinDifficultyBlocks ? testnetNextWork(parent, blockTime, rules) : parent.header.bits;
}

/** The bits of a new period, from how long the last one took. @source Bitcoin Core src/pow.cpp CalculateNextWorkRequired */
function periodNextWork(last: PowParent, { rule, powLimit }: BitcoinRules): number {
  if (rule.noRetargeting) return last.header.bits;
  const first = ancestor(last, periodLength(rule) - 1);
  const shortest = Math.floor(rule.targetTimespan / 4);
  const longest = rule.targetTimespan * 4;
  const timespan = Math.min(longest, Math.max(shortest, last.header.time - first.header.time));
  // The first block of a period can't use the exception for test networks, so it keeps the real difficulty.
  const base = decodeCompact(rule.enforceBip94 ? first.header.bits : last.header.bits).target;
  const target = (base * BigInt(timespan)) / BigInt(rule.targetTimespan);
  return encodeCompact(target > powLimit ? powLimit : target);
}

/** Within a period: the easiest target for a block that is late, else that of the last block that wasn't. */
function testnetNextWork(parent: PowParent, blockTime: number, { rule, powLimit }: BitcoinRules): number {
  const easiestBits = encodeCompact(powLimit);
  if (blockTime > parent.header.time + 2 * rule.targetSpacing) return easiestBits;
  let block = parent;
  while (
    block.parent !== undefined &&
    !startsPeriod(block.height, rule) &&
    block.header.bits === easiestBits
  ) {
    block = block.parent;
  }
  return block.header.bits;
}

/**
 * Before the anchor every block has the anchor's bits; from there on the schedule counts from it.
 * @source Bitcoin Cash Node src/pow.cpp GetNextASERTWorkRequired
 */
function asertNextWork(parent: PowParent, rule: AsertRetarget, powLimit: bigint): number {
  const { anchor } = rule;
  if (parent.height < anchor.height) return anchor.bits;
  const progress = {
    referenceTarget: decodeCompact(anchor.bits).target,
    timeDifference: parent.header.time - anchor.parentTime,
    heightDifference: parent.height - anchor.height,
  };
  return encodeCompact(asertNextTarget(progress, rule, powLimit));
}

/**
 * The same schedule, counted anew at every block with its parent as the reference:
 *
 *   target = parent's target × 2^((clamp(parent.time - grandparent.time) - targetSpacing) / halfLife)
 *
 * in aserti3-2d's fixed-point arithmetic, within 1 … powLimit; clamp limits the seconds to -halfLife … halfLife.
 * The block after the genesis block has the genesis block's bits. The new block's own time has no say, so a
 * miner may move it while it searches.
 *
 * Below the clamp the differences of times telescope, so the rule behaves as an absolute schedule does: a miner
 * who sets a time too early or too late is evened out by the next who sets the right one. A pause longer than one
 * half-life counts as one: the difficulty halves once, and the chain doesn't catch up the blocks it "missed".
 *
 * The price of the clamp: where so many miners set the earliest time allowed that the median time past falls more
 * than a half-life behind, the jumps back and forth are cut off, and with them the real time that passed. Blocks
 * then get slower (never faster): by 2 % on average with three tenths of the hash rate, to more than twice the
 * spacing with half of it. It passes within half an hour of its end; test/unit/consensus/retarget-simulation.test.ts shows all
 * this.
 */
function asertRelativeNextWork(parent: PowParent, rule: AsertRelativeRetarget, powLimit: bigint): number {
  const grandparent = parent.parent;
  if (grandparent === undefined) return parent.header.bits;
  const elapsed = parent.header.time - grandparent.header.time;
  const progress = {
    referenceTarget: decodeCompact(parent.header.bits).target,
    timeDifference: Math.max(-rule.halfLife, Math.min(rule.halfLife, elapsed)),
    heightDifference: 0,
  };
  return encodeCompact(asertNextTarget(progress, rule, powLimit));
}

/** True where a block of this height is the first of a period. */
export function startsPeriod(height: number, rule: BitcoinRetarget): boolean {
  return height % periodLength(rule) === 0;
}

/** Blocks of one period, 2016 on Bitcoin. @source Bitcoin Core Consensus::Params::DifficultyAdjustmentInterval */
function periodLength(rule: BitcoinRetarget): number {
  return Math.floor(rule.targetTimespan / rule.targetSpacing);
}

function ancestor(block: PowParent, generations: number): PowParent {
  let found = block;
  for (let i = 0; i < generations; i++) {
    found = expectDefined(found.parent, `block ${found.height} has no parent, but a period starts before it`);
  }
  return found;
}
