import { displayHash, parseDisplayHash } from '../../src/primitives/hash256.ts';
import { serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import type { Random } from '../differential/random.ts';
import type { Daemon } from '../helpers/daemon.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { keyLock, payOn, type Spendable } from '../helpers/spending.ts';

/** Somebody who pays, replaces, mines and reorganises without end, with keys of their own. */

const OWNER = keyLock(1);
const ADDRESS = expectDefined(encodeAddress(OWNER.scriptPubKey, REGTEST.addresses), 'P2WPKH has an address');
const MATURITY = 100;
const SATOSHIS = 100_000_000;

/** Outputs remembered; the oldest are forgotten, and their coins with them. */
const MAX_COINS = 3_000;

/** Codes of refusals that are part of life: a coin spent meanwhile, a chain too long, a fee too low. */
const EXPECTED_REFUSALS: readonly number[] = [-25, -26, -27];

interface OutputName {
  readonly txid: string;
  readonly vout: number;
}

/** What was done. */
export interface Deeds {
  blocks: number;
  payments: number;
  replacements: number;
  /** How often each reason was given. */
  readonly refusals: Map<string, number>;
  reorganisations: number;
  deepest: number;
}

export interface Actor {
  readonly deeds: Deeds;
  /** The last tip that a daemon told of, and its height. */
  tip(): { readonly hash: string; readonly height: number };
  /** Makes so many blocks. */
  mine(daemon: Daemon, count: number): Promise<void>;
  /** Does one thing. */
  act(daemon: Daemon): Promise<void>;
  /** Asks the daemon where it is, after it was started again. */
  look(daemon: Daemon): Promise<void>;
}

export function createActor(random: Random): Actor {
  const deeds: Deeds = {
    blocks: 0,
    payments: 0,
    replacements: 0,
    refusals: new Map(),
    reorganisations: 0,
    deepest: 0,
  };
  let coins: OutputName[] = [];
  let unconfirmed: (readonly Spendable[])[] = [];
  let tip = { hash: '', height: 0 };

  async function look({ call }: Daemon): Promise<void> {
    const info = await call<{ bestblockhash: string; blocks: number }>('getBlockchainInfo');
    tip = { hash: info.bestblockhash, height: info.blocks };
  }

  async function mine(daemon: Daemon, count: number): Promise<void> {
    const hashes = await daemon.call<string[]>('generateToAddress', [count, ADDRESS]);
    deeds.blocks += hashes.length;
    for (const hash of hashes) {
      const { tx } = await daemon.call<{ tx: string[] }>('getBlock', [hash]);
      remember([{ txid: tx[0] ?? '', vout: 0 }]);
    }
    unconfirmed = unconfirmed.slice(-20);
    await look(daemon);
  }

  function remember(outputs: readonly OutputName[]): void {
    coins = [...coins, ...outputs].slice(-MAX_COINS);
  }

  /** A remembered output that can be spent in the next block. */
  async function takeCoin({ call }: Daemon): Promise<Spendable | undefined> {
    const at = random.int(coins.length);
    const name = coins[at];
    if (name === undefined) return undefined;
    const coin = await call<{ value: number; coinbase: boolean; confirmations: number } | null>('getTxOut', [
      name.txid,
      name.vout,
    ]);
    if (coin?.coinbase && coin.confirmations < MATURITY) return undefined;
    coins.splice(at, 1);
    if (!coin || coin.value === 0) return undefined;
    const txid = expectDefined(parseDisplayHash(name.txid), 'a transaction id');
    return { txid, index: name.vout, value: Math.round(coin.value * SATOSHIS), lock: OWNER };
  }

  async function takeCoins(daemon: Daemon, most: number): Promise<readonly Spendable[]> {
    const taken: Spendable[] = [];
    for (let tries = 0; tries < 4 * most && taken.length < most; tries++) {
      const coin = await takeCoin(daemon);
      if (coin) taken.push(coin);
    }
    return taken;
  }

  /** Sends it; false where it was refused for a reason that is part of life. */
  async function send({ call }: Daemon, tx: Transaction): Promise<boolean> {
    try {
      await call('submitTransaction', [toHex(serializeTransaction(tx))]);
    } catch (error) {
      if (!(error instanceof RpcFailure) || !EXPECTED_REFUSALS.includes(error.code)) throw error;
      // What follows the reason names transactions.
      const [reason = ''] = error.message.replace(/^.*error -\d+: /, '').split(/[,;(]/);
      deeds.refusals.set(reason, (deeds.refusals.get(reason) ?? 0) + 1);
      return false;
    }
    remember(tx.outputs.map((_, vout) => ({ txid: displayHash(tx.txid), vout })));
    return true;
  }

  /** Pays to itself: many coins become one, or a few become many. */
  async function pay(daemon: Daemon): Promise<void> {
    const most = coins.length > MAX_COINS / 2 ? 30 : 1 + random.int(3);
    const spent = await takeCoins(daemon, most);
    const parts = random.chance(0.05) ? 50 : 1 + random.int(4);
    if (!canPay(spent, parts)) return;
    if (!(await send(daemon, payOn(spent, feeOf(spent, parts), { parts, lock: OWNER })))) return;
    deeds.payments++;
    unconfirmed.push(spent);
  }

  /** Spends what an unconfirmed payment spends, for more. */
  async function replace(daemon: Daemon): Promise<void> {
    const spent = unconfirmed.length > 0 ? random.pick(unconfirmed) : [];
    if (!canPay(spent, 1)) return;
    if (await send(daemon, payOn(spent, 4 * feeOf(spent, 2), { lock: OWNER }))) deeds.replacements++;
  }

  const feeOf = (spent: readonly Spendable[], parts: number): number =>
    (1 + random.int(20)) * (60 + 70 * spent.length + 35 * parts);

  const canPay = (spent: readonly Spendable[], parts: number): boolean =>
    spent.length > 0 && spent.reduce((sum, { value }) => sum + value, 0) > 10_000 * (spent.length + parts);

  /** Leaves a few blocks, or many, makes others, and may come back to the first. */
  async function reorganise(daemon: Daemon): Promise<void> {
    const { call } = daemon;
    const depth = Math.min(tip.height - MATURITY, random.chance(0.1) ? 30 : 1 + random.int(6));
    if (depth < 1) return;
    const hash = await call<string>('getBlockHash', [tip.height - depth + 1]);
    await call('invalidateBlock', [hash]);
    if (random.chance(0.8)) await mine(daemon, Math.max(1, depth - 1 + random.int(3)));
    await call('reconsiderBlock', [hash]);
    await look(daemon);
    deeds.reorganisations++;
    deeds.deepest = Math.max(deeds.deepest, depth);
  }

  const ask = async ({ call }: Daemon): Promise<void> => {
    await call(...random.pick(QUESTIONS));
  };

  return {
    deeds,
    tip: () => tip,
    look,
    mine,
    act(daemon) {
      const choice = random.int(100);
      if (choice < 65) return pay(daemon);
      if (choice < 75) return replace(daemon);
      if (choice < 90) return mine(daemon, random.chance(0.05) ? 20 : 1);
      return choice < 95 ? reorganise(daemon) : ask(daemon);
    },
  };
}

const QUESTIONS: readonly [method: string, params?: readonly unknown[]][] = [
  ['getBlockTemplate', [{ rules: ['segwit'] }]],
  ['getRawMempool', [true]],
  ['getMempoolInfo'],
  ['getChainTips'],
  ['getTxOutSetInfo'],
];
