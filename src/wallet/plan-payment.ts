import type { NetworkPrefixes } from '../chainparams/network.ts';
import type { Mempool } from '../mempool/mempool.ts';
import { getDustThreshold } from '../policy/dust.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { COIN, type Satoshis } from '../primitives/amount.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { TxOutput } from '../primitives/tx.ts';
import type { Rejected } from '../util/verdict.ts';
import { type BalanceSources, computeBalances, matureHeight } from './balances.ts';
import { buildPayment, MAX_PAYMENT_COINS, type Payment } from './build-payment.ts';
import { type DefaultKey, publicPart } from './default-key.ts';
import type { ImmatureCoins, OwnedCoin } from './ports.ts';
import { confirmedCoins, trustedPendingCoins } from './spendable-coins.ts';

/** From what a person wants to pay to a signed transaction that the mempool would take, or to why there is none. */

/** What is to be paid, and what is taken already. */
export interface PaymentWish {
  readonly key: DefaultKey;
  readonly output: TxOutput;
  /** Satoshis per virtual byte, a whole number. */
  readonly feePerVbyte: number;
  /** Coins of payments that may still be sent, by `outPointKey`. */
  readonly reserved: ReadonlyMap<string, OwnedCoin>;
}

export interface PlanDependencies {
  readonly sources: () => BalanceSources;
  readonly mempool: Pick<Mempool, 'test'>;
  readonly prefixes: NetworkPrefixes;
  readonly dustRelayFeeRate: FeeRate;
}

export type PlanResult =
  | { readonly ok: true; readonly payment: Payment }
  | { readonly ok: false; readonly refusal: PaymentRefusal };

/** Why there is no payment. */
export type PaymentRefusal =
  | { readonly kind: 'too-small'; readonly minimum: Satoshis }
  | {
      readonly kind: 'not-enough';
      /** What can be spent now; the fee comes out of it too. */
      readonly spendable: Satoshis;
      /** What other prepared payments hold. */
      readonly reserved: Satoshis;
      readonly immature: readonly ImmatureCoins[];
    }
  | {
      readonly kind: 'too-many-coins';
      readonly limit: number;
      /** What the most valuable coins, as many as the limit, come to. */
      readonly reach: Satoshis;
    }
  | { readonly kind: 'fee-too-high'; readonly fee: Satoshis; readonly limit: Satoshis }
  | { readonly kind: 'refused'; readonly rejected: Rejected<MempoolRejectCode> };

/** More is surely a mistake. @source Bitcoin Core src/wallet/wallet.h DEFAULT_TRANSACTION_MAXFEE */
const MAX_FEE: Satoshis = COIN / 10;

/** The payment, signed and judged by the mempool, which does not have it yet. Nothing changes. */
export function planPayment(wish: PaymentWish, deps: PlanDependencies): PlanResult {
  const minimum = getDustThreshold(wish.output, deps.dustRelayFeeRate);
  if (wish.output.value < minimum) return refuse({ kind: 'too-small', minimum });
  const sources = deps.sources();
  const confirmed = offerConfirmed(wish, sources);
  const payment = buildPayment({ ...wish, ...deps, coins: confirmed });
  if (payment) return judge(payment, deps);
  // Change that waits for a block serves too, where there is no other way.
  const offered = addPending(confirmed, wish, sources);
  const second = buildPayment({ ...wish, ...deps, coins: offered });
  return second ? judge(second, deps) : refuse(explainLack(offered, wish, sources));
}

function judge(payment: Payment, { mempool }: PlanDependencies): PlanResult {
  if (payment.fee > MAX_FEE) return refuse({ kind: 'fee-too-high', fee: payment.fee, limit: MAX_FEE });
  const verdict = mempool.test(payment.tx);
  return verdict.ok ? { ok: true, payment } : refuse({ kind: 'refused', rejected: verdict });
}

/** The most valuable coins that are free, as many as one payment may have. */
function offerConfirmed({ key, reserved }: PaymentWish, sources: BalanceSources): readonly OwnedCoin[] {
  const offered: OwnedCoin[] = [];
  for (const owned of confirmedCoins(publicPart(key), sources)) {
    if (!reserved.has(outPointKey(owned.outpoint))) offered.push(owned);
    if (offered.length === MAX_PAYMENT_COINS) break;
  }
  return offered;
}

function addPending(
  confirmed: readonly OwnedCoin[],
  { key, reserved }: PaymentWish,
  sources: BalanceSources,
): readonly OwnedCoin[] {
  const pending = trustedPendingCoins(publicPart(key), sources);
  const free = pending.filter(({ outpoint }) => !reserved.has(outPointKey(outpoint)));
  const sorted = [...confirmed, ...free].sort((a, b) => b.coin.output.value - a.coin.output.value);
  return sorted.slice(0, MAX_PAYMENT_COINS);
}

/** Why the coins that were offered did not suffice. */
function explainLack(
  offered: readonly OwnedCoin[],
  { key, output, reserved }: PaymentWish,
  sources: BalanceSources,
): PaymentRefusal {
  const { mempool, coins } = sources;
  const isThere = ({ outpoint }: OwnedCoin) =>
    mempool.coins.getCoin(outpoint) !== undefined && !mempool.spenderOf(outpoint);
  const held = totalOf([...reserved.values()].filter(isThere));
  const spendable = computeBalances(publicPart(key), sources).trusted - held;
  const reach = totalOf(offered);
  if (spendable > reach && spendable > output.value) {
    return { kind: 'too-many-coins', limit: MAX_PAYMENT_COINS, reach };
  }
  const immature = coins.coinbasesOfScript(key.scriptPubKey, matureHeight(sources));
  return { kind: 'not-enough', spendable, reserved: held, immature };
}

function totalOf(coins: readonly OwnedCoin[]): Satoshis {
  return coins.reduce((sum, { coin }) => sum + coin.output.value, 0);
}

function refuse(refusal: PaymentRefusal): PlanResult {
  return { ok: false, refusal };
}
