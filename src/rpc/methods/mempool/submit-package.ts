import type { MemberOutcome, PackageOutcome } from '../../../mempool/package-outcome.ts';
import { isChildWithParentsTree } from '../../../policy/packages.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { compareBytes } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { describeRejection } from '../../../util/verdict.ts';
import { parseAmount, parseFeeRate } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { EXAMPLE_SIGNED_HEX } from '../examples.ts';
import type { MempoolContext } from './context.ts';
import { checkBurn, maxBurnParam } from './max-burn.ts';
import { maxFeeRateParam } from './max-fee.ts';
import {
  checkCount,
  decodeOneOfSeveral,
  EffectiveRateView,
  effectiveRateView,
  SEVERAL_ERRORS,
  SizesView,
  sizesView,
} from './several.ts';

const FeesView = Type.Object({
  base: amountResult('transaction fee in BTC'),
  'effective-feerate': Type.Optional(EffectiveRateView['effective-feerate']),
  'effective-includes': Type.Optional(EffectiveRateView['effective-includes']),
});

const MemberView = Type.Object({
  txid: hashHex(),
  'other-wtxid': Type.Optional(
    hashHex('Of the same transaction with another witness, which is in the mempool and stays'),
  ),
  ...SizesView,
  fees: Type.Optional(FeesView),
  error: Type.Optional(
    Type.String({ description: 'Why it was refused; package-not-validated where it was not looked at' }),
  ),
});

export const submitPackage = defineMethod({
  name: 'submitPackage',
  category: 'rawtransactions',
  description:
    'Submits a transaction with (some, all or none of) its unconfirmed parents to the mempool. What is refused for its fee alone is judged together with its child, who can pay for it. Answers once what was accepted is on disk; transactions that are in the mempool already are answered the same.',
  params: {
    package: required(
      Type.Array(Type.String()),
      'An array of hex strings of raw transactions: the parents, of which none spends of another, then the child',
    ),
    maxfeerate: maxFeeRateParam(),
    maxburnamount: maxBurnParam(),
  },
  result: Type.Object({
    package_msg: Type.String({
      description: '"success" where all transactions are in the mempool now, else the reason',
    }),
    'tx-results': Type.Record(Type.String(), MemberView, { description: 'By wtxid' }),
    'replaced-transactions': Type.Array(hashHex(), { description: 'Ids of what had to go' }),
  }),
  errors: [
    ...SEVERAL_ERRORS,
    { error: 'RPC_VERIFY_ERROR', when: 'they are no child with its parents, or one burns more than allowed' },
  ],
  example: [[EXAMPLE_SIGNED_HEX]],
  handler: async (params, { mempool }: MempoolContext) => {
    checkCount(params.package);
    // 0 is no limit at all.
    const maxFeeRate = parseFeeRate(params.maxfeerate);
    const maxBurn = parseAmount(params.maxburnamount);
    const txs = params.package.map((hex) => {
      const tx = decodeOneOfSeveral(hex);
      checkBurn(tx, maxBurn);
      return tx;
    });
    checkTopology(txs);
    return outcomeView(txs, await mempool.submitPackage({ txs, ...(maxFeeRate > 0 && { maxFeeRate }) }));
  },
});

function checkTopology(txs: readonly Transaction[]): void {
  if (txs.length === 1 || isChildWithParentsTree(txs)) return;
  throw new RpcError(
    'RPC_VERIFY_ERROR',
    'package topology disallowed. not child-with-parents or parents depend on each other.',
  );
}

function outcomeView(txs: readonly Transaction[], { failure, members }: PackageOutcome) {
  const replaced = [...members.values()].flatMap((outcome) =>
    outcome.kind === 'accepted' ? outcome.accepted.replaced : [],
  );
  // As Core's sets are ordered: by the bytes as they were hashed.
  const txids = replaced.map(({ tx }) => tx.txid).sort(compareBytes);
  return {
    package_msg: failure ? describeRejection(failure) : 'success',
    'tx-results': Object.fromEntries(
      txs.map((tx) => [
        displayHash(tx.wtxid),
        { txid: displayHash(tx.txid), ...memberView(tx, members.get(tx)) },
      ]),
    ),
    'replaced-transactions': [...new Set(txids.map(displayHash))],
  };
}

function memberView(tx: Transaction, outcome: MemberOutcome | undefined) {
  switch (outcome?.kind) {
    case 'accepted': {
      const { fee, vsize } = outcome.accepted;
      return {
        ...sizesView(tx, vsize),
        fees: { base: amount(fee), ...effectiveRateView(outcome.accepted) },
      };
    }
    case 'known':
      return { ...sizesView(tx, outcome.vsize), fees: { base: amount(outcome.fee) } };
    case 'other-witness':
      return { 'other-wtxid': displayHash(outcome.wtxid) };
    case 'refused':
      return { error: describeRejection(outcome.rejected) };
    default:
      return { error: 'package-not-validated' };
  }
}
