import { basicBlockFilter, filterHeader } from '../consensus/block-filter.ts';
import { sha256 } from '../crypto/sha256d.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { serializeOutPoint } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import { isUnspendable } from '../script/predicates.ts';
import { toHex } from '../util/bytes.ts';
import type { FilterRow, HistoryRow, IndexedBlock, SpendRow, TransactionRow } from './ports.ts';

/**
 * What a block means for each index. Pure: a block gives the same rows when it is connected and when it is taken off.
 * The genesis block's coinbase is no transaction to any of them: nobody can spend it.
 */

export function transactionRows({ height, block }: IndexedBlock): readonly TransactionRow[] {
  return height === 0 ? [] : block.transactions.map(({ txid }, position) => ({ txid, position }));
}

export function spendRows({ block }: IndexedBlock): readonly SpendRow[] {
  return block.transactions
    .slice(1)
    .flatMap(({ inputs }, i) =>
      inputs.map(({ prevout }, input) => ({ outpoint: serializeOutPoint(prevout), position: i + 1, input })),
    );
}

export function historyRows({ height, block, undo }: IndexedBlock): readonly HistoryRow[] {
  if (height === 0) return [];
  return block.transactions.flatMap((tx, position) => {
    const spent = (undo[position - 1] ?? []).map(({ output }) => output);
    return changesOf(tx, spent).map((change) => ({ ...change, txid: tx.txid, position }));
  });
}

type ScriptChange = Pick<HistoryRow, 'scriptHash' | 'change'>;

/** By script, in the order in which they are met; scripts that nobody can spend have no history. */
function changesOf({ outputs }: Transaction, spent: Transaction['outputs']): readonly ScriptChange[] {
  const changes = new Map<string, { scriptPubKey: Uint8Array; change: number }>();
  const add = (scriptPubKey: Uint8Array, value: number): void => {
    if (isUnspendable(scriptPubKey)) return;
    const key = toHex(scriptPubKey);
    const known = changes.get(key);
    if (known) known.change += value;
    else changes.set(key, { scriptPubKey, change: value });
  };
  for (const { scriptPubKey, value } of spent) add(scriptPubKey, -value);
  for (const { scriptPubKey, value } of outputs) add(scriptPubKey, value);
  return Array.from(changes.values(), ({ scriptPubKey, change }) => ({
    scriptHash: sha256(scriptPubKey),
    change,
  }));
}

/** @param previous - the header of the filter below; zeros below the genesis block */
export function filterRow({ block, undo }: IndexedBlock, previous: Hash256): FilterRow {
  const filter = basicBlockFilter(block, undo.flat());
  return { filter, header: filterHeader(filter, previous) };
}
