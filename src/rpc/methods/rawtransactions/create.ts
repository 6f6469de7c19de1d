import { serializeTransaction } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod, optional, required, withDefault } from '../../registry.ts';
import { AMOUNT, hashHex, hexResult, INT64, UINT32 } from '../../schemas.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_COINBASE_TXID } from '../examples.ts';
import { constructTransaction } from './construct-transaction.ts';
import type { RawTransactionContext } from './context.ts';

const InputsShape = Type.Array(
  Type.Object({
    txid: hashHex(),
    vout: Type.Integer({ description: 'The output number' }),
    sequence: Type.Optional(Type.Integer({ description: 'The sequence number' })),
  }),
);

const OutputsShape = Type.Array(
  Type.Object({
    address: Type.Optional(
      Type.Unsafe({ ...AMOUNT, description: 'The key is the bitcoin address, the value the amount in BTC' }),
    ),
    data: Type.Optional(Type.String({ description: 'Hex-encoded data that become an OP_RETURN output' })),
  }),
);

/** What says which transaction to make. */
export const CONSTRUCTION_PARAMS = {
  inputs: required(Type.Array(Type.Unknown()), 'The inputs', { shown: InputsShape }),
  outputs: required(
    Type.Unknown(),
    'The outputs, each an object with one key; or one object that has all of them. No address may come twice, data only once.',
    { shown: OutputsShape },
  ),
  locktime: withDefault(INT64, 0, 'Raw locktime. Non-0 value also locktime-activates inputs'),
  replaceable: optional(
    Type.Boolean(),
    'Marks this transaction as BIP125-replaceable; an error where explicit sequence numbers contradict it',
    { defaultHint: 'true' },
  ),
  version: withDefault(UINT32, 2, 'Transaction version'),
};

export const CONSTRUCTION_ERRORS = [
  { error: 'RPC_TYPE_ERROR', when: 'an input, output or amount is of the wrong type' },
  { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'an address is none of this network' },
  { error: 'RPC_INVALID_PARAMETER', when: 'a value is out of range or comes twice' },
] as const;

export const createRawTransaction = defineMethod({
  name: 'createRawTransaction',
  category: 'rawtransactions',
  description:
    'Create a transaction spending the given inputs and creating new outputs, addresses or data. Returns its hex. Its inputs are not signed, and it is neither stored nor transmitted.',
  params: CONSTRUCTION_PARAMS,
  result: hexResult('The transaction, not signed'),
  errors: CONSTRUCTION_ERRORS,
  example: [[{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }], [{ [EXAMPLE_ADDRESS]: 49.9999 }]],
  handler: (request, { network }: Pick<RawTransactionContext, 'network'>) =>
    toHex(serializeTransaction(constructTransaction(request, network.addresses))),
});
