import { type BlockIndexEntry, getAncestor } from '../../../chain/block-index.ts';
import { countCoins } from '../../../chain/coin-stats.ts';
import type { CoinsSnapshot } from '../../../chain/ports.ts';
import { rollBack } from '../../../chain/roll-back.ts';
import { encodeUtxoFile } from '../../../chain/utxo-file.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import type { Log } from '../../../util/log.ts';
import { OperatorError } from '../../../util/operator-error.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { type FileDraft, FileError, type NamedFiles } from '../../files.ts';
import { defineMethod, optional, required, withDefault } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { type BlockchainContext, HASH_OR_HEIGHT, interruptionPoint, readHashOrHeight } from './context.ts';

/** What this method needs of the node. */
export interface CoinDumpContext extends BlockchainContext {
  readonly files: NamedFiles;
  readonly log: Pick<Log, 'info'>;
}

export const dumpTxOutSet = defineMethod({
  name: 'dumpTxOutSet',
  category: 'blockchain',
  description:
    "Writes the coins of the tip, or of an earlier block, to a file in the form of Bitcoin Core's UTXO snapshots, which its loadtxoutset reads. The node goes on meanwhile: what it has at the start is what is written. For an earlier block, blocks are taken off a copy of what they changed, in SQLite's folder for temporary files (SQLITE_TMPDIR); the chain itself stays as it is. All coins are read twice: this may take some time.",
  params: {
    path: required(
      Type.String(),
      "Path to the output file, which must not be there. If relative, it is below the network's folder. It bears the ending .incomplete until it is whole.",
    ),
    type: withDefault(
      Type.String(),
      '',
      'The type of snapshot to create: "latest" for the coins of the tip, or "rollback" for those of the block that the option "rollback" names. Can be omitted where that is given.',
    ),
    options: optional(
      Type.Object(
        { rollback: Type.Optional(Type.Unknown()), in_memory: Type.Optional(Type.Boolean()) },
        { additionalProperties: false },
      ),
      'Options',
      {
        hasNamedFields: true,
        shown: Type.Object(
          {
            rollback: Type.Optional({
              ...HASH_OR_HEIGHT,
              description:
                'Height or hash of the block whose coins are to be written. The further it is from the tip, the longer it takes.',
            }),
            in_memory: Type.Optional(
              Type.Boolean({
                description:
                  'If true, what the blocks that are taken off changed is kept in memory, not in a temporary file: faster, but it takes some hundred bytes for each coin.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
  },
  result: Type.Object({
    coins_written: Type.Integer({ description: 'the number of coins written in the snapshot' }),
    base_hash: hashHex(),
    base_height: Type.Integer({ description: 'the height of the base of the snapshot' }),
    path: Type.String({ description: 'the absolute path that the snapshot was written to' }),
    txoutset_hash: hashHex(),
    nchaintx: Type.Integer({
      description: 'the number of transactions in the chain up to and including the base block',
    }),
  }),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'the type is none, the block is not in the best chain, the file is there already or cannot be opened',
    },
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no block has that hash' },
    {
      error: 'RPC_MISC_ERROR',
      when: 'blocks to be taken off are pruned, or the disk has no room for the file',
    },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['utxo.dat', 'latest'],
  /** @source Bitcoin Core src/rpc/blockchain.cpp dumptxoutset */
  handler: async ({ path, type, options = {} }, context: CoinDumpContext) => {
    const target = targetOf(type, options.rollback, context);
    const absolutePath = context.files.absolute(path);
    const draft = await beginFile(absolutePath, context);
    try {
      const dump = { target, inMemory: options.in_memory ?? false, path: absolutePath, draft };
      const result = await dumpCoins(dump, context);
      await draft.finish();
      return result;
    } catch (error) {
      await draft.discard();
      throw asRefusal(error);
    }
  },
});

/** The block whose coins are asked for; undefined: whatever the tip is. */
function targetOf(type: string, rollback: unknown, context: CoinDumpContext): BlockIndexEntry | undefined {
  if (rollback !== undefined && rollback !== null) {
    if (type !== '' && type !== 'rollback') {
      throw invalid(`Invalid snapshot type "${type}" specified with rollback option`);
    }
    return readHashOrHeight(rollback, 'rollback', context);
  }
  if (type === 'latest') return undefined;
  if (type === 'rollback') {
    throw invalid(
      'No snapshot block of this network is known: name the block with the option "rollback", by its height or hash',
    );
  }
  throw invalid(`Invalid snapshot type "${type}" specified. Please specify "rollback" or "latest"`);
}

async function beginFile(path: string, { files }: CoinDumpContext): Promise<FileDraft> {
  const found = await files.find(path);
  if (found === 'other') {
    throw invalid(
      `${path} already exists. If you are sure this is what you want, move it out of the way first`,
    );
  }
  const draftPath = found === 'pipe' ? path : `${path}.incomplete`;
  try {
    return await files.begin(path, draftPath);
  } catch (error) {
    if (error instanceof FileError) throw invalid(`Couldn't open file ${draftPath} for writing.`);
    throw error;
  }
}

interface CoinDump {
  readonly target: BlockIndexEntry | undefined;
  readonly inMemory: boolean;
  readonly path: string;
  readonly draft: FileDraft;
}

async function dumpCoins({ target, inMemory, path, draft }: CoinDump, context: CoinDumpContext) {
  const { chainstate, network, log } = context;
  const snapshot = await chainstate.openCoinsSnapshot({ changesIn: inMemory ? 'memory' : 'file' });
  try {
    const tip = expectDefined(chainstate.find(snapshot.tip), 'the stored tip is a known block');
    const base = target ?? tip;
    await rollBackTo(base, { tip, snapshot }, context);
    const breathe = interruptionPoint(context);
    const { coins, hash } = await countCoins(snapshot, 'hash_serialized_3', breathe);
    log.info(
      `Writing UTXO snapshot of ${coins} coins at height ${base.height} (${displayHash(base.hash)}) to file ${path}`,
    );
    const header = { magic: network.magic, block: base.hash, coins };
    const progress = progressIn(log, 'Writing UTXO snapshot', coins);
    for (const { bytes, read } of encodeUtxoFile(header, snapshot)) {
      await draft.write(bytes);
      progress(read);
      await breathe();
    }
    return {
      coins_written: coins,
      base_hash: displayHash(base.hash),
      base_height: base.height,
      path,
      txoutset_hash: displayHash(expectDefined(hash, 'the hash that was asked for')),
      nchaintx: base.chainTxCount,
    };
  } finally {
    snapshot.close();
  }
}

interface SnapshotPlace {
  readonly snapshot: CoinsSnapshot;
  readonly tip: BlockIndexEntry;
}

/** Makes the coins of the snapshot those of the target. */
async function rollBackTo(
  target: BlockIndexEntry,
  { snapshot, tip }: SnapshotPlace,
  context: CoinDumpContext,
): Promise<void> {
  const { chainstate, log } = context;
  if (getAncestor(tip, target.height) !== target) throw invalid('Block is not in main chain');
  if (target === tip) return;
  log.info(`Rolling back a snapshot of the coins from height ${tip.height} to ${target.height}`);
  const breathe = interruptionPoint(context);
  const progress = progressIn(log, 'Rolling back', tip.height - target.height);
  const isDone = await rollBack({
    snapshot,
    tip,
    target,
    params: chainstate.params,
    onBlock: (undone) => {
      progress(undone);
      return breathe();
    },
  });
  if (isDone) return;
  throw new RpcError(
    'RPC_MISC_ERROR',
    'Could not roll back to requested height since necessary block data is already pruned.',
  );
}

/** Tells of every tenth of the whole that is done; of nothing, where there is nothing to do. */
function progressIn(log: Pick<Log, 'info'>, what: string, whole: number): (done: number) => void {
  let told = 0;
  return (done) => {
    const tenths = Math.floor((10 * done) / whole);
    if (whole === 0 || tenths <= told) return;
    told = tenths;
    log.info(`${what}: ${10 * tenths}%`);
  };
}

/** A disk without room for the file, or for what is noted beside, is no matter of the chain, which may have another. */
function asRefusal(error: unknown): unknown {
  return error instanceof OperatorError
    ? new RpcError('RPC_MISC_ERROR', `The snapshot can't be written: ${error.message}`)
    : error;
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
