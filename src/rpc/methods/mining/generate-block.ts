import { serializeBlock } from '../../../primitives/block.ts';
import { displayHash, parseDisplayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { decodeAddress } from '../../../script/address.ts';
import { Type } from '../../../util/schema.ts';
import { describeRejection } from '../../../util/verdict.ts';
import { rewardScriptOf } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { hexOf } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex, hexResult } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_ADDRESS } from '../examples.ts';
import type { MiningContext } from './context.ts';
import { DEFAULT_MAX_TRIES } from './generate.ts';
import { requireMineable } from './require-mineable.ts';

/** What this method needs of the node. */
type GenerateBlockContext = Pick<MiningContext, 'chainstate' | 'network' | 'mempool' | 'generateBlock'>;

export const generateBlock = defineMethod({
  name: 'generateBlock',
  category: 'mining',
  description:
    'Mine a set of ordered transactions to a specified address or descriptor and return the block hash. Transaction fees are not collected in the block reward.',
  params: {
    output: required(Type.String(), 'The address or descriptor to send the newly generated bitcoin to.'),
    transactions: required(
      Type.Array(Type.String()),
      'Raw transactions as hex, or txids of transactions that are in the mempool, in the order that they have in the block.',
    ),
    submit: withDefault(
      Type.Boolean(),
      true,
      'Whether to submit the block before the RPC call returns or to return it as hex.',
    ),
  },
  result: Type.Object({
    hash: hashHex(),
    hex: Type.Optional(hexResult('The block, serialized (only with submit=false)')),
  }),
  errors: [
    {
      error: 'RPC_INVALID_ADDRESS_OR_KEY',
      when: 'the output is no address or descriptor, or a txid is not in the mempool',
    },
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'a hex spells no transaction' },
    { error: 'RPC_VERIFY_ERROR', when: 'the block would break a rule, with the reason' },
    {
      error: 'RPC_MISC_ERROR',
      when: 'no block was found in a million tries, or others must sign the blocks of this network (signet)',
    },
  ],
  example: [EXAMPLE_ADDRESS, []],
  handler: async ({ output, transactions, submit }, context: GenerateBlockContext) => {
    requireMineable(context);
    const scriptPubKey = await readOutput(output, context);
    const generated = await context.generateBlock({
      scriptPubKey,
      transactions: transactions.map((text) => readTransaction(text, context)),
      submit,
      maxTries: DEFAULT_MAX_TRIES,
    });
    if (!generated.ok) {
      throw new RpcError('RPC_VERIFY_ERROR', `TestBlockValidity failed: ${describeRejection(generated)}`);
    }
    const block = generated.value;
    if (!block) throw new RpcError('RPC_MISC_ERROR', 'Failed to make block.');
    return { hash: displayHash(block.hash), ...(!submit && { hex: hexOf(serializeBlock(block)) }) };
  },
});

async function readOutput(text: string, context: Pick<MiningContext, 'network'>): Promise<Uint8Array> {
  const script = await rewardScriptOf(text, context);
  if (typeof script !== 'string') return script;
  const decoded = decodeAddress(text, context.network.addresses);
  if (decoded.ok) return decoded.value;
  throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Error: Invalid address or descriptor');
}

function readTransaction(text: string, { mempool }: Pick<MiningContext, 'mempool'>): Transaction {
  const txid = parseDisplayHash(text);
  const tx = txid ? mempool.get(txid)?.tx : decodeTransactionHex(text);
  if (tx) return tx;
  if (txid) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', `Transaction ${text} not in mempool.`);
  throw new RpcError(
    'RPC_DESERIALIZATION_ERROR',
    `Transaction decode failed for ${text}. Make sure the tx has at least one input.`,
  );
}
