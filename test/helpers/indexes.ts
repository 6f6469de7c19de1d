import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { createChainReader } from '../../src/index/chain-blocks.ts';
import { createIndexFollower, type IndexFollower } from '../../src/index/follower.ts';
import { INDEX_NAMES, type IndexName } from '../../src/index/ports.ts';
import { syncIndexes } from '../../src/index/sync.ts';
import { openChainReader } from '../../src/store/chain-reader.ts';
import { openIndexReader } from '../../src/store/index-reader.ts';
import { openIndexStore } from '../../src/store/index-store.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { temporaryFolder } from './config-sources.ts';
import { REGTEST } from './regtest.ts';

/** What the statistics of regtest follow from. */
const REGTEST_RULES = { ...REGTEST.consensus, overwritten: [] };

/** The path of an index database that goes with the running test. */
export function temporaryIndexPath(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, 'index.sqlite');
}

export interface OpenIndexes {
  /** Works as one task of the thread does. @param isTimeUp - asked after each commit */
  sync(names?: readonly IndexName[], isTimeUp?: () => boolean): ReturnType<typeof syncIndexes>;
  close(): void;
}

/** The index thread's files, in this thread. */
export function openTestIndexes(chainPath: string, indexPath: string): OpenIndexes {
  const chain = createChainReader(openChainReader(chainPath));
  const store = openIndexStore({ path: indexPath, cacheMiB: 2, onNotice: () => {} });
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    chain.close();
    store.close();
  };
  onTestFinished(close);
  return {
    sync: (names = INDEX_NAMES, isTimeUp = () => false) =>
      syncIndexes({ names, chain, store, rules: REGTEST_RULES, isTimeUp }),
    close,
  };
}

/** Indexes that follow the chain of that file, without a thread of their own. */
export function followTestChain(chainPath: string, names: readonly IndexName[] = INDEX_NAMES): IndexFollower {
  const indexPath = temporaryIndexPath();
  const open = openTestIndexes(chainPath, indexPath);
  const follower = createIndexFollower({
    names,
    thread: {
      run: async ({ kind }) => (kind === 'sync' ? open.sync(names) : undefined),
      close: async () => open.close(),
    },
    openReader: () => openIndexReader(indexPath),
    log: SILENT_LOG,
  });
  onTestFinished(follower.close);
  return follower;
}

/** Every row of the tables, but for those of blocks that left the best chain. */
export function dumpIndexes(
  path: string,
  activeHashes: readonly string[],
): Record<string, readonly string[]> {
  const db = new Database(path, { readonly: true });
  try {
    const rows = (table: string) =>
      (db.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][])
        .map((row) => row.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value)).join(' '))
        .sort();
    const isActive = (row: string) => activeHashes.some((hash) => row.startsWith(hash));
    return {
      progress: rows('progress'),
      transactions: rows('transactions'),
      script_history: rows('script_history'),
      spends: rows('spends'),
      filters: rows('filters').filter(isActive),
      block_stats: rows('block_stats').filter(isActive),
      coin_set: rows('coin_set'),
    };
  } finally {
    db.close();
  }
}
