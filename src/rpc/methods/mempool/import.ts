import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { FileError } from '../../files.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { interruptionPoint } from '../blockchain/context.ts';
import type { MempoolContext } from './context.ts';

const UNTRUSTED =
  'Warning: Importing untrusted metadata may lead to unexpected issues and undesirable behavior.';

const Options = Type.Object(
  {
    use_current_time: Type.Optional(
      Type.Boolean({
        description: `Whether to use the current system time (true unless given) or use the entry time metadata from the mempool file. ${UNTRUSTED}`,
      }),
    ),
    apply_fee_delta_priority: Type.Optional(
      Type.Boolean({
        description: `Whether to apply the fee delta metadata from the mempool file. It will be added to any existing fee deltas, which prioritiseTransaction sets. ${UNTRUSTED}`,
      }),
    ),
    apply_unbroadcast_set: Type.Optional(
      Type.Boolean({
        description: `Whether to apply the unbroadcast set metadata from the mempool file. ${UNTRUSTED}`,
      }),
    ),
  },
  { additionalProperties: false },
);

/** The file can't be opened or read, or is no mempool.dat. */
const UNABLE = 'Unable to import mempool file, see debug log for details.';

export const importMempool = defineMethod({
  name: 'importMempool',
  category: 'blockchain',
  description:
    'Imports a mempool.dat file, of this node (saveMempool) or of Bitcoin Core, and attempts to add its contents to the mempool. The node goes on meanwhile; what was added before a fault of the file stays. Warning: Importing untrusted files is dangerous, especially if metadata from the file is taken over.',
  params: {
    filepath: required(
      Type.String(),
      'The mempool file. If relative, it is below the folder that the node was started in.',
    ),
    options: optional(Options, 'What of the file is taken over beside the transactions', {
      hasNamedFields: true,
      isTerse: true,
    }),
  },
  result: Type.Object({}),
  errors: [
    {
      error: 'RPC_MISC_ERROR',
      when: 'the file cannot be opened, or cannot be read to its end (debug.log says why)',
    },
    { error: 'RPC_CLIENT_IN_INITIAL_DOWNLOAD', when: 'blocks are still being downloaded' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['/path/to/mempool.dat'],
  /** @source Bitcoin Core src/rpc/mempool.cpp importmempool */
  handler: async ({ filepath, options = {} }, context: MempoolContext) => {
    const { mempool, files, log, isInitialBlockDownload } = context;
    if (isInitialBlockDownload()) {
      throw new RpcError(
        'RPC_CLIENT_IN_INITIAL_DOWNLOAD',
        'Can only import the mempool after the block download and sync is done.',
      );
    }
    try {
      const imported = await mempool.importFrom({
        chunks: files.read(filepath),
        options: {
          useCurrentTime: options.use_current_time ?? true,
          applyPriorities: options.apply_fee_delta_priority ?? false,
          applyUnbroadcast: options.apply_unbroadcast_set ?? false,
        },
        breathe: interruptionPoint(context),
      });
      if (imported.ok) return {};
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      log.info(`Failed to open mempool file: ${error.message}. Continuing anyway.`);
    }
    throw new RpcError('RPC_MISC_ERROR', UNABLE);
  },
});
