import type { CoinsSource } from '../../../chain/ports.ts';
import { transactionWeight, virtualSize } from '../../../consensus/weight.ts';
import type { Mempool } from '../../../mempool/mempool.ts';
import { type MempoolRejectCode, mempoolRejectClass } from '../../../policy/reject-codes.ts';
import type { Satoshis } from '../../../primitives/amount.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { describeRejection, type Rejected } from '../../../util/verdict.ts';
import { parseAmount, parseFeeRate } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_SIGNED_HEX } from '../examples.ts';
import type { MempoolContext } from './context.ts';
import { checkBurn, maxBurnParam } from './max-burn.ts';
import { maxFeeAt, maxFeeRateParam } from './max-fee.ts';

export const submitTransaction = defineMethod({
  name: 'submitTransaction',
  aliases: ['sendRawTransaction'],
  category: 'rawtransactions',
  description:
    'Submit a signed transaction (serialized, hex-encoded) to the mempool of the node, from where it goes into a block. Answers its id once it is on disk; a transaction that is in the mempool already is answered the same.',
  params: {
    hexstring: required(Type.String(), 'The hex string of the raw transaction'),
    maxfeerate: maxFeeRateParam(),
    maxburnamount: maxBurnParam(),
  },
  result: hashHex(),
  errors: [
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'the hex spells no transaction' },
    { error: 'RPC_VERIFY_ERROR', when: 'what it spends is not there, or it pays or burns more than allowed' },
    { error: 'RPC_VERIFY_REJECTED', when: 'it breaks a rule, with the reason' },
    { error: 'RPC_VERIFY_ALREADY_IN_UTXO_SET', when: 'it is in the chain already' },
    { error: 'RPC_TYPE_ERROR', when: 'a limit is no amount' },
    { error: 'RPC_INVALID_PARAMETER', when: 'maxfeerate is 1 BTC/kvB or more' },
  ],
  example: [EXAMPLE_SIGNED_HEX],
  handler: async ({ hexstring, maxfeerate, maxburnamount }, context: MempoolContext) => {
    const maxBurn = parseAmount(maxburnamount);
    const tx = decodeTransactionHex(hexstring);
    if (!tx) {
      throw new RpcError(
        'RPC_DESERIALIZATION_ERROR',
        'TX decode failed. Make sure the tx has at least one input.',
      );
    }
    checkBurn(tx, maxBurn);
    await submit(tx, maxFeeAt(parseFeeRate(maxfeerate), virtualSize(transactionWeight(tx))), context);
    return displayHash(tx.txid);
  },
});

/** @source Bitcoin Core src/node/transaction.cpp BroadcastTransaction */
async function submit(
  tx: Transaction,
  maxFee: Satoshis,
  { chainstate, mempool }: MempoolContext,
): Promise<void> {
  const { txid } = tx;
  const isConfirmed = tx.outputs.some((_, index) => chainstate.coins.getCoin({ txid, index }));
  if (isConfirmed) {
    throw new RpcError('RPC_VERIFY_ALREADY_IN_UTXO_SET', 'Transaction outputs already in utxo set');
  }
  // By its id alone: what is there already will do, whatever its witness.
  const isKnown = mempool.get(txid) !== undefined;
  if (!isKnown) checkMaxFee(tx, maxFee, mempool);
  const verdict = await mempool.submit(tx);
  if (!verdict.ok && !isKnown) throw rejection(verdict);
}

/** Asks the mempool first where the fee is too high: a rule that the transaction breaks is told before. */
function checkMaxFee(tx: Transaction, maxFee: Satoshis, mempool: Mempool): void {
  if (feeOf(tx, mempool.coins) <= maxFee) return;
  const verdict = mempool.test(tx);
  if (!verdict.ok) throw rejection(verdict);
  throw new RpcError(
    'RPC_VERIFY_ERROR',
    'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)',
  );
}

/** What its inputs bring beyond its outputs; less than that where an input's coin isn't there. */
function feeOf({ inputs, outputs }: Transaction, coins: CoinsSource): Satoshis {
  const valueIn = inputs.reduce((sum, { prevout }) => sum + (coins.getCoin(prevout)?.output.value ?? 0), 0);
  return valueIn - outputs.reduce((sum, { value }) => sum + value, 0);
}

function rejection(rejected: Rejected<MempoolRejectCode>): RpcError {
  const isMissingInputs = mempoolRejectClass(rejected.code) === 'missing-inputs';
  const kind = isMissingInputs ? 'RPC_VERIFY_ERROR' : 'RPC_VERIFY_REJECTED';
  return new RpcError(kind, describeRejection(rejected));
}
