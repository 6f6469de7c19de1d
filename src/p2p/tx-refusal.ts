import type { CoinsSource } from '../chain/ports.ts';
import {
  type MempoolRejectClass,
  type MempoolRejectCode,
  mempoolRejectClass,
} from '../policy/reject-codes.ts';
import { spendsWitnessProgram } from '../policy/standard-witness.ts';
import { hasWitness, type Transaction } from '../primitives/tx.ts';

/** Why a peer's transaction was refused: `witness-stripped` where somebody on the way may have taken its witness away. */
export type RefusalClass = MempoolRejectClass | 'witness-stripped';

/**
 * What follows from a refusal.
 * @param coins - as they were when it was refused
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PolicyScriptChecks
 */
export function refusalClass(tx: Transaction, code: MempoolRejectCode, coins: CoinsSource): RefusalClass {
  const isOfScripts = code.startsWith('mempool-script-verify-flag-failed (');
  const mayLackWitness = isOfScripts && !hasWitness(tx) && spendsWitnessProgram(tx, coins.getCoin);
  return mayLackWitness ? 'witness-stripped' : mempoolRejectClass(code);
}
