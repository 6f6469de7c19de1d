import { mempoolRejectClass } from '../../../policy/reject-codes.ts';
import type { Satoshis } from '../../../primitives/amount.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { describeRejection } from '../../../util/verdict.ts';
import type { SendRefusal } from '../../../wallet/payments.ts';
import type { PaymentRefusal } from '../../../wallet/plan-payment.ts';
import type { ImmatureCoins } from '../../../wallet/ports.ts';
import type { NoKey } from '../../../wallet/wallet.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';

/** Why there is no payment, as errors that say what to do. Codes and first words are Core's where it has them. */

export interface RefusedWish {
  /** What was to be paid. */
  readonly value: Satoshis;
  readonly tipHeight: number;
  readonly coinbaseMaturity: number;
}

/** The error of a payment that could not be prepared. */
export function planError(refusal: PaymentRefusal | NoKey['refusal'], wish: RefusedWish): RpcError {
  switch (refusal.kind) {
    case 'no-key':
      return new RpcError(
        'RPC_WALLET_INSUFFICIENT_FUNDS',
        'Insufficient funds: there is no default key yet, so nothing was ever paid to it. Mining makes one, and so does: nonced call getDefaultAddress',
      );
    case 'too-small':
      return new RpcError(
        'RPC_WALLET_INSUFFICIENT_FUNDS',
        `Transaction amount too small: pay at least ${coins(refusal.minimum)} to this address. To spend less than that costs more than it is worth, so it is not relayed (dust).`,
      );
    case 'not-enough':
      return new RpcError('RPC_WALLET_INSUFFICIENT_FUNDS', lackText(refusal, wish));
    case 'too-many-coins':
      return new RpcError(
        'RPC_WALLET_INSUFFICIENT_FUNDS',
        `Insufficient funds in one payment: it spends at most ${refusal.limit} coins, and the most valuable ones come to ${coins(refusal.reach)}. Pay in several parts; each one's change is one coin again.`,
      );
    case 'fee-too-high':
      return new RpcError(
        'RPC_WALLET_ERROR',
        `Fee exceeds maximum: it would be ${coins(refusal.fee)}, at most ${coins(refusal.limit)} is paid. Give a lower fee rate, or pay in several parts.`,
      );
    case 'refused':
      return refusedError(refusal);
  }
}

/** The error of a prepared payment that did not go out. */
export function sendError(refusal: SendRefusal): RpcError {
  switch (refusal.kind) {
    case 'unknown':
      return new RpcError(
        'RPC_INVALID_PARAMETER',
        'No prepared payment has this id: it was sent or cancelled before, or it is more than ten minutes old. getMempoolEntry tells whether it was sent.',
      );
    case 'spent':
      return new RpcError(
        'RPC_VERIFY_REJECTED',
        `txn-mempool-conflict: a coin of this payment was spent in the meantime, by ${displayHash(refusal.spender)}. Nothing was sent; prepare the payment again.`,
      );
    case 'refused':
      return refusedError(refusal);
  }
}

function refusedError({ rejected }: Extract<PaymentRefusal, { kind: 'refused' }>): RpcError {
  const isMissing = mempoolRejectClass(rejected.code) === 'missing-inputs';
  return new RpcError(isMissing ? 'RPC_VERIFY_ERROR' : 'RPC_VERIFY_REJECTED', describeRejection(rejected));
}

type Lack = Extract<PaymentRefusal, { kind: 'not-enough' }>;

function lackText({ spendable, reserved, immature }: Lack, wish: RefusedWish): string {
  const facts = [
    `Insufficient funds: ${coins(wish.value)} is to be paid and the fee comes on top, ${coins(spendable)} can be spent now`,
  ];
  if (reserved > 0) {
    facts.push(
      `${coins(reserved)} is held for ten minutes by payments that were prepared and neither sent nor cancelled`,
    );
  }
  if (immature.length > 0) facts.push(maturityText(immature, wish));
  return `${facts.join('; ')}.`;
}

/** E.g. `2.50000000 has to mature: 1.25000000 does at block 30 (1 block from now), the last of it at block 31`. */
function maturityText(immature: readonly ImmatureCoins[], wish: RefusedWish): string {
  const total = immature.reduce((sum, { value }) => sum + value, 0);
  const heights = immature.map(({ height }) => height + wish.coinbaseMaturity);
  const [first = 0] = heights;
  const last = heights.at(-1);
  const blocks = first - wish.tipHeight;
  const when = `block ${first} (${blocks} ${blocks === 1 ? 'block' : 'blocks'} from now)`;
  const start = `${coins(total)} of mining rewards has to mature`;
  return heights.length === 1
    ? `${start}, which it does at ${when}`
    : `${start}: ${coins(immature[0]?.value ?? 0)} of it does at ${when}, the last of it at block ${last}`;
}

function coins(satoshis: Satoshis): string {
  return amount(satoshis).text;
}
