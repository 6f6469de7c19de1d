import { displayHash, parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { amountResult, hashHex, UINT32 } from '../../schemas.ts';
import { ScriptPubKeyView, scriptPubKeyView } from '../../views/script.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import type { MempoolContext } from './context.ts';

export const getTxOut = defineMethod({
  name: 'getTxOut',
  category: 'blockchain',
  description: 'Returns details about an unspent transaction output.',
  params: {
    txid: required(hashHex(), 'The transaction id'),
    n: required(UINT32, 'vout number'),
    include_mempool: withDefault(
      Type.Boolean(),
      true,
      "Whether to include the mempool. Note that an unspent output that is spent in the mempool won't appear.",
    ),
  },
  result: Type.Union([
    Type.Null({ title: 'If the UTXO was not found' }),
    Type.Object(
      {
        bestblock: hashHex(),
        confirmations: Type.Integer({ description: 'The number of confirmations' }),
        value: amountResult('The transaction value in BTC'),
        scriptPubKey: ScriptPubKeyView,
        coinbase: Type.Boolean({ description: 'Coinbase or not' }),
      },
      { title: 'Otherwise' },
    ),
  ]),
  errors: [],
  example: [EXAMPLE_TXID, 0],
  handler: ({ txid, n, include_mempool }, { chainstate, network, mempool }: MempoolContext) => {
    const outpoint = { txid: expectDefined(parseDisplayHash(txid), 'a hash that was checked'), index: n };
    if (include_mempool && mempool.spenderOf(outpoint)) return null;
    const coin = (include_mempool ? mempool : chainstate).coins.getCoin(outpoint);
    if (!coin) return null;
    const tip = chainstate.tip();
    return {
      bestblock: displayHash(tip.hash),
      // A coin of the mempool counts as made in the next block.
      confirmations: tip.height - coin.height + 1,
      value: amount(coin.output.value),
      scriptPubKey: scriptPubKeyView(coin.output.scriptPubKey, network.addresses),
      coinbase: coin.isCoinbase,
    };
  },
});
