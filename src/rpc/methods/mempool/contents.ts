import { Type } from '@sinclair/typebox';
import { type MempoolEntry, withAncestors, withDescendants } from '../../../mempool/entry.ts';
import type { Mempool } from '../../../mempool/mempool.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { MempoolEntryView, mempoolEntryView, txidsOf } from '../../views/mempool-entry.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import { findMempoolEntry, type MempoolContext } from './context.ts';

const Txids = Type.Array(hashHex(), { title: 'for verbose = false' });
const EntriesByTxid = Type.Record(Type.String(), MempoolEntryView, { title: 'for verbose = true' });

const verbose = () =>
  withDefault(Type.Boolean(), false, 'True for a json object, false for array of transaction ids');
const txid = () => required(hashHex(), 'The transaction id (must be in mempool)');

const NOT_IN_MEMPOOL = {
  error: 'RPC_INVALID_ADDRESS_OR_KEY',
  when: 'the transaction is not in the mempool',
} as const;

export const getRawMempool = defineMethod({
  name: 'getRawMempool',
  category: 'blockchain',
  description: 'Returns all transaction ids in memory pool, in the order in which they came in.',
  params: {
    verbose: verbose(),
    mempool_sequence: withDefault(
      Type.Boolean(),
      false,
      'If verbose=false, returns a json object with transaction list and mempool sequence number attached.',
    ),
  },
  result: Type.Union([
    Txids,
    Type.Object(
      {
        txids: Type.Array(hashHex()),
        mempool_sequence: Type.Integer({ description: 'The mempool sequence value' }),
      },
      { title: 'for verbose = false and mempool_sequence = true' },
    ),
    EntriesByTxid,
  ]),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'both verbose and mempool_sequence are true' }],
  example: [true],
  handler: ({ verbose, mempool_sequence }, { mempool }: MempoolContext) => {
    if (verbose && mempool_sequence) {
      throw new RpcError('RPC_INVALID_PARAMETER', 'Verbose results cannot contain mempool sequence values.');
    }
    if (!mempool_sequence)
      return verbose ? entriesView(mempool.entries(), mempool) : txidsOf(mempool.entries());
    return { txids: txidsOf(mempool.entries()), mempool_sequence: mempool.sequence() };
  },
});

export const getMempoolEntry = defineMethod({
  name: 'getMempoolEntry',
  category: 'blockchain',
  description: 'Returns mempool data for given transaction',
  params: { txid: txid() },
  result: MempoolEntryView,
  errors: [NOT_IN_MEMPOOL],
  example: [EXAMPLE_TXID],
  handler: ({ txid }, context: MempoolContext) =>
    mempoolEntryView(findMempoolEntry(txid, context), context.mempool),
});

export const getMempoolAncestors = defineMethod({
  name: 'getMempoolAncestors',
  category: 'blockchain',
  description: 'If txid is in the mempool, returns all in-mempool ancestors.',
  params: { txid: txid(), verbose: verbose() },
  result: Type.Union([Txids, EntriesByTxid]),
  errors: [NOT_IN_MEMPOOL],
  example: [EXAMPLE_TXID],
  handler: ({ txid, verbose }, context: MempoolContext) => {
    const entry = findMempoolEntry(txid, context);
    const others = without(entry, withAncestors(entry));
    return verbose ? entriesView(others, context.mempool) : txidsOf(others);
  },
});

export const getMempoolDescendants = defineMethod({
  name: 'getMempoolDescendants',
  category: 'blockchain',
  description: 'If txid is in the mempool, returns all in-mempool descendants.',
  params: { txid: txid(), verbose: verbose() },
  result: Type.Union([Txids, EntriesByTxid]),
  errors: [NOT_IN_MEMPOOL],
  example: [EXAMPLE_TXID],
  handler: ({ txid, verbose }, context: MempoolContext) => {
    const entry = findMempoolEntry(txid, context);
    const others = without(entry, withDescendants([entry]));
    return verbose ? entriesView(others, context.mempool) : txidsOf(others);
  },
});

function without(entry: MempoolEntry, family: Set<MempoolEntry>): Set<MempoolEntry> {
  family.delete(entry);
  return family;
}

function entriesView(entries: Iterable<MempoolEntry>, mempool: Mempool) {
  return Object.fromEntries(
    Array.from(entries, (entry) => [displayHash(entry.tx.txid), mempoolEntryView(entry, mempool)]),
  );
}
