import { decodeTransaction, serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import type { Daemon } from './daemon.ts';
import { eventually } from './eventually.ts';
import { REGTEST } from './regtest.ts';
import { keyLock, outputAt, payOn, type Spendable } from './spending.ts';

/** A client of a regtest daemon with a key of its own, who has coins and pays, and who looks what is there. */

const OWNER = keyLock(1);
export const OWNER_ADDRESS = expectDefined(
  encodeAddress(OWNER.scriptPubKey, REGTEST.addresses),
  'P2WPKH has an address',
);

const MATURITY = 100;
const FEE = 2_000;
/** Blocks that make coins; nobody's payment is in them. */
const FIRST_BLOCKS = MATURITY + 2;

/** Questions under way at once. */
const AT_ONCE = 10;

/** So many confirmed coins of the owner, in a chain that has no block yet. */
export async function makeCoins({ call }: Daemon, count: number): Promise<Spendable[]> {
  const [first = ''] = await call<string[]>('generateToAddress', [MATURITY + 1, OWNER_ADDRESS]);
  const { tx } = await call<{ tx: { hex: string }[] }>('getBlock', [first, 2]);
  const coinbase = decodeTransaction(fromHex(tx[0]?.hex ?? '') ?? new Uint8Array());
  if (!coinbase.ok) throw new Error('the coinbase does not decode');
  const split = payOn([outputAt(coinbase.value, 0, OWNER)], 100_000, { parts: count, lock: OWNER });
  await call('submitTransaction', [toHex(serializeTransaction(split))]);
  await call('generateToAddress', [1, OWNER_ADDRESS]);
  return split.outputs.map((_, index) => outputAt(split, index, OWNER));
}

export interface SignedPayment {
  readonly hex: string;
  /** What the owner has instead of the coin. */
  readonly change: Spendable;
}

/** Pays the coin back to its owner. */
export function signPayment(coin: Spendable): SignedPayment {
  const tx: Transaction = payOn([coin], FEE, { lock: OWNER });
  return { hex: toHex(serializeTransaction(tx)), change: outputAt(tx, 0, OWNER) };
}

/** What a daemon has. */
export interface Holdings {
  /** Hashes of its best chain above the genesis block. */
  readonly blocks: ReadonlySet<string>;
  /** Ids of transactions above the blocks that made coins, in the chain and in the mempool. */
  readonly txids: ReadonlySet<string>;
}

/** Asks the daemon for everything that it has, once its mempool is loaded. */
export async function holdingsOf({ call }: Daemon): Promise<Holdings> {
  await eventually('the mempool loaded', async () =>
    call<{ loaded: boolean }>('getMempoolInfo').then(({ loaded }) => loaded),
  );
  const blocks = new Set<string>();
  const txids = new Set(await call<string[]>('getRawMempool'));
  const height = await call<number>('getBlockCount');
  const lookAt = async (at: number): Promise<void> => {
    const hash = await call<string>('getBlockHash', [at]);
    blocks.add(hash);
    if (at <= FIRST_BLOCKS) return;
    for (const txid of (await call<{ tx: string[] }>('getBlock', [hash])).tx) txids.add(txid);
  };
  for (let from = 1; from <= height; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, height + 1 - from);
    await Promise.all(Array.from({ length: count }, (_, i) => lookAt(from + i)));
  }
  return { blocks, txids };
}
