import type { MempoolEntry } from '../../../mempool/entry.ts';
import type { Mempool } from '../../../mempool/mempool.ts';
import type { MempoolOptions } from '../../../mempool/options.ts';
import { parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import type { Log } from '../../../util/log.ts';
import { RpcError } from '../../errors.ts';
import type { NamedFiles } from '../../files.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** The mempool in the form of Bitcoin Core's mempool.dat, for other programs. */
export interface MempoolFile {
  readonly path: string;
  /** Writes what is in the mempool. @throws FileError, DiskFullError */
  write(): Promise<void>;
}

/** What the methods about the mempool need of the node. */
export interface MempoolContext
  extends Pick<
    BlockchainContext,
    'chainstate' | 'network' | 'indexes' | 'isInitialBlockDownload' | 'breathe' | 'isStopping'
  > {
  readonly mempool: Mempool;
  readonly mempoolFile: MempoolFile;
  readonly files: Pick<NamedFiles, 'read'>;
  readonly log: Pick<Log, 'info'>;
  /** What the mempool was made with. */
  readonly mempoolOptions: MempoolOptions;
}

/** What findMempoolEntry throws, for the documentation. */
export const NOT_IN_MEMPOOL = {
  error: 'RPC_INVALID_ADDRESS_OR_KEY',
  when: 'the transaction is not in the mempool',
} as const;

/** The entry of that id. @throws RpcError -5 @param txid - checked against hashHex */
export function findMempoolEntry(txid: string, { mempool }: Pick<MempoolContext, 'mempool'>): MempoolEntry {
  const entry = mempool.get(expectDefined(parseDisplayHash(txid), 'a hash that was checked'));
  if (!entry) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Transaction not in mempool');
  return entry;
}
