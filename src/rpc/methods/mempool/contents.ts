import { drain } from '../../../mempool/cluster/chunk-feed.ts';
import { type MempoolEntry, withAncestors, withDescendants } from '../../../mempool/entry.ts';
import type { Mempool } from '../../../mempool/mempool.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { byIds, MempoolEntryView, mempoolEntryView, txidsOf } from '../../views/mempool-entry.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import { findMempoolEntry, type MempoolContext, NOT_IN_MEMPOOL } from './context.ts';

const Txids = Type.Array(hashHex(), { title: 'for verbose = false' });
const EntriesByTxid = Type.Record(Type.String(), MempoolEntryView, { title: 'for verbose = true' });

const verbose = () =>
  withDefault(Type.Boolean(), false, 'True for a json object, false for array of transaction ids');
const txid = () => required(hashHex(), 'The transaction id (must be in mempool)');

export const getRawMempool = defineMethod({
  name: 'getRawMempool',
  category: 'blockchain',
  description: 'Returns all transaction ids in memory pool, in the order in which they would be mined.',
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
    const entries = Array.from(drain(mempool.feed()), (chunk) => chunk.entries).flat();
    if (!mempool_sequence) return entriesView(entries, { verbose, mempool });
    return { txids: txidsOf(entries), mempool_sequence: mempool.sequence() };
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
  handler: ({ txid, verbose }, context: MempoolContext) =>
    relativesView({ txid, verbose, collect: withAncestors }, context),
});

export const getMempoolDescendants = defineMethod({
  name: 'getMempoolDescendants',
  category: 'blockchain',
  description: 'If txid is in the mempool, returns all in-mempool descendants.',
  params: { txid: txid(), verbose: verbose() },
  result: Type.Union([Txids, EntriesByTxid]),
  errors: [NOT_IN_MEMPOOL],
  example: [EXAMPLE_TXID],
  handler: ({ txid, verbose }, context: MempoolContext) =>
    relativesView({ txid, verbose, collect: (entry) => withDescendants([entry]) }, context),
});

interface RelativesRequest {
  readonly txid: string;
  readonly verbose: boolean;
  readonly collect: (entry: MempoolEntry) => Set<MempoolEntry>;
}

/** Without the transaction itself; by ids, as Core has it. */
function relativesView({ txid, verbose, collect }: RelativesRequest, context: MempoolContext) {
  const entry = findMempoolEntry(txid, context);
  const relatives = [...collect(entry)].filter((relative) => relative !== entry);
  return entriesView(byIds(relatives), { verbose, mempool: context.mempool });
}

function entriesView(
  entries: readonly MempoolEntry[],
  { verbose, mempool }: { readonly verbose: boolean; readonly mempool: Mempool },
) {
  if (!verbose) return txidsOf(entries);
  return Object.fromEntries(
    entries.map((entry) => [displayHash(entry.tx.txid), mempoolEntryView(entry, mempool)]),
  );
}
