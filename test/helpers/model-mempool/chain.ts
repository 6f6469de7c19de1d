import { displayHash } from '../../../src/primitives/hash256.ts';
import type { OutPoint } from '../../../src/primitives/outpoint.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';

/** A chain as a list of blocks, which are searched from end to end for whatever is asked of it. */

export interface ModelBlock {
  /** Seconds, of the header. */
  readonly time: number;
  /** Its coinbase first. */
  readonly txs: readonly Transaction[];
}

/** By height, the genesis block first. */
export type ModelChain = readonly ModelBlock[];

/** An output that is there to be spent. */
export interface ModelCoin {
  readonly value: number;
  /** Of the block that made it; of the next one, where it is unconfirmed. */
  readonly height: number;
  readonly isCoinbase: boolean;
}

export const nameOf = ({ txid }: Pick<Transaction, 'txid'>): string => displayHash(txid);
export const placeOf = ({ txid, index }: OutPoint): string => `${displayHash(txid)}:${index}`;
export const spentBy = ({ inputs }: Pick<Transaction, 'inputs'>): string[] =>
  inputs.map(({ prevout }) => placeOf(prevout));

/** The coins that the blocks leave, by their places. Those of the genesis block are nobody's. */
export function coinsOf(chain: ModelChain): Map<string, ModelCoin> {
  const coins = new Map<string, ModelCoin>();
  for (const [height, { txs }] of chain.entries()) {
    if (height === 0) continue;
    for (const [position, tx] of txs.entries()) {
      for (const place of spentBy(tx)) coins.delete(place);
      const name = nameOf(tx);
      for (const [index, { value }] of tx.outputs.entries()) {
        coins.set(`${name}:${index}`, { value, height, isCoinbase: position === 0 });
      }
    }
  }
  return coins;
}

/** The middle one of the last eleven times. @source BIP113 */
export function medianTime(chain: ModelChain): number {
  const times = chain.slice(-11).map(({ time }) => time);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Lock times below are heights. */
const FIRST_TIME = 500_000_000;
const FINAL = 0xffffffff;

/** Whether the block after the chain's last may hold it, by its lock time. */
export function isFinal({ lockTime, inputs }: Transaction, chain: ModelChain): boolean {
  const now = lockTime < FIRST_TIME ? chain.length : medianTime(chain);
  return lockTime === 0 || lockTime < now || inputs.every(({ sequence }) => sequence === FINAL);
}

const NOT_LOCKED = 2 ** 31;
const BY_TIME = 2 ** 22;

/** The same by its relative locks. @param coins - what it spends, in input order. @source BIP68 */
export function isUnlocked(
  { version, inputs }: Transaction,
  coins: readonly ModelCoin[],
  chain: ModelChain,
): boolean {
  return inputs.every(({ sequence }, i) => {
    const coinHeight = coins[i]?.height ?? 0;
    if (version < 2 || sequence >= NOT_LOCKED) return true;
    const value = sequence % 2 ** 16;
    const isByTime = Math.floor(sequence / BY_TIME) % 2 === 1;
    return isByTime
      ? medianTime(chain) - medianTime(chain.slice(0, coinHeight)) >= value * 512
      : chain.length - coinHeight >= value;
  });
}

/** Whether coins of coinbases among these are deep enough for the next block to spend them. */
export function areMature(coins: readonly ModelCoin[], chain: ModelChain, maturity: number): boolean {
  return coins.every(({ isCoinbase, height }) => !isCoinbase || chain.length - height >= maturity);
}
