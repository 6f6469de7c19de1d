import { randomBytes } from 'node:crypto';
import { encodeDump, KEY_SIZE } from '../mempool/dump-file.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { NamedFiles } from '../rpc/files.ts';
import type { MempoolFile } from '../rpc/methods/mempool/context.ts';
import type { Log } from '../util/log.ts';

export interface MempoolFileOptions {
  readonly path: string;
  readonly mempool: Pick<Mempool, 'dump'>;
  readonly files: NamedFiles;
  readonly log: Pick<Log, 'info'>;
}

/** The mempool.dat of the node, which is written where somebody asks for it alone: the mempool is kept in the database. */
export function createMempoolFile({ path, mempool, files, log }: MempoolFileOptions): MempoolFile {
  let last: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const draft = await files.begin(path, `${path}.new`);
    try {
      const dump = mempool.dump();
      log.info(`Writing ${dump.transactions.length} mempool transactions to file...`);
      log.info(`Writing ${dump.unbroadcast.length} unbroadcast transactions to file.`);
      let size = 0;
      for (const piece of encodeDump(dump, randomBytes(KEY_SIZE))) {
        await draft.write(piece);
        size += piece.length;
      }
      await draft.finish();
      log.info(`Dumped mempool: ${size} bytes dumped to file`);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  return {
    path,
    write() {
      // One after the other: each has what is there when it was asked for, or later.
      last = last.catch(() => {}).then(write);
      return last;
    },
  };
}
