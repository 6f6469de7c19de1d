import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { holdingsOf, makeCoins, OWNER_ADDRESS, signPayment } from '../helpers/paying-client.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import type { Spendable } from '../helpers/spending.ts';

/**
 * Daemons that are killed without warning while transactions arrive and blocks take them. NONCED_TX_KILLS says how
 * often (default 8; a release takes 50), NONCED_SEED repeats the choices of an earlier run.
 */

const KILLS = Number(process.env['NONCED_TX_KILLS'] ?? 8);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));

const COINS = 400;
/** Transactions under way at once. */
const SENDERS = 4;
const LONGEST_LIFE_MS = 600;

/** Sends payments, some of them on top of unconfirmed ones, until the daemon dies; notes every id it answered. */
async function sendUntilDeath({ call }: Daemon, coins: Spendable[], told: Set<string>): Promise<void> {
  for (let coin = coins.pop(); coin; coin = coins.pop()) {
    const { hex, change } = signPayment(coin);
    try {
      told.add(await call<string>('submitTransaction', [hex]));
    } catch (error) {
      if (error instanceof RpcFailure) throw error;
      return;
    }
    coins.unshift(change);
  }
}

async function mineUntilDeath({ call }: Daemon, random: () => number): Promise<void> {
  for (;;) {
    await sleep(50 + 150 * random());
    try {
      await call('generateToAddress', [1, OWNER_ADDRESS]);
    } catch (error) {
      if (error instanceof RpcFailure) throw error;
      return;
    }
  }
}

describe('kill -9 while transactions arrive', () => {
  it(
    `loses no transaction that was answered, ${KILLS} times`,
    async () => {
      const random = seededRandom(SEED);
      const datadir = temporaryDatadir();
      const told = new Set<string>();
      let daemon = await startRegtest({ datadir });
      const coins = await makeCoins(daemon, COINS);
      for (let kill = 0; kill < KILLS; kill++) {
        const senders = Array.from({ length: SENDERS }, () => sendUntilDeath(daemon, coins, told));
        const work = Promise.all([...senders, mineUntilDeath(daemon, random)]);
        await sleep(LONGEST_LIFE_MS * random());
        await daemon.kill9();
        await work;
        const { integrity, coins: kept, replayed } = inspectChainFile(daemon.chainFile);
        expect({ integrity, coins: kept }, `seed ${SEED}, kill ${kill}`).toEqual({
          integrity: 'ok',
          coins: replayed,
        });
        daemon = await startRegtest({ datadir });
        const { txids } = await holdingsOf(daemon);
        expect(
          [...told].filter((txid) => !txids.has(txid)),
          `seed ${SEED}, kill ${kill}`,
        ).toEqual([]);
      }
      await daemon.stop();
      expect(told.size).toBeGreaterThan(KILLS);
      console.log(`kill -9: ${KILLS} times, ${told.size} transactions answered, seed ${SEED}`);
    },
    60_000 + KILLS * 30_000,
  );
});
