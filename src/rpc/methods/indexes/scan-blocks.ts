import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import { filterMatches } from '../../../consensus/block-filter.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { expandScanTarget, readScanObject } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, withDefault } from '../../registry.ts';
import { actOnScan, type ScanHandle, type ScanSlot } from '../../scan-slot.ts';
import { hashHex, INT32 } from '../../schemas.ts';
import { type BlockchainContext, interruptionPoint, readBlock, readUndo } from '../blockchain/context.ts';
import { ABORT_RESULT, NO_STATUS, SCAN_PARAMS } from '../blockchain/scan-tx-out-set.ts';
import { FILTER_ERRORS, requireFilterIndex } from './block-filter.ts';

/** How far a scan of blocks is. */
export interface BlockScanStatus {
  readonly progress: number;
  readonly current_height: number;
}

export const NO_BLOCKS_SCANNED: BlockScanStatus = { progress: 0, current_height: 0 };

export interface BlockScanContext extends BlockchainContext {
  readonly blockScan: ScanSlot<BlockScanStatus>;
}

export const scanBlocks = defineMethod({
  name: 'scanBlocks',
  category: 'blockchain',
  description:
    'Return relevant blockhashes for given descriptors (requires blockfilterindex). The node goes on meanwhile.',
  params: {
    ...SCAN_PARAMS,
    start_height: withDefault(INT32, 0, 'Height to start to scan from'),
    stop_height: optional(INT32, 'Height to stop to scan', { defaultHint: 'chain tip' }),
    filtertype: withDefault(Type.String(), 'basic', 'The type name of the filter'),
    options: optional(
      Type.Object(
        {
          filter_false_positives: Type.Optional(
            Type.Boolean({
              description: 'Look into each block that matches, as one in 784,931 does by chance (slower)',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      'Options',
      { hasNamedFields: true },
    ),
  },
  result: Type.Union([
    Type.Object(
      {
        from_height: Type.Integer({ description: 'The height we started the scan from' }),
        to_height: Type.Integer({ description: 'The height we ended the scan at' }),
        relevant_blocks: Type.Array(hashHex(), { description: 'Blocks that may have matched' }),
        completed: Type.Boolean({ description: 'true if the scan process was not aborted' }),
      },
      { title: "when action=='start'; only returns after scan completes" },
    ),
    ABORT_RESULT,
    Type.Object(
      {
        progress: Type.Integer({ description: 'Approximate percent complete' }),
        current_height: Type.Integer({ description: 'Height of the block currently being scanned' }),
      },
      { title: "when action=='status' and a scan is currently in progress" },
    ),
    NO_STATUS,
  ]),
  errors: [
    ...FILTER_ERRORS,
    { error: 'RPC_INVALID_PARAMETER', when: 'the action or a range is none, or a scan runs already' },
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a descriptor is none, or lacks a private key' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['status'],
  handler: ({ action, ...request }, context: BlockScanContext) =>
    actOnScan(action, context.blockScan, {
      show: (status) => status,
      start: (handle) => scan(request, handle, context),
    }),
});

interface ScanRequest {
  readonly scanobjects: readonly unknown[] | undefined;
  readonly start_height: number;
  readonly stop_height: number | undefined;
  readonly filtertype: string;
  readonly options: { readonly filter_false_positives?: boolean } | undefined;
}

async function scan(request: ScanRequest, handle: ScanHandle<BlockScanStatus>, context: BlockScanContext) {
  const { scanobjects, filtertype } = request;
  if (!scanobjects) {
    throw new RpcError('RPC_MISC_ERROR', 'scanobjects argument is required for the start action');
  }
  requireFilterIndex(filtertype, context);
  const { start, stop } = rangeOf(request, context);
  const breathe = interruptionPoint(context);
  const wanted = new Map<string, Uint8Array>();
  for (const object of scanobjects) {
    const target = await readScanObject(object, context);
    for await (const { outputs } of expandScanTarget(target, breathe)) {
      for (const { script } of outputs) wanted.set(toHex(script), script);
    }
  }
  const reader = await context.indexes.current('blockfilterindex');
  if (!reader) {
    throw new RpcError('RPC_MISC_ERROR', 'Block filters are still in the process of being indexed.');
  }
  const relevant: string[] = [];
  let height = start.height;
  for (; height <= stop.height && !handle.isAborted(); height++) {
    const entry = context.chainstate.atHeight(height);
    const filter = entry && reader.filter(entry.hash)?.filter;
    if (entry && filter && filterMatches(filter, entry.hash, wanted.values())) {
      const isSure = !request.options?.filter_false_positives || touches(entry, wanted, context);
      if (isSure) relevant.push(displayHash(entry.hash));
    }
    const share = (height - start.height) / Math.max(1, stop.height - start.height);
    handle.report({ progress: Math.floor(100 * share), current_height: height });
    await breathe();
  }
  return {
    from_height: start.height,
    to_height: Math.max(start.height, height - 1),
    relevant_blocks: relevant,
    completed: !handle.isAborted(),
  };
}

function rangeOf({ start_height, stop_height }: ScanRequest, { chainstate }: BlockScanContext) {
  const start = chainstate.atHeight(start_height);
  if (!start) throw new RpcError('RPC_MISC_ERROR', 'Invalid start_height');
  const stop = stop_height === undefined ? chainstate.tip() : chainstate.atHeight(stop_height);
  if (!stop || stop.height < start.height) throw new RpcError('RPC_MISC_ERROR', 'Invalid stop_height');
  return { start, stop };
}

/** True where the block really pays to, or spends from, one of the scripts. */
function touches(
  entry: BlockIndexEntry,
  wanted: ReadonlyMap<string, Uint8Array>,
  context: BlockScanContext,
): boolean {
  const isWanted = ({ scriptPubKey }: { readonly scriptPubKey: Uint8Array }) =>
    wanted.has(toHex(scriptPubKey));
  const block = readBlock(entry, context);
  if (block.transactions.some(({ outputs }) => outputs.some(isWanted))) return true;
  return readUndo(entry, context).some((coins) => coins.some(({ output }) => isWanted(output)));
}
