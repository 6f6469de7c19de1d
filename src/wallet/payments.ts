import type { Mempool } from '../mempool/mempool.ts';
import { displayHash, type Hash256, hashKey } from '../primitives/hash256.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../primitives/tx.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { Payment } from './build-payment.ts';
import type { DefaultKey } from './default-key.ts';
import { type PaymentRefusal, type PlanDependencies, type PlanResult, planPayment } from './plan-payment.ts';
import type { OwnedCoin } from './ports.ts';

/**
 * Payments in two steps, so that a person can look at one before it goes out. `prepare` makes the whole signed
 * transaction and keeps it; `send` takes its id and gives the mempool that very transaction. In between its coins are
 * reserved: another payment takes others. A payment never takes the place of a transaction that waits.
 */
export interface Payments {
  /** @param feePerVbyte - satoshis, a whole number; what suffices now unless given */
  prepare(key: DefaultKey, output: TxOutput, feePerVbyte?: number): PlanResult;
  /** Fulfilled when the transaction is durable in the mempool. A payment is sent once, or not at all. */
  send(txid: Hash256): Promise<SendResult>;
  /** Forgets a payment, whose coins are free again. @returns false where there is none of that id */
  cancel(txid: Hash256): boolean;
  /** Coins of payments that may still be sent, by `outPointKey`. */
  reservedCoins(): ReadonlyMap<string, OwnedCoin>;
}

export type SendResult =
  | { readonly ok: true; readonly tx: Transaction }
  | { readonly ok: false; readonly refusal: SendRefusal };

/** Why a payment did not go out. */
export type SendRefusal =
  | { readonly kind: 'unknown' }
  /** A transaction that came in the meantime spends one of its coins. */
  | { readonly kind: 'spent'; readonly spender: Hash256 }
  | Extract<PaymentRefusal, { kind: 'refused' }>;

export interface PaymentsDependencies extends PlanDependencies {
  readonly mempool: Pick<Mempool, 'spenderOf' | 'info' | 'test' | 'submit'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long a person may think. */
const RESERVATION_MS = 10 * 60_000;

/** Prepared payments that are kept; the oldest one goes for the next. */
const MAX_PREPARED = 100;

/** Satoshis per virtual byte that are paid in quiet times, ten times what is relayed. */
const QUIET_FEE_PER_VBYTE = 1;

interface Prepared extends Payment {
  readonly expiresAtMs: number;
}

/** No payments yet. */
export function createPayments(deps: PaymentsDependencies): Payments {
  const { mempool, clock, log } = deps;
  // A map keeps the order in which its keys came: the oldest payment is the first.
  const prepared = new Map<string, Prepared>();

  function dropExpired(): void {
    const now = clock.monotonicMs();
    for (const [id, { expiresAtMs }] of prepared) if (expiresAtMs <= now) prepared.delete(id);
  }

  function reservedCoins(): ReadonlyMap<string, OwnedCoin> {
    dropExpired();
    const coins = [...prepared.values()].flatMap((payment) => payment.coins);
    return new Map(coins.map((owned) => [outPointKey(owned.outpoint), owned]));
  }

  function keep(payment: Payment): void {
    const [oldest] = prepared.keys();
    if (prepared.size === MAX_PREPARED && oldest !== undefined) prepared.delete(oldest);
    const expiresAtMs = clock.monotonicMs() + RESERVATION_MS;
    prepared.set(hashKey(payment.tx.txid), { ...payment, expiresAtMs });
  }

  return {
    prepare(key, output, feePerVbyte = sufficientFee(mempool)) {
      const result = planPayment({ key, output, feePerVbyte, reserved: reservedCoins() }, deps);
      if (result.ok) keep(result.payment);
      return result;
    },
    async send(txid) {
      dropExpired();
      const payment = prepared.get(hashKey(txid));
      if (!payment) return refuse({ kind: 'unknown' });
      prepared.delete(hashKey(txid));
      const spender = payment.coins.map(({ outpoint }) => mempool.spenderOf(outpoint)).find(Boolean);
      if (spender) return refuse({ kind: 'spent', spender: spender.tx.txid });
      // It is judged and let in within this very step: nothing comes between the look above and it.
      const verdict = await mempool.submit(payment.tx);
      if (!verdict.ok) return refuse({ kind: 'refused', rejected: verdict });
      log.info(`Payment sent: ${displayHash(txid)}`);
      return { ok: true, tx: payment.tx };
    },
    cancel: (txid) => prepared.delete(hashKey(txid)),
    reservedCoins,
  };
}

/** Satoshis per virtual byte that get a transaction in now: a full mempool asks for more. */
function sufficientFee(mempool: PaymentsDependencies['mempool']): number {
  return Math.max(QUIET_FEE_PER_VBYTE, Math.ceil(mempool.info().minFeeRate / 1000));
}

function refuse(refusal: SendRefusal): SendResult {
  return { ok: false, refusal };
}
