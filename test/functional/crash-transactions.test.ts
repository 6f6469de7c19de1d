import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { decodeTransaction, serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { keyLock, outputAt, payOn, type Spendable } from '../helpers/spending.ts';

/**
 * Daemons that are killed without warning while transactions arrive and blocks take them. NONCED_TX_KILLS says how
 * often (default 8; a release takes 50), NONCED_SEED repeats the choices of an earlier run.
 */

const KILLS = Number(process.env['NONCED_TX_KILLS'] ?? 8);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));

const OWNER = keyLock(1);
const ADDRESS = expectDefined(encodeAddress(OWNER.scriptPubKey, REGTEST.addresses), 'P2WPKH has an address');
const MATURITY = 100;
const COINS = 400;
const FEE = 2_000;
/** Transactions under way at once. */
const SENDERS = 4;
const LONGEST_LIFE_MS = 600;

const hexOf = (tx: Transaction): string => toHex(serializeTransaction(tx));

/** Many confirmed coins of one owner, in the daemon's chain. */
async function makeCoins({ call }: Daemon): Promise<Spendable[]> {
  const [first = ''] = await call<string[]>('generateToAddress', [MATURITY + 1, ADDRESS]);
  const { tx } = await call<{ tx: { hex: string }[] }>('getBlock', [first, 2]);
  const coinbase = decodeTransaction(fromHex(tx[0]?.hex ?? '') ?? new Uint8Array());
  if (!coinbase.ok) throw new Error('the coinbase does not decode');
  const split = payOn([outputAt(coinbase.value, 0, OWNER)], 100_000, { parts: COINS, lock: OWNER });
  await call('submitTransaction', [hexOf(split)]);
  await call('generateToAddress', [1, ADDRESS]);
  return split.outputs.map((_, index) => outputAt(split, index, OWNER));
}

/** Sends payments, some of them on top of unconfirmed ones, until the daemon dies; notes every id it answered. */
async function sendUntilDeath({ call }: Daemon, coins: Spendable[], told: Set<string>): Promise<void> {
  for (let coin = coins.pop(); coin; coin = coins.pop()) {
    const payment = payOn([coin], FEE, { lock: OWNER });
    try {
      told.add(await call<string>('submitTransaction', [hexOf(payment)]));
    } catch (error) {
      if (error instanceof RpcFailure) throw error;
      return;
    }
    coins.unshift(outputAt(payment, 0, OWNER));
  }
}

async function mineUntilDeath({ call }: Daemon, random: () => number): Promise<void> {
  for (;;) {
    await sleep(50 + 150 * random());
    try {
      await call('generateToAddress', [1, ADDRESS]);
    } catch (error) {
      if (error instanceof RpcFailure) throw error;
      return;
    }
  }
}

/** Every transaction that the daemon has, in the mempool or in the chain. */
async function everyTransaction({ call }: Daemon): Promise<ReadonlySet<string>> {
  while (!(await call<{ loaded: boolean }>('getMempoolInfo')).loaded) await sleep(20);
  const found = new Set(await call<string[]>('getRawMempool'));
  const height = await call<number>('getBlockCount');
  for (let at = MATURITY + 2; at <= height; at++) {
    for (const txid of (await call<{ tx: string[] }>('getBlock', [at])).tx) found.add(txid);
  }
  return found;
}

describe('kill -9 while transactions arrive', () => {
  it(
    `loses no transaction that was answered, ${KILLS} times`,
    async () => {
      const random = seededRandom(SEED);
      const datadir = temporaryDatadir();
      const told = new Set<string>();
      let daemon = await startRegtest({ datadir });
      const coins = await makeCoins(daemon);
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
        const found = await everyTransaction(daemon);
        expect(
          [...told].filter((txid) => !found.has(txid)),
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
