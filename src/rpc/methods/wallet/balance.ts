import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, optional, withDefault } from '../../registry.ts';
import { amountResult, hashHex, INT32 } from '../../schemas.ts';
import type { WalletContext } from './context.ts';

/** @source Bitcoin Core src/wallet/rpc/coins.cpp getbalance */
export const getBalance = defineMethod({
  name: 'getBalance',
  category: 'wallet',
  description:
    'Returns what the default key can spend: confirmed coins, rewards once they are mature, and the change of own transactions that wait for a block.',
  params: {
    dummy: optional(Type.String(), 'Remains for backward compatibility. Must be excluded or set to "*".'),
    minconf: withDefault(INT32, 0, 'Only include transactions confirmed at least this many times.'),
  },
  result: amountResult('The total amount received for this wallet and not spent.'),
  errors: [{ error: 'RPC_METHOD_DEPRECATED', when: 'dummy is anything else' }],
  example: [],
  handler: async ({ dummy = '*', minconf }, { wallet }: Pick<WalletContext, 'wallet'>) => {
    if (dummy !== '*') {
      throw new RpcError('RPC_METHOD_DEPRECATED', 'dummy first argument must be excluded or set to "*".');
    }
    return amount((await (await wallet()).balances(minconf)).trusted);
  },
});

/** @source Bitcoin Core src/wallet/rpc/coins.cpp getbalances */
export const getBalances = defineMethod({
  name: 'getBalances',
  category: 'wallet',
  description: 'Returns all balances of the default key.',
  params: {},
  result: Type.Object({
    mine: Type.Object({
      trusted: amountResult('What can be spent: confirmed outputs, and own unconfirmed change'),
      untrusted_pending: amountResult('What unconfirmed transactions of others would bring'),
      immature: amountResult('Rewards that have to mature'),
    }),
    lastprocessedblock: Type.Object({ hash: hashHex(), height: Type.Integer() }),
  }),
  errors: [],
  example: [],
  handler: async (_params, { wallet, chainstate }: Pick<WalletContext, 'wallet' | 'chainstate'>) => {
    const { trusted, untrustedPending, immature } = await (await wallet()).balances();
    const { hash, height } = chainstate.tip();
    return {
      mine: {
        trusted: amount(trusted),
        untrusted_pending: amount(untrustedPending),
        immature: amount(immature),
      },
      lastprocessedblock: { hash: displayHash(hash), height },
    };
  },
});
