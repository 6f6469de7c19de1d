import { WITNESS_SCALE_FACTOR } from '../consensus/weight.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { OUTPOINT_SIZE } from '../primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../primitives/tx.ts';
import { compactSizeLength } from '../primitives/writer.ts';
import { isUnspendable, witnessProgramOf } from '../script/predicates.ts';
import { type FeeRate, feeAtRate } from './fee-rate.ts';

/** Bytes that show the right to spend: a signature and a public key, with their pushes. */
const SATISFACTION_SIZE = 107;

/** Outpoint, length of the scriptSig, sequence. */
const INPUT_OVERHEAD = OUTPOINT_SIZE + 1 + 4;

/**
 * The value below which an output costs more to spend than it is worth; 0 for one that nobody can spend.
 * 546 satoshis for P2PKH and 294 for P2WPKH at the default rate of 3000.
 * @source Bitcoin Core src/policy/policy.cpp GetDustThreshold
 */
export function getDustThreshold({ scriptPubKey }: TxOutput, dustRelayFeeRate: FeeRate): Satoshis {
  if (isUnspendable(scriptPubKey)) return 0;
  const outputSize = 8 + compactSizeLength(scriptPubKey.length) + scriptPubKey.length;
  const satisfaction = witnessProgramOf(scriptPubKey)
    ? Math.floor(SATISFACTION_SIZE / WITNESS_SCALE_FACTOR)
    : SATISFACTION_SIZE;
  return feeAtRate(dustRelayFeeRate, outputSize + INPUT_OVERHEAD + satisfaction);
}

/** True where the output is worth less than it costs to spend it. */
export function isDust(output: TxOutput, dustRelayFeeRate: FeeRate): boolean {
  return output.value < getDustThreshold(output, dustRelayFeeRate);
}

/** The indexes of the outputs that are dust. @source Bitcoin Core src/policy/policy.cpp GetDust */
export function findDust(
  { outputs }: Pick<Transaction, 'outputs'>,
  dustRelayFeeRate: FeeRate,
): readonly number[] {
  return outputs.flatMap((output, index) => (isDust(output, dustRelayFeeRate) ? [index] : []));
}
