import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { CoinHashType } from '../../../chain/coin-stats.ts';
import type { StatsRow } from '../../../index/ports.ts';
import { displayHash, toHash256 } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { amountResult } from '../../schemas.ts';
import type { BlockchainContext } from './context.ts';

/** What getTxOutSetInfo answers from the index of coin statistics: at once, for any block. */

/** What only the index tells. */
export const indexedFields = {
  total_unspendable_amount: Type.Optional(
    amountResult('What was made and nobody can spend, up to the block (from coinstatsindex)'),
  ),
  block_info: Type.Optional(
    Type.Object(
      {
        prevout_spent: amountResult('What the block spends'),
        coinbase: amountResult('What its coinbase makes spendable'),
        new_outputs_ex_coinbase: amountResult('What its other transactions make spendable'),
        unspendable: amountResult('What it makes that nobody can spend'),
        unspendables: Type.Object({
          genesis_block: amountResult('The reward of the genesis block'),
          bip30: amountResult('Rewards that another of the same id made disappear'),
          scripts: amountResult('Paid to scripts that nobody can spend'),
          unclaimed_rewards: amountResult('What the miner did not take'),
        }),
      },
      { description: 'Info on amounts in the block at this height (from coinstatsindex)' },
    ),
  ),
};

/** @param named - the block that was asked for; undefined: the tip. @throws RpcError -32603 while the index is made, or without the block */
export async function indexedTxOutSetInfo(
  named: BlockIndexEntry | undefined,
  hashType: CoinHashType,
  context: BlockchainContext,
) {
  const reader = await context.indexes.current('coinstatsindex');
  if (!reader) {
    const all = await context.indexes.status();
    const kept = all.find(({ name }) => name === 'coinstatsindex');
    throw new RpcError(
      'RPC_INTERNAL_ERROR',
      `Unable to get data because coinstatsindex is still syncing. Current height: ${kept?.height ?? 0}`,
    );
  }
  const entry = named ?? context.chainstate.tip();
  const stats = reader.stats(entry.hash);
  // Of a block that was never in the best chain.
  if (!stats) throw new RpcError('RPC_INTERNAL_ERROR', 'Unable to read UTXO set');
  return {
    height: entry.height,
    bestblock: displayHash(entry.hash),
    txouts: stats.coins,
    bogosize: stats.bogoSize,
    ...(hashType === 'muhash' && { muhash: displayHash(toHash256(stats.muHash)) }),
    total_amount: amount(stats.totalAmount),
    total_unspendable_amount: amount(unspendableOf(stats)),
    block_info: blockInfo(stats, entry.parent && reader.stats(entry.parent.hash)),
  };
}

function blockInfo(stats: StatsRow, below: StatsRow | undefined) {
  const difference = (of: (row: StatsRow) => number) => amount(of(stats) - (below ? of(below) : 0));
  return {
    prevout_spent: difference(({ spent }) => spent),
    coinbase: difference(({ coinbases }) => coinbases),
    new_outputs_ex_coinbase: difference(({ created }) => created),
    unspendable: difference(unspendableOf),
    unspendables: {
      genesis_block: difference(({ unspendableGenesis }) => unspendableGenesis),
      bip30: difference(({ unspendableRepeated }) => unspendableRepeated),
      scripts: difference(({ unspendableScripts }) => unspendableScripts),
      unclaimed_rewards: difference(({ unclaimed }) => unclaimed),
    },
  };
}

function unspendableOf(row: StatsRow): number {
  return row.unspendableGenesis + row.unspendableRepeated + row.unspendableScripts + row.unclaimed;
}
