import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { Chainstate } from '../../chain/chainstate.ts';
import { decodeCompact, getDifficulty } from '../../consensus/compact-target.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { Type } from '../../util/schema.ts';
import { hashHex } from '../schemas.ts';

/** The fields that a header has in `getblockheader` and in `getblock`. */
export const headerFields = {
  hash: hashHex(),
  confirmations: Type.Integer({
    description: 'The number of confirmations, or -1 if the block is not on the main chain',
  }),
  height: Type.Integer({ description: 'The block height or index' }),
  version: Type.Integer({ description: 'The block version' }),
  versionHex: Type.String({ description: 'The block version formatted in hexadecimal' }),
  merkleroot: hashHex(),
  time: Type.Integer({ description: 'The block time, seconds since 1970' }),
  mediantime: Type.Integer({ description: 'The median block time, seconds since 1970' }),
  nonce: Type.Integer(),
  bits: Type.String({ description: 'nBits: compact representation of the block difficulty target' }),
  target: Type.String({ description: 'The difficulty target' }),
  difficulty: Type.Number(),
  chainwork: Type.String({ description: 'Expected number of hashes required to produce the chain, in hex' }),
  nTx: Type.Integer({ description: 'The number of transactions in the block' }),
  previousblockhash: Type.Optional(hashHex()),
  nextblockhash: Type.Optional(hashHex()),
};

/** A header as RPC shows it. @source Bitcoin Core src/rpc/blockchain.cpp blockheaderToJSON */
export function headerView(entry: BlockIndexEntry, chainstate: Chainstate) {
  const { header, height } = entry;
  const active = chainstate.isActive(entry);
  const next = active ? chainstate.atHeight(height + 1) : undefined;
  return {
    hash: displayHash(entry.hash),
    confirmations: active ? chainstate.tip().height - height + 1 : -1,
    height,
    version: header.version,
    versionHex: hex32(header.version),
    merkleroot: displayHash(header.merkleRoot),
    time: header.time,
    mediantime: entry.medianTimePast,
    nonce: header.nonce,
    ...difficultyView(header.bits),
    chainwork: hex256(entry.chainwork),
    nTx: entry.txCount,
    ...(entry.parent && { previousblockhash: displayHash(entry.parent.hash) }),
    ...(next && { nextblockhash: displayHash(next.hash) }),
  };
}

/** What nBits mean, as RPC shows it in several places. */
export function difficultyView(bits: number) {
  return { bits: hex32(bits), target: hex256(decodeCompact(bits).target), difficulty: getDifficulty(bits) };
}

/** 8 hex digits. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** 64 hex digits, most significant first: a target or chainwork as people read it. */
export function hex256(value: bigint): string {
  return value.toString(16).padStart(64, '0');
}
