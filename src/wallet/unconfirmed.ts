import type { Coin } from '../consensus/coin.ts';
import type { MempoolEntry } from '../mempool/entry.ts';
import type { MempoolView } from '../mempool/view.ts';
import type { OutPoint } from '../primitives/outpoint.ts';
import type { TxInput } from '../primitives/tx.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import type { OwnedCoin } from './ports.ts';

/** What tells the coins of a key and their spends. */
export interface OwnKey {
  /** P2WPKH of the key. */
  readonly scriptPubKey: Uint8Array;
  /** 33 bytes. */
  readonly pubkey: Uint8Array;
}

/** What the mempool means for a key. */
export interface Unconfirmed {
  /** Coins of the chain that it spends. */
  readonly spent: readonly Coin[];
  /** Coins that it would make, and does not spend itself. */
  readonly coins: readonly UnconfirmedCoin[];
}

export interface UnconfirmedCoin extends OwnedCoin {
  /** Made by this key's own transactions alone, up to the chain: nobody else can take it back. */
  readonly isTrusted: boolean;
}

type Mempool = Pick<MempoolView, 'get' | 'entries' | 'spenderOf' | 'coins'>;

/**
 * Looks through the whole mempool each time, asking for coins only where the key shows: nothing has to be kept in
 * step with what comes and goes.
 * @source Bitcoin Core src/wallet/receive.cpp GetBalance, CachedTxIsTrusted
 */
export function findUnconfirmed(key: OwnKey, mempool: Mempool): Unconfirmed {
  const spent: Coin[] = [];
  const coins: UnconfirmedCoin[] = [];
  const isTrusted = createTrust(key, mempool);
  for (const entry of mempool.entries()) {
    for (const input of entry.tx.inputs) {
      if (mempool.get(input.prevout.txid)) continue;
      const coin = findOwnSpend(input, key, mempool);
      if (coin) spent.push(coin);
    }
    for (const outpoint of ownOutputs(entry, key)) {
      if (mempool.spenderOf(outpoint)) continue;
      const coin = expectDefined(mempool.coins.getCoin(outpoint), 'an output of the mempool is a coin');
      coins.push({ outpoint, coin, isTrusted: isTrusted(entry) });
    }
  }
  return { spent, coins };
}

/** Whether each transaction, and each that it depends on, spends nothing but the key's own. */
function createTrust(key: OwnKey, mempool: Mempool): (entry: MempoolEntry) => boolean {
  const known = new Map<MempoolEntry, boolean>();
  const isTrusted = (entry: MempoolEntry): boolean => {
    const remembered = known.get(entry);
    if (remembered !== undefined) return remembered;
    // The mempool bounds how many depend on each other, and so the depth of this.
    const trusted =
      entry.tx.inputs.every((input) => findOwnSpend(input, key, mempool)) &&
      [...entry.parents].every(isTrusted);
    known.set(entry, trusted);
    return trusted;
  };
  return isTrusted;
}

/** The coin of the key that the input spends; undefined where it spends another's. */
function findOwnSpend({ prevout, witness }: TxInput, key: OwnKey, mempool: Mempool): Coin | undefined {
  // A spend of P2WPKH shows its key, so others are passed over without asking for their coins.
  const shown = witness[1];
  if (witness.length !== 2 || !shown || !equalBytes(shown, key.pubkey)) return undefined;
  const coin = mempool.coins.getCoin(prevout);
  return coin && equalBytes(coin.output.scriptPubKey, key.scriptPubKey) ? coin : undefined;
}

function ownOutputs({ tx }: MempoolEntry, { scriptPubKey }: OwnKey): OutPoint[] {
  return tx.outputs.flatMap((output, index) =>
    equalBytes(output.scriptPubKey, scriptPubKey) ? [{ txid: tx.txid, index }] : [],
  );
}
