import { accessSync, constants, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Chainstate } from '../../chain/chainstate.ts';
import { DiskFullError } from '../../util/disk-full-error.ts';
import type { Cleanup } from '../cleanup.ts';
import type { DiskSpace } from '../disk-space.ts';
import { StartError } from '../start-error.ts';
import { type ImportDependencies, type ImportProgress, importBlocks } from './import-blocks.ts';

/** An import that runs while the node answers. */
export interface BlockImport {
  /** Fulfilled once the files are read, or the node stops; rejected with a fault of our own or the disk's. */
  readonly done: Promise<void>;
  /** How far it is, in words for people; undefined while it does not run. */
  status(): string | undefined;
}

interface StartImportDependencies extends Omit<ImportDependencies, 'onProgress'> {
  readonly chainstate: ImportDependencies['chainstate'] & Pick<Chainstate, 'settled'>;
  readonly disk: Pick<DiskSpace, 'noteFull' | 'room'>;
  readonly cleanup: Cleanup;
}

/** Refuses a start with a file that can't be read. @throws StartError */
export function checkImportFiles(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      accessSync(path, constants.R_OK);
      if (!statSync(path).isFile()) throw new Error('it is no file');
    } catch (error) {
      throw new StartError(`-loadblock=${path} can't be read (${(error as Error).message})`);
    }
  }
}

/** Begins to import the files; none: there is nothing to do. */
export function startImport(
  paths: readonly string[],
  { cleanup, disk, ...deps }: StartImportDependencies,
): BlockImport {
  let progress: ImportProgress | undefined;
  const onProgress = (now: ImportProgress) => {
    progress = now;
  };
  let giveUp = () => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  /** Where the disk becomes full it begins anew once there is room: what was kept is left out then. */
  async function run(): Promise<void> {
    try {
      await importBlocks(paths, { ...deps, onProgress });
      if (paths.length > 0) await deps.chainstate.settled();
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      progress = undefined;
      disk.noteFull(error);
      await Promise.race([disk.room(), givenUp]);
      if (!deps.isStopping()) await run();
    }
  }

  const done = run().finally(() => {
    progress = undefined;
  });
  // The chain must not be closed under it; it gives up by itself once the node stops.
  cleanup.push(() => {
    giveUp();
    return done.catch(() => {});
  });
  return {
    done,
    status: () =>
      progress && `importing ${basename(progress.path)}, ${Math.floor(100 * progress.read)} % read`,
  };
}
