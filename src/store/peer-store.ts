import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { PeerStore } from '../p2p/ports.ts';
import { DAMAGE_ADVICE, type DatabaseOptions, openDatabase, wrapErrors } from './database.ts';
import { prepareAddresses, prepareAnchors } from './peer-rows.ts';
import { PEER_MIGRATIONS } from './peer-schema.ts';
import { StoreError } from './store-error.ts';

type PeerStoreOptions = Omit<DatabaseOptions, 'migrations' | 'cacheMiB'>;

/** Memory for the pages of the file, MiB. */
const CACHE_MIB = 2;

/** What a file is called from then on that could not be read. */
const DAMAGED_SUFFIX = '.damaged';

/** How the codes of errors begin by which a file is not what we wrote; others are of the disk, or of permissions. */
const DAMAGE_CODES = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR'];

/**
 * Opens (or makes) peers.sqlite. One that is damaged, or of a newer version, is set aside, and a new one made: the node
 * can learn again what was in it.
 * @throws StoreError, DiskFullError where the file can't be used for another reason
 */
export function openPeerStore(options: PeerStoreOptions): PeerStore {
  try {
    return tryToOpen(options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { path, onNotice } = options;
    setAside(path);
    onNotice(
      `${error.message}. Instead of that the node renamed it ${path}${DAMAGED_SUFFIX} and starts without the addresses ` +
        'of other nodes that it knew',
    );
    return tryToOpen(options);
  }
}

function isDamage(error: unknown): error is StoreError {
  if (!(error instanceof StoreError)) return false;
  const { cause } = error;
  if (cause === undefined) return true;
  return cause instanceof Database.SqliteError && DAMAGE_CODES.some((code) => cause.code.startsWith(code));
}

function setAside(path: string): void {
  try {
    renameSync(path, path + DAMAGED_SUFFIX);
    // What was not copied into it belongs to no other file.
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  } catch (cause) {
    throw new StoreError(`the damaged file ${path} can't be renamed (${(cause as Error).message})`, {
      cause,
    });
  }
}

function tryToOpen(options: PeerStoreOptions): PeerStore {
  const { path } = options;
  const db = openDatabase({ ...options, migrations: PEER_MIGRATIONS, cacheMiB: CACHE_MIB });
  try {
    return wrapErrors(path, () => storeOn(db, path));
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeOn(db: Database.Database, path: string): PeerStore {
  const addresses = prepareAddresses(db);
  const anchors = prepareAnchors(db);
  // Damage is to be found now, while the file can still be set aside.
  const found = db.pragma('quick_check', { simple: true });
  if (found !== 'ok') throw new StoreError(`database ${path} is damaged (${found}). ${DAMAGE_ADVICE}`);
  return {
    loadAddresses: () => wrapErrors(path, addresses.load),
    saveAddresses: (key, changes) => wrapErrors(path, () => addresses.save(key, changes)),
    takeAnchors: () => wrapErrors(path, anchors.takeAnchors),
    saveAnchors: (peers) => wrapErrors(path, () => anchors.saveAnchors(peers)),
    close: () => wrapErrors(path, () => db.close()),
  };
}
