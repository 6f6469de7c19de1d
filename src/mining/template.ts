import type { BlockIndexEntry } from '../chain/block-index.ts';
import { deriveTarget } from '../consensus/compact-target.ts';
import { isActive } from '../consensus/deployments.ts';
import { blockMerkleRoot } from '../consensus/merkle.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import { getNextWorkRequired, MAX_TIMEWARP } from '../consensus/pow.ts';
import { getBlockSubsidy } from '../consensus/subsidy.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { type Block, makeBlock } from '../primitives/block.ts';
import type { Transaction } from '../primitives/tx.ts';
import { expectDefined } from '../util/invariant.ts';
import { createCoinbase } from './coinbase.ts';

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
  readonly transactions: readonly Transaction[];
}

export interface TemplateRequest {
  readonly parent: BlockIndexEntry;
  readonly params: ConsensusParams;
  /** The node's clock, seconds. */
  readonly nowSeconds: number;
  readonly transactions: readonly Transaction[];
  /** Sum of the fees of `transactions`. */
  readonly fees: Satoshis;
}

/** BIP9's marker in the version, without any signal. @source BIP9 */
const BLOCK_VERSION = 0x20000000;

/** The template of the next block on `parent`. @source Bitcoin Core src/node/miner.cpp CreateNewBlock, UpdateTime */
export function createTemplate({ parent, params, nowSeconds, ...body }: TemplateRequest): BlockTemplate {
  const height = parent.height + 1;
  const minTime = getMinimumTime(parent, params);
  const time = Math.max(minTime, nowSeconds);
  const bits = getNextWorkRequired(parent, time, params);
  return {
    parent,
    height,
    version: BLOCK_VERSION,
    bits,
    target: expectDefined(deriveTarget(bits, params.powLimit), 'the rules make a valid target'),
    time,
    minTime,
    coinbaseValue: getBlockSubsidy(height, params) + body.fees,
    segwit: isActive('segwit', height, params.activationHeights),
    transactions: body.transactions,
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
  const coinbase = createCoinbase({ height, value, segwit, transactions: template.transactions, ...reward });
  const transactions = [coinbase, ...template.transactions];
  const merkleRoot = blockMerkleRoot({ transactions }).root;
  const prevBlockHash = template.parent.hash;
  return makeBlock({ version, prevBlockHash, merkleRoot, time, bits, nonce: 0 }, transactions);
}
