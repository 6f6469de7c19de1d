import { serializeBlock } from '../../../../src/primitives/block.ts';
import { serializeHeader } from '../../../../src/primitives/block-header.ts';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { serializeTransaction, type Transaction } from '../../../../src/primitives/tx.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { type ChainScene, unsigned } from '../chain-scene.ts';

/** What calls speak of: hashes and bytes of the scene as clients write them, and others that nobody knows. */

/** Adds a call. */
export type Add = (method: string, ...params: readonly unknown[]) => void;

export interface BlockFact {
  readonly hash: string;
  readonly hex: string;
  readonly header: string;
}

export interface TxFact {
  readonly txid: string;
  readonly hex: string;
  readonly unsignedHex: string;
  readonly scripts: readonly string[];
}

export type Facts = ReturnType<typeof factsOf>;

/** The hash of nothing. */
export const UNKNOWN = '00'.repeat(32);
/** The x coordinate of the key 1. */
export const X = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
export const PUBKEY = `02${X}`;
export const LONG_PUBKEY = `04${X}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`;

export function factsOf(scene: ChainScene) {
  const [fund, busy, tip] = scene.blocks.slice(-3).map(blockFact);
  const blocks = {
    fund: expectDefined(fund, 'a block'),
    busy: expectDefined(busy, 'a block'),
    tip: expectDefined(tip, 'a block'),
    first: blockFact(expectDefined(scene.blocks[0], 'a block')),
    stale: scene.stale.map(blockFact),
    overpaid: blockFact(scene.overpaid),
    announced: blockFact(scene.announced),
  };
  const spends = expectDefined(scene.blocks.at(-2), 'a block').transactions;
  return {
    ...blocks,
    height: scene.blocks.length,
    allBlocks: [
      blocks.first,
      blocks.busy,
      blocks.fund,
      blocks.tip,
      ...blocks.stale,
      blocks.announced,
      blocks.overpaid,
    ],
    funding: txFact(scene.funding),
    confirmed: spends.map(txFact),
    unconfirmed: scene.unconfirmed.map(txFact),
    package: scene.package.map(txFact),
  };
}

function blockFact(block: ChainScene['overpaid']): BlockFact {
  return {
    hash: displayHash(block.hash),
    hex: toHex(serializeBlock(block)),
    header: toHex(serializeHeader(block.header)),
  };
}

function txFact(tx: Transaction): TxFact {
  return {
    txid: displayHash(tx.txid),
    hex: toHex(serializeTransaction(tx)),
    unsignedHex: toHex(serializeTransaction(unsigned(tx))),
    scripts: tx.outputs.map(({ scriptPubKey }) => toHex(scriptPubKey)),
  };
}

/** A few of the transactions: of blocks and of the mempool. */
export function someTransactions({ funding, confirmed, unconfirmed }: Facts): readonly TxFact[] {
  return [funding, ...confirmed.slice(0, 4), ...unconfirmed.slice(0, 2), ...unconfirmed.slice(-3)];
}
