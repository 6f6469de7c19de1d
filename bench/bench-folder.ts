import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for what a bench writes, which goes with the process. @returns its path */
export function createBenchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nonced-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
