import { Type } from '@sinclair/typebox';
import { transactionWeight, virtualSize } from '../../../consensus/weight.ts';
import type { AcceptedTransaction } from '../../../mempool/accept.ts';
import type { TestResult } from '../../../mempool/test-accept.ts';
import { feeRateOf } from '../../../policy/fee-rate.ts';
import { checkPackageForm, MAX_PACKAGE_COUNT } from '../../../policy/packages.ts';
import { type MempoolRejectCode, mempoolRejectClass } from '../../../policy/reject-codes.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { describeRejection, type Rejected } from '../../../util/verdict.ts';
import { parseFeeRate } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_SIGNED_HEX } from '../examples.ts';
import type { MempoolContext } from './context.ts';
import { maxFeeAt, maxFeeRateParam } from './max-fee.ts';

const FeesView = Type.Object({
  base: amountResult('transaction fee in BTC'),
  'effective-feerate': amountResult('the fee rate by which it is judged, in BTC per kvB'),
  'effective-includes': Type.Array(hashHex(), {
    description: 'wtxids of those whose fees and sizes are in it',
  }),
});

const ResultView = Type.Object({
  txid: hashHex(),
  wtxid: hashHex(),
  'package-error': Type.Optional(
    Type.String({
      description: 'Why these transactions cannot be judged together (only with more than one)',
    }),
  ),
  allowed: Type.Optional(
    Type.Boolean({
      description:
        'Whether it would be accepted. Absent where it was not judged to the end, since another failed',
    }),
  ),
  vsize_adjusted: Type.Optional(
    Type.Integer({
      description: 'The larger of the virtual size and what the signature operations count as',
    }),
  ),
  vsize: Type.Optional(Type.Integer({ description: '(DEPRECATED) the same as vsize_adjusted' })),
  vsize_bip141: Type.Optional(Type.Integer({ description: 'The virtual transaction size (BIP141)' })),
  fees: Type.Optional(FeesView),
  'reject-reason': Type.Optional(Type.String({ description: "Why not (only where 'allowed' is false)" })),
  'reject-details': Type.Optional(
    Type.String({ description: 'The same with details, where there are some' }),
  ),
});

export const testMempoolAccept = defineMethod({
  name: 'testMempoolAccept',
  category: 'rawtransactions',
  description:
    'Tells whether transactions would be accepted by the mempool, which stays as it is. Several are judged as one package: parents come before children, and none may spend a coin that another one, or the mempool, spends. Each of them must pay its own way.',
  params: {
    rawtxs: required(Type.Array(Type.String()), 'An array of hex strings of raw transactions'),
    maxfeerate: maxFeeRateParam(),
  },
  result: Type.Array(ResultView, { description: 'In the order of the parameters' }),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: `there are none or more than ${MAX_PACKAGE_COUNT}, or maxfeerate is 1 BTC/kvB or more`,
    },
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'a hex spells no transaction' },
    { error: 'RPC_TYPE_ERROR', when: 'maxfeerate is no amount' },
  ],
  example: [[EXAMPLE_SIGNED_HEX]],
  handler: ({ rawtxs, maxfeerate }, { mempool }: MempoolContext) => {
    if (rawtxs.length < 1 || rawtxs.length > MAX_PACKAGE_COUNT) {
      throw new RpcError(
        'RPC_INVALID_PARAMETER',
        `Array must contain between 1 and ${MAX_PACKAGE_COUNT} transactions.`,
      );
    }
    const maxFeeRate = parseFeeRate(maxfeerate);
    const txs = rawtxs.map(decodeOne);
    const form = checkPackageForm(txs);
    if (!form.ok && txs.length > 1) {
      return txs.map((tx) => ({ ...idsOf(tx), 'package-error': describeRejection(form) }));
    }
    return resultsView(txs, mempool.test(txs), maxFeeRate);
  },
});

function decodeOne(hex: string): Transaction {
  const tx = decodeTransactionHex(hex);
  if (tx) return tx;
  throw new RpcError(
    'RPC_DESERIALIZATION_ERROR',
    `TX decode failed: ${hex} Make sure the tx has at least one input.`,
  );
}

/** Once a fee is too high nothing is said of those behind it: they may depend on it. */
function resultsView(txs: readonly Transaction[], results: readonly TestResult[], maxFeeRate: number) {
  let isSilent = false;
  return txs.map((tx, i) => {
    const result = results[i];
    if (isSilent || !result) return idsOf(tx);
    if (!result.ok) return { ...idsOf(tx), ...rejectionView(result) };
    const { fee, vsize } = result.value;
    if (fee <= maxFeeAt(maxFeeRate, vsize)) return { ...idsOf(tx), ...acceptedView(result.value) };
    isSilent = true;
    return { ...idsOf(tx), allowed: false, 'reject-reason': 'max-fee-exceeded' };
  });
}

function idsOf({ txid, wtxid }: Transaction) {
  return { txid: displayHash(txid), wtxid: displayHash(wtxid) };
}

function acceptedView({ tx, fee, vsize }: AcceptedTransaction) {
  return {
    allowed: true,
    vsize_adjusted: vsize,
    vsize,
    vsize_bip141: virtualSize(transactionWeight(tx)),
    fees: {
      base: amount(fee),
      'effective-feerate': amount(feeRateOf({ fee, vsize })),
      'effective-includes': [displayHash(tx.wtxid)],
    },
  };
}

function rejectionView(rejected: Rejected<MempoolRejectCode>) {
  if (mempoolRejectClass(rejected.code) === 'missing-inputs') {
    return { allowed: false, 'reject-reason': 'missing-inputs' };
  }
  return { allowed: false, 'reject-reason': rejected.code, 'reject-details': describeRejection(rejected) };
}
