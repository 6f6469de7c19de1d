import { join } from 'node:path';
import { expect } from 'vitest';
import { runNonced } from './nonced-process.ts';

/** Makes a network of one's own with `nonced newnetwork`, its genesis block really mined. @returns its file */
export async function makeNetwork(
  folder: string,
  name: string,
  options: readonly string[] = [],
): Promise<string> {
  const made = await runNonced(['newnetwork', name, ...options], { workingDirectory: folder });
  expect(made).toMatchObject({ status: 0, stderr: '' });
  return join(folder, `${name}.json`);
}

/** nBits so easy that every second hash is a solution, as on regtest. */
export const EASIEST_BITS = '-bits=207fffff';
