import { transactionWeight, virtualSize } from '../../consensus/weight.ts';
import { type MempoolEntry, totalsOf, withAncestors, withDescendants } from '../../mempool/entry.ts';
import type { Mempool } from '../../mempool/mempool.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { compareBytes } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { Type } from '../../util/schema.ts';
import { amount } from '../json.ts';
import { amountResult, hashHex } from '../schemas.ts';

export const MempoolEntryView = Type.Object({
  vsize_adjusted: Type.Integer({
    description: 'The larger of the virtual size and what the signature operations count as',
  }),
  vsize: Type.Integer({ description: '(DEPRECATED) the same as vsize_adjusted' }),
  vsize_bip141: Type.Integer({ description: 'The virtual transaction size (BIP141)' }),
  weight: Type.Integer({ description: 'The weight (BIP141)' }),
  time: Type.Integer({ description: 'When it entered the mempool, seconds since 1970' }),
  height: Type.Integer({ description: 'Block height when it entered the mempool' }),
  descendantcount: Type.Integer({ description: 'In-mempool descendants (including this one)' }),
  descendantsize: Type.Integer({
    description: 'Virtual size of in-mempool descendants (including this one)',
  }),
  ancestorcount: Type.Integer({ description: 'In-mempool ancestors (including this one)' }),
  ancestorsize: Type.Integer({ description: 'Virtual size of in-mempool ancestors (including this one)' }),
  chunkweight: Type.Integer({
    description: "Weight of this transaction's chunk, signature operations counted in",
  }),
  wtxid: hashHex(),
  fees: Type.Object({
    base: amountResult('The transaction fee'),
    modified: amountResult('The fee by which it is chosen for a block'),
    ancestor: amountResult('Fees of in-mempool ancestors (including this one)'),
    descendant: amountResult('Fees of in-mempool descendants (including this one)'),
    chunk: amountResult('Fees of the chunk: of all that is mined together with it'),
  }),
  depends: Type.Array(hashHex(), { description: 'Unconfirmed transactions used as inputs' }),
  spentby: Type.Array(hashHex(), { description: 'Unconfirmed transactions spending its outputs' }),
  unbroadcast: Type.Boolean({
    description: 'Whether it was submitted here and no peer has asked for it yet',
  }),
});

/** An unconfirmed transaction as RPC shows it. @source Bitcoin Core src/rpc/mempool.cpp entryToJSON */
export function mempoolEntryView(
  entry: MempoolEntry,
  { clusterOf, chunksOf, unbroadcast }: Pick<Mempool, 'clusterOf' | 'chunksOf' | 'unbroadcast'>,
) {
  const { tx, fee, modifiedFee, vsize } = entry;
  const ancestors = totalsOf(withAncestors(entry));
  const descendants = totalsOf(withDescendants([entry]));
  const chunks = chunksOf(clusterOf(entry));
  const chunk = expectDefined(
    chunks.find(({ entries }) => entries.includes(entry)),
    'each is in a chunk',
  );
  const weight = transactionWeight(tx);
  return {
    vsize_adjusted: vsize,
    vsize,
    vsize_bip141: virtualSize(weight),
    weight,
    time: entry.time,
    height: entry.height,
    descendantcount: descendants.count,
    descendantsize: descendants.vsize,
    ancestorcount: ancestors.count,
    ancestorsize: ancestors.vsize,
    chunkweight: chunk.size,
    wtxid: displayHash(tx.wtxid),
    fees: {
      base: amount(fee),
      modified: amount(modifiedFee),
      ancestor: amount(ancestors.fee),
      descendant: amount(descendants.fee),
      chunk: amount(chunk.fee),
    },
    depends: txidsOf(entry.parents).sort(),
    spentby: txidsOf(byIds([...entry.children])),
    unbroadcast: unbroadcast.has(tx.txid),
  };
}

/** By the bytes of their ids, in internal order. @source Bitcoin Core src/txmempool.h CompareIteratorByHash */
export function byIds(entries: readonly MempoolEntry[]): readonly MempoolEntry[] {
  return entries.toSorted((a, b) => compareBytes(a.tx.txid, b.tx.txid));
}

/** The ids of the transactions, as people read them, in their order. */
export function txidsOf(entries: Iterable<MempoolEntry>): string[] {
  return Array.from(entries, ({ tx }) => displayHash(tx.txid));
}
