import type { AcceptedTransaction } from '../../mempool/accept.ts';
import { isDust } from '../../policy/dust.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import { accept } from '../../util/verdict.ts';
import { amount } from '../json.ts';
import { explainRejection } from './advice.ts';
import { authorize } from './authorize.ts';
import type { TutorialContext } from './context.ts';
import { planTransfer, type TransferPlan } from './plan-transfer.ts';
import { readTransferRequest, type TransferRequest } from './read-transfer.ts';
import { done, failed, type Outcome, refuse, type TutorialReply } from './reply.ts';
import { findCoinsOf } from './spendable-coins.ts';
import type { Transfer } from './transfer.ts';
import { insufficientFunds, tooSmall, unsigned, wronglySigned } from './transfer-problems.ts';

type TransferContext = Pick<
  TutorialContext,
  'chainstate' | 'network' | 'mempool' | 'coinsOfScript' | 'dustRelayFeeRate'
>;

/** Satoshis per 1000 virtual bytes: one for each byte, which is easy to check, unless the mempool asks for more. */
const FEE_RATE = 1000;

/**
 * `POST /txion`: takes a signed transfer, or a whole transaction, into the mempool. The node can't sign for anybody: a
 * transfer without the right signatures is answered with the transaction that it means and with what is to be signed.
 */
export async function submitTransfer(body: Uint8Array, context: TransferContext): Promise<TutorialReply> {
  const request = readTransferRequest(body, context.network);
  if (!request.ok) return refuse(request.problem);
  const transaction = transactionOf(request.value, context);
  if (!transaction.ok) return refuse(transaction.problem);
  const submitted = await context.mempool.submit(transaction.value);
  return submitted.ok ? done(receipt(request.value, submitted.value)) : refuse(explainRejection(submitted));
}

/** The signed transaction that the request brings or means. */
function transactionOf(request: TransferRequest, context: TransferContext): Outcome<Transaction> {
  if (request.kind === 'transaction') return accept(request.tx);
  const { transfer, authorization } = request;
  const plan = planOf(transfer, context);
  if (!plan.ok) return plan;
  const { addresses } = context.network;
  if (!authorization) return failed(unsigned(plan.value, addresses));
  const tx = authorize(plan.value, authorization);
  return tx ? accept(tx) : failed(wronglySigned(plan.value, addresses));
}

function planOf(transfer: Transfer, context: TransferContext): Outcome<TransferPlan> {
  const { dustRelayFeeRate } = context;
  const payment = { value: transfer.amount, scriptPubKey: transfer.to.scriptPubKey };
  if (isDust(payment, dustRelayFeeRate)) return failed(tooSmall(payment, dustRelayFeeRate));
  const coins = findCoinsOf(transfer.from.scriptPubKey, context);
  const feeRate = Math.max(FEE_RATE, context.mempool.info().minFeeRate);
  const plan = planTransfer(transfer, coins.spendable, { feeRate, dustRelayFeeRate });
  return plan ? accept(plan) : failed(insufficientFunds(transfer, coins));
}

/** What the tutorial's node printed when a transaction came in, and what it is now. */
function receipt(request: TransferRequest, { tx, fee, vsize }: AcceptedTransaction) {
  const transfer = request.kind === 'transfer' ? request.transfer : undefined;
  return {
    message: 'Transaction submission successful',
    ...(transfer && {
      from: transfer.from.address,
      to: transfer.to.address,
      amount: amount(transfer.amount),
    }),
    fee: amount(fee),
    vsize,
    txid: displayHash(tx.txid),
    next: 'It waits for a block: GET /mine makes one.',
  };
}
