import type { Transaction } from '../primitives/tx.ts';

/**
 * The memory that an unconfirmed transaction is counted as, by a stated formula rather than by asking the engine:
 * the decoded transaction, its entry, and its places in the indexes. The figures are what Node 20 was measured to
 * take for transactions of 1 to 50 inputs and outputs; bench/mempool.bench.ts prints how far they are off.
 */
const BYTES_PER_ENTRY = 2_000;
const BYTES_PER_INPUT = 520;
const BYTES_PER_OUTPUT = 150;
const BYTES_PER_WITNESS_ITEM = 170;

/** Bytes of memory of a transaction in the mempool. */
export function estimateMemoryUsage(tx: Transaction): number {
  return BYTES_PER_ENTRY + estimateTransactionUsage(tx);
}

/** Bytes of memory of the decoded transaction alone. */
export function estimateTransactionUsage({ inputs, outputs, size }: Transaction): number {
  const witnessItems = inputs.reduce((sum, input) => sum + input.witness.length, 0);
  return (
    size +
    inputs.length * BYTES_PER_INPUT +
    outputs.length * BYTES_PER_OUTPUT +
    witnessItems * BYTES_PER_WITNESS_ITEM
  );
}
