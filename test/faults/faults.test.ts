import { randomInt } from 'node:crypto';
import { describe, it } from 'vitest';
import { type CampaignReport, runCampaign } from './campaign.ts';
import { compileFaultyDisk, type FaultSource, FIU, NO_FAULTY_DISK, NO_FIU } from './faulty-disk.ts';

/**
 * Daemons on disks that fail: errors of reads, writes and fsync, torn and short writes, a full disk, deaths in the middle
 * of a write, and a loss of power that takes what no fsync followed. NONCED_FAULTS says how many daemons (3 unless given,
 * a release takes 200), NONCED_SEED repeats the choices of an earlier run.
 */

const ROUNDS = Number(process.env['NONCED_FAULTS'] ?? 3);
const FIU_ROUNDS = Math.ceil(ROUNDS / 4);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));

const timeoutOf = (rounds: number) => 60_000 + rounds * 30_000;

function print(name: string, { ends, refusals, blocks, transactions }: CampaignReport): void {
  const list = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, times]) => `${what} ${times}`).join(', ');
  const lines = [
    `${name}, seed ${SEED}: ${blocks} blocks and ${transactions} transactions acknowledged, none lost`,
    `ends: ${list(ends)}`,
    `errors answered: ${list(refusals) || 'none'}`,
  ];
  console.log(lines.join('\n  '));
}

async function run(name: string, rounds: number, source: FaultSource): Promise<void> {
  print(name, await runCampaign(rounds, SEED, source));
}

describe('a disk that fails', () => {
  it.skipIf(NO_FAULTY_DISK !== undefined)(
    `loses nothing that was acknowledged, ${ROUNDS} times ${NO_FAULTY_DISK ?? ''}`,
    async () => {
      const source = compileFaultyDisk();
      try {
        await run('a faulty disk', ROUNDS, source);
      } finally {
        source.remove();
      }
    },
    timeoutOf(ROUNDS),
  );

  it.skipIf(NO_FIU !== undefined)(
    `nor by libfiu, ${FIU_ROUNDS} times ${NO_FIU ?? ''}`,
    () => run('libfiu', FIU_ROUNDS, FIU),
    timeoutOf(FIU_ROUNDS),
  );
});
