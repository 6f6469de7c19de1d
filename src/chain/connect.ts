import { isBip30Checked, isCoinbaseOverwritten } from '../consensus/bip30.ts';
import { checkTransactionInputs } from '../consensus/check-tx-inputs.ts';
import type { Coin } from '../consensus/coin.ts';
import { isActive } from '../consensus/deployments.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { getBlockScriptFlags } from '../consensus/script-flags.ts';
import {
  areSequenceLocksMet,
  calculateSequenceLocks,
  type SpentOrigin,
} from '../consensus/sequence-locks.ts';
import { getTransactionSigOpCost } from '../consensus/sigop-cost.ts';
import { getBlockSubsidy } from '../consensus/subsidy.ts';
import { MAX_BLOCK_SIGOPS_COST } from '../consensus/weight.ts';
import { isMoneyRange, type Satoshis } from '../primitives/amount.ts';
import type { Block } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { OutPoint } from '../primitives/outpoint.ts';
import { isCoinbase, type Transaction } from '../primitives/tx.ts';
import { isUnspendable } from '../script/predicates.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { ACCEPTED, accept, reject, type Verdict } from '../util/verdict.ts';
import { type BlockIndexEntry, getAncestor } from './block-index.ts';
import type { CoinsOverlay } from './coins.ts';
import type { ScriptCheck } from './ports.ts';
import type { BlockUndo } from './undo.ts';

/** What connecting a block brings to light. */
export interface Connection {
  readonly undo: BlockUndo;
  /** Sum of the fees of all transactions. */
  readonly fees: Satoshis;
}

/** A block in its place. */
export interface PlacedBlock {
  readonly block: Block;
  readonly entry: BlockIndexEntry;
}

/** A block to be connected. */
export interface ConnectRequest extends PlacedBlock {
  /**
   * Hears of the scripts of each transaction as soon as they can be run; what comes behind it in the block may still
   * be refused.
   */
  readonly onScripts?: (check: ScriptCheck) => void;
}

/**
 * Applies a block to the coins: spends what its transactions spend, makes what they make, and checks every
 * rule that needs coins but the scripts. On a rejection the overlay is spoiled: throw it away.
 * The reward exists only here, as the coinbase output of an accepted block: issued by the subsidy rule plus
 * the block's own fees, taken from no treasury, spendable after the maturity.
 * @rejects bad-txns-BIP30, those of checkTransactionInputs, bad-txns-accumulated-fee-outofrange,
 *   bad-txns-nonfinal, bad-blk-sigops, bad-cb-amount
 * @source Bitcoin Core src/validation.cpp ConnectBlock
 */
export function connectBlock(
  { block, entry, onScripts }: ConnectRequest,
  coins: CoinsOverlay,
  params: ConsensusParams,
): Verdict<Connection, BlockRejectCode> {
  const unique = checkNoOverwrite({ block, entry }, coins, params);
  if (!unique.ok) return unique;
  const scriptFlags = getBlockScriptFlags(entry, params);
  const undo: (readonly Coin[])[] = [];
  let fees = 0;
  let sigopCost = 0;
  for (const tx of block.transactions) {
    const spend = isCoinbase(tx)
      ? accept(NOTHING_SPENT)
      : judgeSpend(tx, { entry, coins, params, feesBefore: fees });
    if (!spend.ok) return spend;
    fees += spend.value.fee;
    sigopCost += getTransactionSigOpCost(tx, spend.value.coins, scriptFlags);
    if (sigopCost > MAX_BLOCK_SIGOPS_COST) return reject('bad-blk-sigops', 'too many sigops');
    if (!isCoinbase(tx)) {
      undo.push(spend.value.coins);
      onScripts?.({ tx, coins: spend.value.coins });
    }
    applyTransaction(tx, entry.height, coins);
  }
  const reward = checkReward(block, getBlockSubsidy(entry.height, params) + fees);
  if (!reward.ok) return reward;
  return accept({ undo, fees });
}

/**
 * Takes a connected block back: unmakes its outputs and restores what it spent. Coins that another coinbase
 * overwrote (bip30.ts) went with that one. On a rejection the overlay is spoiled: throw it away.
 * @rejects inconsistent-coins where the coins, or the undo data, are not what the block left
 * @source Bitcoin Core src/validation.cpp DisconnectBlock
 */
export function disconnectBlock(
  { block, entry, undo }: PlacedBlock & { readonly undo: BlockUndo },
  coins: CoinsOverlay,
  params: ConsensusParams,
): Verdict<void, 'inconsistent-coins'> {
  if (undo.length !== block.transactions.length - 1) {
    return reject('inconsistent-coins', 'block and undo data inconsistent');
  }
  const isCoinbaseExcused = isCoinbaseOverwritten(block.hash, params);
  for (let i = block.transactions.length - 1; i >= 0; i--) {
    const tx = expectDefined(block.transactions[i], 'transaction in range');
    const spent = i > 0 ? expectDefined(undo[i - 1], 'undo in range') : undefined;
    const unmade = unmakeOutputs(tx, entry.height, coins);
    const problem = spent ? (unmade ?? restoreInputs(tx, spent, coins)) : unmade;
    if (problem && (spent || !isCoinbaseExcused))
      return reject('inconsistent-coins', `${problem} of transaction ${displayHash(tx.txid)}`);
  }
  return ACCEPTED;
}

