import { accessSync, constants, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Cleanup } from '../cleanup.ts';
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
  { cleanup, ...deps }: StartImportDependencies,
): BlockImport {
  let progress: ImportProgress | undefined;
  const onProgress = (now: ImportProgress) => {
    progress = now;
  };
  const done = importBlocks(paths, { ...deps, onProgress }).finally(() => {
    progress = undefined;
  });
  // The chain must not be closed under it; it gives up by itself once the node stops.
  cleanup.push(() => done.catch(() => {}));
  return {
    done,
    status: () =>
      progress && `importing ${basename(progress.path)}, ${Math.floor(100 * progress.read)} % read`,
  };
}
