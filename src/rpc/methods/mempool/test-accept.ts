import type { Mempool } from '../../../mempool/mempool.ts';
import {
  type AcceptedMember,
  acceptedAlone,
  type MemberOutcome,
  type PackageOutcome,
} from '../../../mempool/package-outcome.ts';
import type { FeeRate } from '../../../policy/fee-rate.ts';
import { PACKAGE_REJECT_CLASSES } from '../../../policy/packages.ts';
import { type MempoolRejectCode, mempoolRejectClass } from '../../../policy/reject-codes.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { describeRejection, type Rejected } from '../../../util/verdict.ts';
import { parseFeeRate } from '../../amounts.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { EXAMPLE_SIGNED_HEX } from '../examples.ts';
import type { MempoolContext } from './context.ts';
import { maxFeeAt, maxFeeRateParam } from './max-fee.ts';
import {
  checkCount,
  decodeOneOfSeveral,
  EffectiveRateView,
  effectiveRateView,
  SEVERAL_ERRORS,
  SizesView,
  sizesView,
} from './several.ts';

const FeesView = Type.Object({ base: amountResult('transaction fee in BTC'), ...EffectiveRateView });

const ResultView = Type.Object({
  txid: hashHex(),
  wtxid: hashHex(),
  'package-error': Type.Optional(
    Type.String({
      description: 'Why these transactions cannot come together (only with more than one)',
    }),
  ),
  allowed: Type.Optional(
    Type.Boolean({
      description:
        'Whether it would be accepted. Absent where it was not judged to the end, since another failed',
    }),
  ),
  ...SizesView,
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
  errors: SEVERAL_ERRORS,
  example: [[EXAMPLE_SIGNED_HEX]],
  handler: ({ rawtxs, maxfeerate }, { mempool }: MempoolContext) => {
    checkCount(rawtxs);
    const maxFeeRate = parseFeeRate(maxfeerate);
    const txs = rawtxs.map(decodeOneOfSeveral);
    return resultsView(txs, judge(txs, mempool), maxFeeRate);
  },
});

/** One alone may replace others, several may not. */
function judge(txs: readonly Transaction[], mempool: Mempool): PackageOutcome {
  const [first, ...others] = txs;
  if (!first || others.length > 0) return mempool.testPackage(txs);
  const verdict = mempool.test(first);
  const outcome = verdict.ok
    ? acceptedAlone(verdict.value)
    : ({ kind: 'refused', rejected: verdict } as const);
  return { failure: undefined, members: new Map([[first, outcome]]) };
}

/** Once a fee is too high nothing is said of those behind it: they may depend on it. */
function resultsView(txs: readonly Transaction[], { failure, members }: PackageOutcome, maxFeeRate: FeeRate) {
  const isTogether = failure !== undefined && PACKAGE_REJECT_CLASSES[failure.code] === 'policy';
  const packageError = isTogether ? { 'package-error': describeRejection(failure) } : {};
  let isSilent = false;
  return txs.map((tx) => {
    const ids = { txid: displayHash(tx.txid), wtxid: displayHash(tx.wtxid), ...packageError };
    const outcome = isSilent ? undefined : members.get(tx);
    if (outcome?.kind === 'accepted' && isTooDear(outcome.accepted, maxFeeRate)) {
      isSilent = true;
      return { ...ids, allowed: false, 'reject-reason': 'max-fee-exceeded' };
    }
    return { ...ids, ...memberView(outcome) };
  });
}

function isTooDear({ fee, vsize }: AcceptedMember, maxFeeRate: FeeRate): boolean {
  return fee > maxFeeAt(maxFeeRate, vsize);
}

/** Nothing is said of one that was not judged to the end. */
function memberView(outcome: MemberOutcome | undefined) {
  if (outcome?.kind === 'refused') return rejectionView(outcome.rejected);
  return outcome?.kind === 'accepted' ? acceptedView(outcome.accepted) : {};
}

function acceptedView(accepted: AcceptedMember) {
  const { tx, fee, vsize } = accepted;
  return {
    allowed: true,
    ...sizesView(tx, vsize),
    fees: { base: amount(fee), ...effectiveRateView(accepted) },
  };
}

function rejectionView(rejected: Rejected<MempoolRejectCode>) {
  if (mempoolRejectClass(rejected.code) === 'missing-inputs') {
    return { allowed: false, 'reject-reason': 'missing-inputs' };
  }
  return { allowed: false, 'reject-reason': rejected.code, 'reject-details': describeRejection(rejected) };
}