/** BIP30: no transaction may overwrite coins of an earlier one with the same txid that are not all spent. */
function checkNoOverwrite(
  { block, entry }: PlacedBlock,
  coins: CoinsOverlay,
  params: ConsensusParams,
): Verdict<void, BlockRejectCode> {
  const atBip34 = entry.parent && getAncestor(entry.parent, params.activationHeights.bip34);
  if (!isBip30Checked(entry, atBip34?.hash, params)) return ACCEPTED;
  const overwrites = block.transactions.some((tx) =>
    tx.outputs.some((_, index) => coins.getCoin({ txid: tx.txid, index })),
  );
  return overwrites ? reject('bad-txns-BIP30', 'tried to overwrite transaction') : ACCEPTED;
}

/** What a transaction spends, and what it leaves to the miner. */
interface Spend {
  readonly fee: Satoshis;
  readonly coins: readonly Coin[];
}

const NOTHING_SPENT: Spend = { fee: 0, coins: [] };

function judgeSpend(
  tx: Transaction,
  { entry, coins, params, feesBefore }: SpendPlace,
): Verdict<Spend, BlockRejectCode> {
  const spent = tx.inputs.map((input) => coins.getCoin(input.prevout));
  const fee = checkTransactionInputs(tx, spent, {
    height: entry.height,
    coinbaseMaturity: params.coinbaseMaturity,
  });
  if (!fee.ok) {
    return reject(fee.code, `CheckTxInputs: ${fee.debug ?? ''} in transaction ${displayHash(tx.txid)}`);
  }
  if (!isMoneyRange(feesBefore + fee.value)) {
    return reject('bad-txns-accumulated-fee-outofrange', 'accumulated fee in the block out of range');
  }
  // checkTransactionInputs refuses a transaction of which any coin is missing.
  const found = spent as readonly Coin[];
  const unlocked = checkSequenceLocks(tx, found, { entry, params });
  return unlocked.ok ? accept({ fee: fee.value, coins: found }) : unlocked;
}

interface SpendPlace {
  readonly entry: BlockIndexEntry;
  readonly coins: CoinsOverlay;
  readonly params: ConsensusParams;
  /** Of the transactions before it in the block. */
  readonly feesBefore: Satoshis;
}

/** BIP68, where it is active. */
function checkSequenceLocks(
  tx: Transaction,
  coins: readonly Coin[],
  { entry, params }: Pick<SpendPlace, 'entry' | 'params'>,
): Verdict<void, BlockRejectCode> {
  const { parent, height } = entry;
  if (!parent || !isActive('csv', height, params.activationHeights)) return ACCEPTED;
  const locks = calculateSequenceLocks(
    tx,
    coins.map((coin) => originOf(coin, parent)),
  );
  return areSequenceLocksMet(locks, { height, parentMedianTimePast: parent.medianTimePast })
    ? ACCEPTED
    : reject('bad-txns-nonfinal', `contains a non-BIP68-final transaction ${displayHash(tx.txid)}`);
}

/**
 * Where and when a coin of the chain below `tip` came to be. A coin of the block to come itself (as in the mempool)
 * counts as made on top of the tip.
 */
export function originOf(coin: Coin, tip: BlockIndexEntry): SpentOrigin {
  return {
    height: coin.height,
    medianTimePastBefore: () => {
      const before = getAncestor(tip, Math.max(coin.height - 1, 0));
      return expectDefined(before, 'a coin is made above a block of its chain').medianTimePast;
    },
  };
}

/** Spends what the transaction spends, which is there, and makes what it makes. */
function applyTransaction(tx: Transaction, height: number, coins: CoinsOverlay): void {
  const coinbase = isCoinbase(tx);
  if (!coinbase) for (const { prevout } of tx.inputs) coins.removeCoin(prevout);
  for (const { outpoint, output } of spendableOutputs(tx)) {
    // Two coinbases of the main network made coins anew that were there already.
    coins.addCoin(outpoint, { output, height, isCoinbase: coinbase }, !coinbase);
  }
}

function checkReward(block: Block, limit: Satoshis): Verdict<void, BlockRejectCode> {
  const actual = block.transactions[0]?.outputs.reduce((sum, output) => sum + output.value, 0) ?? 0;
  return actual > limit
    ? reject('bad-cb-amount', `coinbase pays too much (actual=${actual} vs limit=${limit})`)
    : ACCEPTED;
}

/** Takes the coins of a transaction away; returns what is wrong with them, if anything is. */
function unmakeOutputs(tx: Transaction, height: number, coins: CoinsOverlay): string | undefined {
  let problem: string | undefined;
  for (const { outpoint, output } of spendableOutputs(tx)) {
    const coin = coins.spendCoin(outpoint);
    const isOurs =
      coin?.height === height &&
      coin.isCoinbase === isCoinbase(tx) &&
      coin.output.value === output.value &&
      equalBytes(coin.output.scriptPubKey, output.scriptPubKey);
    if (!isOurs) problem ??= `${coin ? 'another' : 'no'} coin is in the place of output ${outpoint.index}`;
  }
  return problem;
}

/** Brings back what a transaction spent; returns what is wrong with it, if anything is. */
function restoreInputs(tx: Transaction, spent: readonly Coin[], coins: CoinsOverlay): string | undefined {
  if (spent.length !== tx.inputs.length) return 'other undo data than those';
  for (const [i, { prevout }] of tx.inputs.entries()) {
    if (coins.getCoin(prevout)) return `a coin is unspent that was spent by input ${i}`;
    coins.addCoin(prevout, expectDefined(spent[i], 'coin in range'));
  }
  return undefined;
}

/** Outputs that can never be spent are never coins. */
function* spendableOutputs(
  tx: Transaction,
): Generator<{ outpoint: OutPoint; output: Transaction['outputs'][number] }> {
  for (const [index, output] of tx.outputs.entries()) {
    if (!isUnspendable(output.scriptPubKey)) yield { outpoint: { txid: tx.txid, index }, output };
  }
}
