import { sha256 } from '../../../crypto/sha256d.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { decodeAddress } from '../../../script/address.ts';
import { fromHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { amountResult, hashHex, INT32 } from '../../schemas.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

const MAX_COUNT = 1_000;

export const getAddressHistory = defineMethod({
  name: 'getAddressHistory',
  category: 'blockchain',
  description:
    'Returns the transactions of the best chain that pay to an address or spend from it, the oldest first, with what each means for it (requires addressindex).',
  params: {
    address: required(Type.String(), 'The address, or the hex of an output script'),
    count: withDefault(INT32, 100, `How many transactions to show, at most ${MAX_COUNT}`),
    skip: withDefault(INT32, 0, 'How many of the oldest to leave out'),
  },
  result: Type.Object({
    balance: amountResult('What unspent outputs of the address are worth in BTC'),
    received: amountResult('The sum of all changes above zero in BTC'),
    txcount: Type.Integer({ description: 'The number of transactions in all' }),
    transactions: Type.Array(
      Type.Object({
        txid: hashHex(),
        height: Type.Integer({ description: 'The height of its block' }),
        blockhash: hashHex(),
        blockindex: Type.Integer({ description: 'Its place in the block' }),
        confirmations: Type.Integer({ description: 'The number of confirmations' }),
        change: amountResult('What it pays to the address, less what of it it spends, in BTC'),
      }),
    ),
  }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'it is no address of this network and no hex' },
    { error: 'RPC_INVALID_PARAMETER', when: 'count or skip is out of range' },
    { error: 'RPC_MISC_ERROR', when: 'the history is not kept (-addressindex), or still being made' },
  ],
  example: ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'],
  handler: async ({ address, count, skip }, context: BlockchainContext) => {
    const { indexes, chainstate } = context;
    const script = readScript(address, context);
    if (count < 1 || count > MAX_COUNT) throw invalid(`count must be from 1 to ${MAX_COUNT}, not ${count}`);
    if (skip < 0) throw invalid(`skip must be 0 or more, not ${skip}`);
    if (!indexes.isKept('addressindex')) {
      throw new RpcError('RPC_MISC_ERROR', 'Index is not enabled. Start the node with -addressindex.');
    }
    const reader = await indexes.current('addressindex');
    if (!reader) {
      throw new RpcError('RPC_MISC_ERROR', 'The address index is still being made (see getindexinfo).');
    }
    const scriptHash = sha256(script);
    const totals = reader.historyTotals(scriptHash);
    const tip = chainstate.tip().height;
    return {
      balance: amount(totals.balance),
      received: amount(totals.received),
      txcount: totals.count,
      transactions: reader.history(scriptHash, { skip, count }).flatMap((row) => {
        const block = chainstate.atHeight(row.height);
        if (!block) return [];
        return [
          {
            txid: displayHash(row.txid),
            height: row.height,
            blockhash: displayHash(block.hash),
            blockindex: row.position,
            confirmations: tip - row.height + 1,
            change: amount(row.change),
          },
        ];
      }),
    };
  },
});

function readScript(text: string, { network }: Pick<BlockchainContext, 'network'>): Uint8Array {
  const decoded = decodeAddress(text, network.addresses);
  if (decoded.ok) return decoded.value;
  const bytes = text === '' ? undefined : fromHex(text);
  if (bytes) return bytes;
  throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', decoded.error);
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
