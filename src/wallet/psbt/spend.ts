import type { Transaction, TxOutput } from '../../primitives/tx.ts';
import { createSighashCache, type SighashCache } from '../../script/sighash-cache.ts';
import { expectDefined } from '../../util/invariant.ts';
import { type Psbt, spentOutputOf } from './model.ts';
import { outpointsOf, unsignedTxOf } from './unsigned-tx.ts';

/** What the signatures of a PSBT's inputs are about. */
export interface PsbtSpend {
  readonly tx: Transaction;
  /** What each input spends, as far as the PSBT tells. */
  readonly spent: readonly (TxOutput | undefined)[];
  readonly sighashes: SighashCache;
}

/** Undefined where its inputs ask for lock times that exclude each other. @source Bitcoin Core src/psbt.cpp PrecomputePSBTData */
export function spendOf(psbt: Psbt): PsbtSpend | undefined {
  const tx = unsignedTxOf(psbt);
  if (!tx) return undefined;
  const spent = outpointsOf(psbt).map((outpoint, i) =>
    spentOutputOf(expectDefined(psbt.inputs[i], 'a map for each input'), outpoint),
  );
  const known = spent.filter((output) => output !== undefined);
  return { tx, spent, sighashes: createSighashCache(tx, known.length === spent.length ? known : undefined) };
}
