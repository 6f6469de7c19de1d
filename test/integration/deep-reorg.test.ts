import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DeepReorgReport } from '../helpers/deep-reorg-process.ts';
import { temporaryStorePath } from '../helpers/test-chain.ts';

/**
 * A reorganisation much deeper than memory would hold at once. NONCED_DEEP_BLOCKS and NONCED_DEEP_TRANSACTIONS make it
 * deeper and the blocks fuller.
 */

const BLOCKS = Number(process.env['NONCED_DEEP_BLOCKS'] ?? 1_100);
const TRANSACTIONS = Number(process.env['NONCED_DEEP_TRANSACTIONS'] ?? 20);
const HEAP_MIB = 512;
const PROCESS = join(import.meta.dirname, '../helpers/deep-reorg-process.ts');
/** Far more than it takes on a machine that is busy. */
const TIMEOUT_MS = 120_000 + 200 * BLOCKS;

const run = promisify(execFile);

async function reorganise(dbCacheMiB: number): Promise<DeepReorgReport> {
  const task = [temporaryStorePath(), BLOCKS, TRANSACTIONS, dbCacheMiB].map(String);
  const node = [`--max-old-space-size=${HEAP_MIB}`, '--import', 'tsx', PROCESS];
  const { stdout } = await run(process.execPath, [...node, ...task], { timeout: TIMEOUT_MS });
  return JSON.parse(stdout) as DeepReorgReport;
}

describe('invalidateBlock and reconsiderBlock', () => {
  it(
    `leave ${BLOCKS} blocks of ${TRANSACTIONS} transactions and come back, in ${HEAP_MIB} MiB of heap`,
    async () => {
      const { stops, waiting, maxRssMiB } = await reorganise(16);
      const [top, bottom, topAgain] = stops;
      expect(stops.map(({ height }) => height)).toEqual([BLOCKS, 1, BLOCKS]);
      expect(topAgain?.coins).toBe(top?.coins);
      expect(bottom?.coins).not.toBe(top?.coins);
      // Each step was a commit of its own.
      expect(bottom?.tips).toBeGreaterThan(2);
      // What a transaction of the bottom leads to came back, as much as a cluster may hold; then blocks took it.
      expect(waiting).toEqual([64, 0]);
      const pauses = stops.map(
        ({ seconds, longestPauseMs }) => `${seconds} s, longest pause ${longestPauseMs} ms`,
      );
      console.log(`build, leave, come back: ${pauses.join('; ')}; ${maxRssMiB} MiB at most`);
    },
    TIMEOUT_MS,
  );
});
