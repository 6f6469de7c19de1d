import { rmSync, writeFileSync } from 'node:fs';
import type { Cleanup } from './cleanup.ts';
import { StartError } from './start-error.ts';

/** Writes the number of this process to the file, which goes when the node has ended. @throws StartError */
export function writePidFile(path: string, cleanup: Cleanup): void {
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    throw new StartError(`the file of -pid=${path} can't be written (${(error as Error).message})`);
  }
  cleanup.push(() => rmSync(path, { force: true }));
}
