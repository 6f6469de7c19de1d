import type { BlockIndexEntry } from '../chain/block-index.ts';
import { deriveTarget } from '../consensus/compact-target.ts';
import { isActive } from '../consensus/deployments.ts';
import { blockMerkleRoot } from '../consensus/merkle.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import { getNextWorkRequired, MAX_TIMEWARP } from '../consensus/pow.ts';
import { getBlockSubsidy } from '../consensus/subsidy.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { type Block, makeBlock } from '../primitives/block.ts';
import { expectDefined } from '../util/invariant.ts';
import { createCoinbase } from './coinbase.ts';
import type { CandidateTransaction } from './ports.ts';

/** All of a block but who is paid and the solution. */
export interface BlockTemplate {
  readonly parent: BlockIndexEntry;
  readonly height: number;
  readonly version: number;
  readonly bits: number;
  readonly target: bigint;
  /** Seconds; a miner may set a later one. */
  readonly time: number;
  /** The earliest time that the rules allow, seconds. */
  readonly minTime: number;
  /** Subsidy and fees. */
  readonly coinbaseValue: Satoshis;
  readonly segwit: boolean;
  /** In block order, without the coinbase. */
  readonly selected: readonly TemplateTransaction[];
}

/** A transaction of a template, with what a miner must know to leave it out. */
export type TemplateTransaction = Pick<CandidateTransaction, 'tx' | 'fee' | 'sigOpCost' | 'weight'>;

export interface TemplateRequest {
  readonly parent: BlockIndexEntry;
  readonly params: ConsensusParams;
  /** The node's clock, seconds. */
  readonly nowSeconds: number;
  /** What the block signals; see chain/deployments.ts. */
  readonly version: number;
  /** In block order, without the coinbase. */
  readonly selected: readonly TemplateTransaction[];
}

/** The template of the next block on `parent`. @source Bitcoin Core src/node/miner.cpp CreateNewBlock, UpdateTime */
export function createTemplate(request: TemplateRequest): BlockTemplate {
  const { parent, params, nowSeconds, version, selected } = request;
  const height = parent.height + 1;
  const minTime = getMinimumTime(parent, params);
  const time = Math.max(minTime, nowSeconds);
  const bits = getNextWorkRequired(parent, time, params);
  return {
    parent,
    height,
    version,
    bits,
    target: expectDefined(deriveTarget(bits, params.powLimit), 'the rules make a valid target'),
    time,
    minTime,
    coinbaseValue: getBlockSubsidy(height, params) + selected.reduce((sum, { fee }) => sum + fee, 0),
    segwit: isActive('segwit', height, params.activationHeights),
    selected,
  };
}

/**
 * The earliest time that a child of `parent` may have, seconds. The limit of BIP94 is kept on every network
 * with Bitcoin's retargeting, since it may come to others.
 * @source Bitcoin Core src/node/miner.cpp GetMinimumTime
 */
export function getMinimumTime(parent: BlockIndexEntry, { retarget }: ConsensusParams): number {
  const afterMedian = parent.medianTimePast + 1;
  if (retarget.rule !== 'bitcoin') return afterMedian;
  const period = Math.floor(retarget.targetTimespan / retarget.targetSpacing);
  const startsPeriod = (parent.height + 1) % period === 0;
  return startsPeriod ? Math.max(afterMedian, parent.header.time - MAX_TIMEWARP) : afterMedian;
}

/** The template as a block with its coinbase, its nonce still 0. */
export function buildCandidate(
  template: BlockTemplate,
  reward: { readonly scriptPubKey: Uint8Array; readonly extraNonce: number },
): Block {
  const { height, coinbaseValue: value, segwit, version, time, bits } = template;
  const others = template.selected.map(({ tx }) => tx);
  const coinbase = createCoinbase({ height, value, segwit, transactions: others, ...reward });
  const transactions = [coinbase, ...others];
  const merkleRoot = blockMerkleRoot({ transactions }).root;
  const prevBlockHash = template.parent.hash;
  return makeBlock({ version, prevBlockHash, merkleRoot, time, bits, nonce: 0 }, transactions);
}
