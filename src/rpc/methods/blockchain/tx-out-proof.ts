import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import {
  makeMerkleBlock,
  provenTransactions,
  readMerkleBlock,
  serializeMerkleBlock,
} from '../../../consensus/merkle-block.ts';
import { MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from '../../../consensus/weight.ts';
import { hashHeader } from '../../../primitives/block-header.ts';
import { displayHash, type Hash256, hashKey, parseDisplayHash } from '../../../primitives/hash256.ts';
import { decode, inWordsOfSpans } from '../../../primitives/reader.ts';
import { fromHex, toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { hashHex, hexResult, someHex } from '../../schemas.ts';
import { EXAMPLE_COINBASE_TXID, EXAMPLE_PROOF } from '../examples.ts';
import { type BlockchainContext, findBlock, interruptionPoint, readBlock } from './context.ts';

/** Proofs that transactions are in a block. @source Bitcoin Core src/rpc/txoutproof.cpp; BIP37 */

export const getTxOutProof = defineMethod({
  name: 'getTxOutProof',
  category: 'blockchain',
  description:
    'Returns a hex-encoded proof that "txid" was included in a block. Without a block hash the block is found where one of the transactions still has an unspent output.',
  params: {
    txids: required(Type.Array(hashHex('txid')), 'The txids to filter'),
    blockhash: optional(Type.String(), 'If specified, looks for txid in the block with this hash'),
  },
  result: hexResult('The proof: a header with a part of the merkle tree (BIP37)'),
  errors: [
    {
      error: 'RPC_INVALID_ADDRESS_OR_KEY',
      when: 'the block is not known or found, or does not have all of the transactions',
    },
    { error: 'RPC_INVALID_PARAMETER', when: 'no txids are given, or one of them twice' },
    { error: 'RPC_MISC_ERROR', when: 'the data of the block are not here' },
  ],
  example: [[EXAMPLE_COINBASE_TXID]],
  handler: async ({ txids, blockhash }, context: BlockchainContext) => {
    const wanted = distinctTxids(txids);
    // Core looks at the hash after the txids.
    const entry =
      blockhash === undefined
        ? await findContaining(wanted, context)
        : findBlock(readAs(hashHex(), blockhash, 'blockhash'), context);
    if (!entry) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Transaction not yet in block');
    const block = readBlock(entry, context);
    const keys = new Set(wanted.map(hashKey));
    if (block.transactions.filter(({ txid }) => keys.has(hashKey(txid))).length !== wanted.length) {
      throw new RpcError(
        'RPC_INVALID_ADDRESS_OR_KEY',
        'Not all transactions found in specified or retrieved block',
      );
    }
    return toHex(serializeMerkleBlock(makeMerkleBlock(block, wanted)));
  },
});

function distinctTxids(txids: readonly string[]): readonly Hash256[] {
  if (txids.length === 0) throw new RpcError('RPC_INVALID_PARAMETER', "Parameter 'txids' cannot be empty");
  const seen = new Set<string>();
  return txids.map((text) => {
    const txid = expectDefined(parseDisplayHash(text), 'a hash that was checked');
    if (seen.has(hashKey(txid))) {
      throw new RpcError('RPC_INVALID_PARAMETER', `Invalid parameter, duplicated txid: ${text}`);
    }
    seen.add(hashKey(txid));
    return txid;
  });
}

/** The block of a transaction with an unspent output or, with -txindex, of any. */
async function findContaining(
  txids: readonly Hash256[],
  context: BlockchainContext,
): Promise<BlockIndexEntry | undefined> {
  const entry = await findByCoin(txids, context);
  const [first] = txids;
  if (entry || !first) return entry;
  const place = (await context.indexes.current('txindex'))?.transaction(first);
  return place && context.chainstate.atHeight(place.height);
}

/** No block can hold more outputs of 9 bytes. @source Bitcoin Core src/coins.cpp MAX_OUTPUTS_PER_BLOCK */
const MAX_OUTPUTS_PER_BLOCK = Math.floor(MAX_BLOCK_WEIGHT / (WITNESS_SCALE_FACTOR * 9));

/** Outputs looked for before others have their turn. */
const OUTPUTS_AT_ONCE = 500;

/** The block of the first of the transactions that has an unspent output. @source Bitcoin Core AccessByTxid */
async function findByCoin(
  txids: readonly Hash256[],
  context: BlockchainContext,
): Promise<BlockIndexEntry | undefined> {
  const rest = interruptionPoint(context);
  const { chainstate } = context;
  for (const txid of txids) {
    for (let index = 0; index < MAX_OUTPUTS_PER_BLOCK; index++) {
      const coin = chainstate.coins.getCoin({ txid, index });
      if (coin) return chainstate.atHeight(coin.height);
      if (index % OUTPUTS_AT_ONCE === OUTPUTS_AT_ONCE - 1) await rest();
    }
  }
  return undefined;
}

export const verifyTxOutProof = defineMethod({
  name: 'verifyTxOutProof',
  category: 'blockchain',
  description:
    'Verifies that a proof points to a transaction in a block, returning the transaction it commits to and throwing an RPC error if the block is not in our best chain.',
  params: { proof: required(someHex(), 'The hex-encoded proof generated by gettxoutproof') },
  result: Type.Array(hashHex(), {
    description: 'The txid(s) which the proof commits to, or empty array if the proof cannot be validated.',
  }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the block is not in the best chain' },
    { error: 'RPC_MISC_ERROR', when: 'the bytes are no proof' },
  ],
  example: [EXAMPLE_PROOF],
  handler: ({ proof }, { chainstate }: BlockchainContext) => {
    const merkleBlock = decodeProof(proof);
    const proven = provenTransactions(merkleBlock);
    if (!proven.ok) return [];
    const entry = chainstate.find(hashHeader(merkleBlock.header));
    if (!entry || !chainstate.isActive(entry) || entry.txCount === 0) {
      throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Block not found in chain');
    }
    // A tree with another number of leaves passes an inner node off as a transaction.
    return entry.txCount === merkleBlock.tree.txCount
      ? proven.value.map(({ txid }) => displayHash(txid))
      : [];
  },
});

/** The proof at the start of the bytes; what follows is ignored, as Core does. @throws RpcError */
function decodeProof(proof: string) {
  const decoded = decode(expectDefined(fromHex(proof), 'hex that was checked'), (reader) => {
    const merkleBlock = readMerkleBlock(reader);
    reader.offset = reader.bytes.length;
    return merkleBlock;
  });
  if (!decoded.ok) throw new RpcError('RPC_MISC_ERROR', inWordsOfSpans(decoded.debug ?? decoded.code));
  return decoded.value;
}
