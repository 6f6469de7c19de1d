import type { Satoshis } from '../../../primitives/amount.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { isUnspendable } from '../../../script/predicates.ts';
import { hasValidOps } from '../../../script/valid-ops.ts';
import { RpcError } from '../../errors.ts';
import { withDefault } from '../../registry.ts';
import { AMOUNT } from '../../schemas.ts';

/** How a client protects itself from destroying coins by mistake. */

/** The parameter `maxburnamount`, to be read by parseAmount(). */
export function maxBurnParam() {
  return withDefault(
    AMOUNT,
    0,
    'Reject transactions with provably unspendable outputs (e.g. OP_RETURN) of more than this, in BTC',
  );
}

/** Outputs that nobody can ever spend destroy what they hold. @throws RpcError -25 where one has more than allowed */
export function checkBurn({ outputs }: Transaction, maxBurn: Satoshis): void {
  const burns = outputs.some(
    ({ value, scriptPubKey }) =>
      value > maxBurn && (isUnspendable(scriptPubKey) || !hasValidOps(scriptPubKey)),
  );
  if (!burns) return;
  throw new RpcError(
    'RPC_VERIFY_ERROR',
    'Unspendable output exceeds maximum configured by user (maxburnamount)',
  );
}
