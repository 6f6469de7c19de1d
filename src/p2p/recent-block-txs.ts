import type { Chainstate } from '../chain/chainstate.ts';
import type { Block } from '../primitives/block.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { TxRef } from './inventory.ts';

/** The transactions of the last block, which peers may still ask for: they need them for compact blocks. */
export interface RecentBlockTxs {
  find(tx: TxRef): Transaction | undefined;
}

/** @source Bitcoin Core src/net_processing.cpp m_most_recent_block_txs */
export function createRecentBlockTxs({ events }: Pick<Chainstate, 'events'>): RecentBlockTxs {
  let block: Block | undefined;
  let byId: ReadonlyMap<string, Transaction> | undefined;
  events.on('blockConnected', (event) => {
    block = event.block;
    byId = undefined;
  });
  return {
    find({ hash }) {
      byId ??= idsOf(block?.transactions ?? []);
      return byId.get(hashKey(hash));
    },
  };
}

function idsOf(txs: readonly Transaction[]): ReadonlyMap<string, Transaction> {
  const byId = new Map<string, Transaction>();
  for (const tx of txs) byId.set(hashKey(tx.txid), tx).set(hashKey(tx.wtxid), tx);
  return byId;
}
