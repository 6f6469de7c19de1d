import { displayHash } from '../../../primitives/hash256.ts';
import { encodeAddress } from '../../../script/address.ts';
import { toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { amountResult, hashHex, hexResult, INT32 } from '../../schemas.ts';
import type { WalletContext } from './context.ts';

const ANY_AGE = 9_999_999;

/** @source Bitcoin Core src/wallet/rpc/coins.cpp listunspent */
export const listUnspent = defineMethod({
  name: 'listUnspent',
  category: 'wallet',
  description:
    'Returns the coins that the default key can spend now: mature, spent by no transaction that waits for a block, and held by no prepared payment.',
  params: {
    minconf: withDefault(INT32, 1, 'The minimum confirmations to filter; 0 lists own unconfirmed change too'),
    maxconf: withDefault(INT32, ANY_AGE, 'The maximum confirmations to filter'),
  },
  result: Type.Array(
    Type.Object({
      txid: hashHex(),
      vout: Type.Integer({ description: 'The output number' }),
      address: Type.String(),
      scriptPubKey: hexResult('The output script'),
      amount: amountResult('The value of the output'),
      confirmations: Type.Integer(),
      spendable: Type.Boolean({ description: 'True: the node has the key' }),
      solvable: Type.Boolean({ description: 'True: how to spend it is known' }),
      safe: Type.Boolean({ description: "True: confirmed, or made by the node's own payments alone" }),
    }),
  ),
  errors: [],
  example: [],
  handler: async (
    { minconf, maxconf },
    { wallet, chainstate, network }: Pick<WalletContext, 'wallet' | 'chainstate' | 'network'>,
  ) => {
    const coins = await (await wallet()).spendableCoins();
    const confirmationsOf = (height: number) => chainstate.tip().height - height + 1;
    return coins
      .map(({ outpoint, coin }) => ({ outpoint, coin, confirmations: confirmationsOf(coin.height) }))
      .filter(({ confirmations }) => confirmations >= minconf && confirmations <= maxconf)
      .map(({ outpoint, coin: { output }, confirmations }) => ({
        txid: displayHash(outpoint.txid),
        vout: outpoint.index,
        address: expectDefined(
          encodeAddress(output.scriptPubKey, network.addresses),
          'P2WPKH has an address',
        ),
        scriptPubKey: toHex(output.scriptPubKey),
        amount: amount(output.value),
        confirmations,
        spendable: true,
        solvable: true,
        safe: true,
      }));
  },
});
