import { randomInt } from 'node:crypto';
import { platform } from 'node:os';
import { describe, it } from 'vitest';
import { soak } from './soak.ts';

/**
 * A daemon at work for long: NONCED_SOAK_MINUTES says how long (a quarter of a minute unless given; 10 in the long form
 * of the tests, 240 before a release: `npm run soak -- --minutes=240`), NONCED_SEED repeats the choices of an earlier run.
 */

const MINUTES = Number(process.env['NONCED_SOAK_MINUTES'] ?? 0.25);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));

const MIB = 1024 * 1024;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;

describe('a daemon at work for long', () => {
  it.skipIf(platform() !== 'linux')(
    'stays within the bounds of memory and disk, and keeps the coins that its blocks leave',
    { timeout: MINUTES * 60_000 + 120_000 + MINUTES * 6_000 },
    async () => {
      const { deeds, peaks, stops, kills, height, coins, database } = await soak(MINUTES * 60, SEED);
      const lines = [
        `soak: ${MINUTES} minutes, seed ${SEED}, ${stops} stops, ${kills} times kill -9`,
        `${deeds.blocks} blocks made, ${height} in the chain, ${coins} coins, which are those of a replay`,
        `${deeds.payments} payments, ${deeds.replacements} replacements`,
        ...[...deeds.refusals].map(([reason, count]) => `${count} refused: ${reason}`),
        `${deeds.reorganisations} reorganisations, the deepest of ${deeds.deepest} blocks`,
        `at most: resident ${mib(peaks.rss)}, WAL ${mib(peaks.wal)}, log file ${mib(peaks.log)}`,
        `the database has ${mib(database)}`,
      ];
      console.log(lines.join('\n  '));
    },
  );
});
