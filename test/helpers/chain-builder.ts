import { checkProofOfWork } from '../../src/consensus/compact-target.ts';
import { isActive } from '../../src/consensus/deployments.ts';
import { computeMerkleRoot } from '../../src/consensus/merkle.ts';
import type { ConsensusParams } from '../../src/consensus/params.ts';
import { getNextWorkRequired } from '../../src/consensus/pow.ts';
import { getBlockSubsidy } from '../../src/consensus/subsidy.ts';
import { witnessCommitmentScript } from '../../src/consensus/witness-commitment.ts';
import { type Block, makeBlock } from '../../src/primitives/block.ts';
import { type BlockHeader, hashHeader } from '../../src/primitives/block-header.ts';
import { NULL_OUTPOINT } from '../../src/primitives/outpoint.ts';
import {
  hasWitness,
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
  type TransactionFields,
} from '../../src/primitives/tx.ts';
import { pushData, pushInt } from '../../src/script/push.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { REGTEST } from './regtest.ts';

/** Blocks with real work, found on the spot: a block of regtest takes two hashes. */

/** A block that knows its place; what another is built on. An entry of the block index serves as well. */
export interface ParentBlock {
  readonly hash: Block['hash'];
  readonly height: number;
  readonly header: BlockHeader;
  readonly parent?: ParentBlock | undefined;
}

export interface BuiltBlock extends Block {
  readonly height: number;
  readonly parent: ParentBlock;
}

export interface BlockOptions {
  readonly params?: ConsensusParams;
  /** Makes the block differ from others on the same parent. */
  readonly tag?: number;
  /** Seconds; ten minutes after the parent unless given. */
  readonly time?: number;
  /** Fields of the header to set otherwise than the rules ask; the work is done for them too. */
  readonly header?: Partial<Omit<BlockHeader, 'nonce' | 'time'>>;
  /** Fields of the coinbase to set otherwise than the rules ask. */
  readonly coinbase?: Partial<TransactionFields>;
  /** What follows the coinbase. */
  readonly transactions?: readonly Transaction[];
}

/** OP_TRUE, which anyone can spend. */
const ANYONE_CAN_SPEND = Uint8Array.of(0x51);

/** Regtest's first block, to build on. */
export const GENESIS: ParentBlock = { ...REGTEST.genesis, height: 0 };

/** A block on `parent` that keeps every rule but those that the options break. */
export function buildBlock(parent: ParentBlock, options: BlockOptions = {}): BuiltBlock {
  const { params = REGTEST.consensus, time = parent.header.time + 600, transactions = [] } = options;
  const height = parent.height + 1;
  const block = solveBlock(
    {
      version: 0x20000000,
      prevBlockHash: parent.hash,
      time,
      bits: getNextWorkRequired(parent, time, params),
      ...options.header,
    },
    [buildCoinbase(height, options), ...transactions],
  );
  return { ...block, height, parent };
}

/** Blocks on top of each other, `count` of them, from `parent` on. */
export function buildChain(
  parent: ParentBlock,
  count: number,
  options: BlockOptions = {},
): readonly BuiltBlock[] {
  const chain: BuiltBlock[] = [];
  while (chain.length < count) chain.push(buildBlock(chain.at(-1) ?? parent, options));
  return chain;
}

/** A coinbase of that height: subsidy to anyone, and the commitment to the witnesses where it has one itself. */
export function buildCoinbase(height: number, options: BlockOptions = {}): Transaction {
  const { params = REGTEST.consensus, tag = 0, transactions = [] } = options;
  const fields: TransactionFields = {
    version: 2,
    inputs: [
      {
        prevout: NULL_OUTPOINT,
        scriptSig: concatBytes(pushInt(height), pushData(Uint8Array.of(tag & 0xff, tag >>> 8))),
        sequence: SEQUENCE_FINAL,
        witness: isActive('segwit', height, params.activationHeights) ? [new Uint8Array(32)] : [],
      },
    ],
    outputs: [{ value: getBlockSubsidy(height, params), scriptPubKey: ANYONE_CAN_SPEND }],
    lockTime: 0,
    ...options.coinbase,
  };
  const coinbase = makeTransaction(fields);
  if (!hasWitness(coinbase)) return coinbase;
  // The coinbase's own place in the witness tree is zero, so any will do to compute the commitment.
  const commitment = { value: 0, scriptPubKey: witnessCommitmentScript([coinbase, ...transactions]) };
  return makeTransaction({ ...fields, outputs: [...fields.outputs, commitment] });
}

/** The block of these transactions, its root and its nonce found. */
export function solveBlock(
  header: Omit<BlockHeader, 'nonce' | 'merkleRoot'> & Partial<Pick<BlockHeader, 'merkleRoot'>>,
  transactions: readonly Transaction[],
): Block {
  const { root } = computeMerkleRoot(transactions.map((tx) => tx.txid));
  return makeBlock(solveHeader({ merkleRoot: root, ...header, nonce: 0 }), transactions);
}

/**
 * The header with the first nonce from its own on that solves it.
 * @param solved - false: the first nonce that doesn't
 */
export function solveHeader(header: BlockHeader, solved = true): BlockHeader {
  let candidate = header;
  while (checkProofOfWork(hashHeader(candidate), header.bits, 2n ** 256n - 1n) !== solved) {
    candidate = { ...candidate, nonce: candidate.nonce + 1 };
  }
  return candidate;
}
