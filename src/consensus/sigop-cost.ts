import { isCoinbase, type Transaction } from '../primitives/tx.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../script/flags.ts';
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
 * What a transaction's signature operations cost: four for each outside a witness, one for each inside.
 * @param coins - what the inputs spend, in input order
 * @param flags - those behind P2SH and in witnesses count where P2SH and WITNESS are set, as for all blocks but
 *   scriptFlagExceptions
 * @source Bitcoin Core src/consensus/tx_verify.cpp GetTransactionSigOpCost
 */
export function getTransactionSigOpCost(
  tx: Transaction,
  coins: readonly Coin[],
  flags: ScriptFlags = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS,
): number {
  let cost = countLegacySigops(tx) * WITNESS_SCALE_FACTOR;
  if (isCoinbase(tx)) return cost;
  tx.inputs.forEach(({ scriptSig, witness }, i) => {
    const scriptPubKey = coins[i]?.output.scriptPubKey ?? new Uint8Array();
    if (flags & SCRIPT_VERIFY.P2SH) cost += getP2shSigOpCount(scriptPubKey, scriptSig) * WITNESS_SCALE_FACTOR;
    if (flags & SCRIPT_VERIFY.WITNESS) cost += countWitnessSigOps({ scriptSig, scriptPubKey, witness });
  });
  return cost;
}
