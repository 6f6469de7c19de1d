import { accessSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from './start-error.ts';

/** The files and folders of a node: where they are, and making them. */

/** Absolute paths of everything that a node keeps for one network. */
export interface DataPaths {
  /** What `-datadir` names: the configuration file, and one folder for each network. */
  readonly datadir: string;
  /** This network's own folder; it can be copied while the node is stopped and started elsewhere. */
  readonly networkFolder: string;
  /** Blocks, undo, coins, tip, mempool: the truth. */
  readonly chainDatabase: string;
  /** The mempool for other programs, where somebody asked for it. */
  readonly mempoolFile: string;
  /** Derived tables; can be deleted and are then made again. */
  readonly indexes: string;
  readonly wallets: string;
  /** Addresses of other nodes; the node starts without it. */
  readonly peerDatabase: string;
  /** Whom the operator banned. */
  readonly banList: string;
}

/**
 * The paths of a network below a datadir.
 * @param networkName - the network's folder is called so; main's is the datadir itself, as in Core
 */
export function dataPaths(datadir: string, networkName: string): DataPaths {
  const networkFolder = networkName === 'main' ? datadir : join(datadir, networkName);
  return {
    datadir,
    networkFolder,
    chainDatabase: join(networkFolder, 'chainstate', 'chain.sqlite'),
    mempoolFile: join(networkFolder, 'mempool.dat'),
    indexes: join(networkFolder, 'indexes'),
    wallets: join(networkFolder, 'wallets'),
    peerDatabase: join(networkFolder, 'peers.sqlite'),
    banList: join(networkFolder, 'banlist.json'),
  };
}

/**
 * Makes the folders that are not there yet; the owner alone can read them, since wallets lie in them.
 * The permissions of a folder that is there are left as they are.
 * @throws StartError where one can't be made or written to
 */
export function createDataFolders(paths: DataPaths): void {
  for (const folder of [
    paths.datadir,
    paths.networkFolder,
    dirname(paths.chainDatabase),
    paths.indexes,
    paths.wallets,
  ]) {
    try {
      makeFolder(folder);
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new StartError(
        `${describe(folder, error as NodeJS.ErrnoException)}; choose another folder with -datadir=DIR`,
      );
    }
  }
}

/** Makes a folder and those above it. Not by mkdir's own recursion, which never ends where nothing can be made (/proc). */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Why a folder can't be used, in the operator's words. */
function describe(folder: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `${describeObstacle(nearestEntry(folder))} where a folder for the data should be`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to write in the folder ${folder}`;
    case 'EROFS':
      return `the folder ${folder} is on a read-only file system`;
    case 'ENOSPC':
      return `no space is left for the folder ${folder}`;
    default:
      return `the folder ${folder} can't be made (${error.message})`;
  }
}

function describeObstacle(path: string): string {
  return `${path} is a ${existsSync(path) ? 'file' : 'link that leads nowhere'}`;
}

/** The first of the path and those above it that is there, be it only as a link. */
function nearestEntry(path: string): string {
  return isEntry(path) || dirname(path) === path ? path : nearestEntry(dirname(path));
}

function isEntry(path: string): boolean {
  try {
    return lstatSync(path) !== undefined;
  } catch {
    // Not there, or below something that is no folder.
    return false;
  }
}
