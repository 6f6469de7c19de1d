import { isCoinbase, type Transaction } from '../primitives/tx.ts';
import { countWitnessSigOps, getP2shSigOpCount, getSigOpCount } from '../script/sigops.ts';
import type { Coin } from './coin.ts';
import { WITNESS_SCALE_FACTOR } from './weight.ts';

/** Signature operations in a transaction's own scripts. @source Bitcoin Core src/consensus/tx_verify.cpp GetLegacySigOpCount */
export function countLegacySigops(tx: Transaction): number {
  let count = 0;
  for (const input of tx.inputs) count += getSigOpCount(input.scriptSig, false);
  for (const output of tx.outputs) count += getSigOpCount(output.scriptPubKey, false);
  return count;
}

/**
 * What a transaction's signature operations cost: four for each outside a witness, one for each inside. The rules
 * of BIP16 and BIP141 hold for all blocks, as in Core: before their activation nobody could profit from breaking
 * them.
 * @param coins - what the inputs spend, in input order
 * @source Bitcoin Core src/consensus/tx_verify.cpp GetTransactionSigOpCost
 */
export function getTransactionSigOpCost(tx: Transaction, coins: readonly Coin[]): number {
  let cost = countLegacySigops(tx) * WITNESS_SCALE_FACTOR;
  if (isCoinbase(tx)) return cost;
  tx.inputs.forEach(({ scriptSig, witness }, i) => {
    const scriptPubKey = coins[i]?.output.scriptPubKey ?? new Uint8Array();
    cost += getP2shSigOpCount(scriptPubKey, scriptSig) * WITNESS_SCALE_FACTOR;
    cost += countWitnessSigOps({ scriptSig, scriptPubKey, witness });
  });
  return cost;
}
