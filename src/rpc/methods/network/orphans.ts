import { transactionWeight, virtualSize } from '../../../consensus/weight.ts';
import type { OrphanInfo } from '../../../mempool/orphanage.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { serializeTransaction } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { hashHex, hexResult, INT32 } from '../../schemas.ts';
import type { NetworkContext } from './context.ts';

const OrphanFields = {
  txid: hashHex(),
  wtxid: hashHex(),
  bytes: Type.Integer({ description: 'The serialized transaction size in bytes' }),
  vsize: Type.Integer({ description: 'The virtual transaction size as defined in BIP 141' }),
  vsize_bip141: Type.Integer({ description: 'The same' }),
  weight: Type.Integer({ description: 'The transaction weight as defined in BIP 141' }),
  from: Type.Array(Type.Integer(), { description: 'Ids of the peers that announced it' }),
};

const MAX_VERBOSITY = 2;

export const getOrphanTxs = defineMethod({
  name: 'getOrphanTxs',
  category: 'rawtransactions',
  hidden: true,
  description:
    'Shows transactions in the tx orphanage: those that peers sent before what they spend.\n\nEXPERIMENTAL warning: this call may be changed in future releases.',
  params: {
    verbosity: withDefault(
      Type.Union([INT32, Type.Boolean()]),
      0,
      '0 for an array of txids, 1 for an array of objects with tx details, and 2 for details from (1) and tx hex',
    ),
  },
  result: Type.Union([
    Type.Array(hashHex(), { title: 'for verbosity = 0' }),
    Type.Array(
      Type.Object({
        ...OrphanFields,
        hex: Type.Optional(hexResult('The serialized transaction; for verbosity = 2')),
      }),
      { title: 'for verbosity = 1 or 2' },
    ),
  ]),
  errors: [
    { error: 'RPC_TYPE_ERROR', when: 'the verbosity is true or false' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the verbosity is not 0, 1 or 2' },
  ],
  example: [1],
  /** @source Bitcoin Core src/rpc/mempool.cpp getorphantxs */
  handler: ({ verbosity }, { peerNetwork }: NetworkContext) => {
    if (typeof verbosity === 'boolean') {
      throw new RpcError('RPC_TYPE_ERROR', 'Verbosity was boolean but only integer allowed');
    }
    if (verbosity < 0 || verbosity > MAX_VERBOSITY) {
      throw new RpcError('RPC_INVALID_PARAMETER', `Invalid verbosity value ${verbosity}`);
    }
    const orphans = peerNetwork.protocol.orphans();
    if (verbosity === 0) return orphans.map(({ tx }) => displayHash(tx.txid));
    return orphans.map((orphan) => ({
      ...orphanView(orphan),
      ...(verbosity === MAX_VERBOSITY && { hex: toHex(serializeTransaction(orphan.tx)) }),
    }));
  },
});

function orphanView({ tx, announcers }: OrphanInfo) {
  const weight = transactionWeight(tx);
  const vsize = virtualSize(weight);
  return {
    txid: displayHash(tx.txid),
    wtxid: displayHash(tx.wtxid),
    bytes: tx.size,
    vsize,
    vsize_bip141: vsize,
    weight,
    from: [...announcers],
  };
}
