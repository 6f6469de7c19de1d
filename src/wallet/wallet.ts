import type { Chainstate } from '../chain/chainstate.ts';
import type { NetworkPrefixes } from '../chainparams/network.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { TxOutput } from '../primitives/tx.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { type BalanceSources, type Balances, computeBalances, NO_BALANCES } from './balances.ts';
import { type DefaultKey, publicPart } from './default-key.ts';
import { createPayments, type SendResult } from './payments.ts';
import type { PlanResult } from './plan-payment.ts';
import type { CoinsByScript, OwnedCoin } from './ports.ts';
import { confirmedCoins, trustedPendingCoins } from './spendable-coins.ts';

/**
 * The wallet of one key, the default one: what it has, and payments from it. It keeps no books of its own: the coins
 * of the chain and the mempool are asked anew each time, so that a reorganisation needs no work here. The words
 * behind the key never leave this process.
 */
export interface Wallet {
  /** The output script of the key, which is made where there is none yet. */
  receivingScript(): Promise<Uint8Array>;
  /** @param minConfirmations - what is younger does not count as trusted */
  balances(minConfirmations?: number): Promise<Balances>;
  /** The coins that a payment may spend now: those of the chain, then own change that waits for a block. */
  spendableCoins(): Promise<readonly OwnedCoin[]>;
  /** See Payments. `no-key`: nothing was ever paid to the default key, since there is none. */
  preparePayment(output: TxOutput, feePerVbyte?: number): Promise<PlanResult | NoKey>;
  sendPayment(txid: Hash256): Promise<SendResult>;
  cancelPayment(txid: Hash256): boolean;
}

export interface NoKey {
  readonly ok: false;
  readonly refusal: { readonly kind: 'no-key' };
}

/** Where the default key comes from. */
export interface KeySource {
  /** The key, where it has been made. */
  find(): Promise<DefaultKey | undefined>;
  /** The key, made where there is none. */
  make(): Promise<DefaultKey>;
}

export interface WalletDependencies {
  readonly keys: KeySource;
  readonly chainstate: Pick<Chainstate, 'tip' | 'params'>;
  readonly mempool: Mempool;
  readonly coins: CoinsByScript;
  readonly prefixes: NetworkPrefixes;
  readonly dustRelayFeeRate: FeeRate;
  readonly clock: Clock;
  readonly log: Log;
}

const NO_KEY: NoKey = { ok: false, refusal: { kind: 'no-key' } };

/** The wallet of the default key. */
export function createWallet(deps: WalletDependencies): Wallet {
  const { keys, chainstate, mempool, coins } = deps;
  const sources = (): BalanceSources => ({
    coins,
    mempool,
    tipHeight: chainstate.tip().height,
    coinbaseMaturity: chainstate.params.coinbaseMaturity,
  });
  const payments = createPayments({ ...deps, sources });
  return {
    receivingScript: async () => (await keys.make()).scriptPubKey,
    async balances(minConfirmations) {
      const key = await keys.find();
      return key ? computeBalances(publicPart(key), sources(), minConfirmations) : NO_BALANCES;
    },
    async spendableCoins() {
      const key = await keys.find();
      if (!key) return [];
      const own = publicPart(key);
      const found = [...confirmedCoins(own, sources()), ...trustedPendingCoins(own, sources())];
      const reserved = payments.reservedCoins();
      return found.filter(({ outpoint }) => !reserved.has(outPointKey(outpoint)));
    },
    async preparePayment(output, feePerVbyte) {
      const key = await keys.find();
      return key ? payments.prepare(key, output, feePerVbyte) : NO_KEY;
    },
    sendPayment: payments.send,
    cancelPayment: payments.cancel,
  };
}
