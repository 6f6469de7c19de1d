import type { Satoshis } from '../../primitives/amount.ts';
import { Type } from '../../util/schema.ts';
import { RpcError } from '../errors.ts';
import { amount } from '../json.ts';
import { defineMethod, type RpcMethod, required, withDefault } from '../registry.ts';
import { amountResult, INT32 } from '../schemas.ts';
import type { MempoolContext } from './mempool/context.ts';

/** What a transaction should pay. @source Bitcoin Core src/rpc/fees.cpp */

export interface FeeContext extends Pick<MempoolContext, 'mempool'> {
  /** What estimates fall back to, satoshis per 1000 virtual bytes; undefined where a guess could cost somebody money. */
  readonly fallbackFee: Satoshis | undefined;
}

/** Blocks that a transaction can be willing to wait. @source Bitcoin Core src/policy/fees/block_policy_estimator.h */
const MAX_TARGET = 1008;

const ESTIMATE_MODES = ['unset', 'economical', 'conservative'];

const estimateSmartFee = defineMethod({
  name: 'estimateSmartFee',
  category: 'util',
  description:
    'Estimates the approximate fee per kilovirtualbyte needed for a transaction to begin confirmation within conf_target blocks. This node keeps no statistics of fees: on networks for learning it answers what -fallbackfee says, or what the mempool asks for now where that is more, and says so in "errors"; on others it answers with an error alone.',
  params: {
    conf_target: required(INT32, `Confirmation target in blocks (1 - ${MAX_TARGET})`),
    estimate_mode: withDefault(
      Type.String(),
      'economical',
      `The fee estimate mode: ${ESTIMATE_MODES.join(', ')}`,
    ),
  },
  result: Type.Object({
    feerate: Type.Optional(amountResult('estimate fee rate in BTC/kvB')),
    errors: Type.Optional(Type.Array(Type.String({ description: 'error' }))),
    blocks: Type.Integer({ description: 'block number where estimate was found' }),
  }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the target or the mode is none of those' }],
  example: [6],
  handler: ({ conf_target: target, estimate_mode }, { mempool, fallbackFee }: FeeContext) => {
    checkTarget(target);
    if (!ESTIMATE_MODES.includes(estimate_mode.toLowerCase())) {
      const modes = ESTIMATE_MODES.map((mode) => `"${mode}"`).join(', ');
      throw new RpcError(
        'RPC_INVALID_PARAMETER',
        `Invalid estimate_mode parameter, must be one of: ${modes}`,
      );
    }
    const noData = 'Insufficient data or no feerate found';
    if (fallbackFee === undefined) return { errors: [noData], blocks: target };
    const { minFeeRate, minRelayFeeRate } = mempool.info();
    return {
      feerate: amount(Math.max(fallbackFee, minFeeRate, minRelayFeeRate)),
      errors: [`${noData}: this is the fallback of -fallbackfee`],
      blocks: target,
    };
  },
});

const estimateRawFee = defineMethod({
  name: 'estimateRawFee',
  category: 'util',
  hidden: true,
  description:
    'Tells what statistics of fees say of a confirmation within conf_target blocks, for each span of time that they cover. This node keeps none, so that there is nothing to tell of any.',
  params: {
    conf_target: required(INT32, `Confirmation target in blocks (1 - ${MAX_TARGET})`),
    threshold: withDefault(
      Type.Number(),
      0.95,
      'The proportion of transactions in a given feerate range that must have been confirmed within conf_target',
    ),
  },
  result: Type.Object({}, { description: 'Empty: no span of time is covered' }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the target or the threshold is none' }],
  example: [6],
  handler: ({ conf_target, threshold }) => {
    checkTarget(conf_target);
    if (threshold < 0 || threshold > 1) throw new RpcError('RPC_INVALID_PARAMETER', 'Invalid threshold');
    return {};
  },
});

/** @throws RpcError -8 @source Bitcoin Core src/rpc/util.cpp ParseConfirmTarget */
function checkTarget(target: number): void {
  if (target >= 1 && target <= MAX_TARGET) return;
  const message = `Invalid conf_target, must be between 1 and ${MAX_TARGET}`;
  throw new RpcError('RPC_INVALID_PARAMETER', message);
}

export const FEE_METHODS: readonly RpcMethod<FeeContext>[] = [estimateSmartFee, estimateRawFee];
