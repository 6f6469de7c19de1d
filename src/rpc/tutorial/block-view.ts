import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { BlockUndo } from '../../chain/undo.ts';
import type { Coin } from '../../consensus/coin.ts';
import type { Block } from '../../primitives/block.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import { type AddressPrefixes, encodeAddress } from '../../script/address.ts';
import { toHex } from '../../util/bytes.ts';
import { amount } from '../json.ts';
import { difficultyView } from '../views/header.ts';

/** A block of the best chain with what it spent. */
export interface ConnectedBlock {
  readonly entry: BlockIndexEntry;
  readonly block: Block;
  /** Undefined for the genesis block, which spends nothing. */
  readonly undo: BlockUndo | undefined;
}

/** Whom the tutorial says that a miner's reward comes from. */
const NETWORK = 'network';

/**
 * A block in the tutorial's form. `proof-of-work` is the nonce, the number that was searched; it is one that puts the
 * block's hash at or below the target.
 */
export function tutorialBlock({ entry, block, undo }: ConnectedBlock, prefixes: AddressPrefixes) {
  const { header } = entry;
  const { bits, target } = difficultyView(header.bits);
  const transactions = block.transactions.flatMap((tx, i) =>
    transfersOf(tx, i === 0 ? undefined : undo?.[i - 1], prefixes),
  );
  return {
    index: entry.height,
    timestamp: header.time,
    data: { 'proof-of-work': header.nonce, bits, target, transactions },
    previous_hash: displayHash(header.prevBlockHash),
    hash: displayHash(entry.hash),
  };
}

/**
 * A transaction as transfers: one for each output that moves money, the change among them.
 * @param spent - the coins of its inputs; undefined for a coinbase
 */
export function transfersOf(
  { txid, outputs }: Transaction,
  spent: readonly Coin[] | undefined,
  prefixes: AddressPrefixes,
) {
  const from = spent ? sendersOf(spent, prefixes) : NETWORK;
  return outputs
    .filter(({ value }) => value > 0)
    .map(({ value, scriptPubKey }) => ({
      from,
      to: nameOf(scriptPubKey, prefixes),
      amount: amount(value),
      txid: displayHash(txid),
    }));
}

/** One address, or a list where a transaction spends the coins of several. */
function sendersOf(spent: readonly Coin[], prefixes: AddressPrefixes): string | readonly string[] {
  const names = new Set(spent.map(({ output }) => nameOf(output.scriptPubKey, prefixes)));
  const [only = NETWORK, ...others] = names;
  return others.length === 0 ? only : [only, ...others];
}

/** The address, or the script where it has none. */
function nameOf(scriptPubKey: Uint8Array, prefixes: AddressPrefixes): string {
  return encodeAddress(scriptPubKey, prefixes) ?? `script ${toHex(scriptPubKey)}`;
}
