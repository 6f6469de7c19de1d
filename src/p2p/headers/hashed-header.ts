import { getBlockProof } from '../../consensus/chainwork.ts';
import { checkProofOfWork } from '../../consensus/compact-target.ts';
import { type BlockHeader, hashHeader } from '../../primitives/block-header.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import { equalBytes } from '../../util/bytes.ts';

/** A header and its hash, which is asked for several times and costs more than the rest of the work. */
export interface HashedHeader {
  readonly header: BlockHeader;
  readonly hash: Hash256;
}

export function withHashes(headers: readonly BlockHeader[]): HashedHeader[] {
  return headers.map((header) => ({ header, hash: hashHeader(header) }));
}

/**
 * What is wrong with headers that came together, without a look at where they belong; undefined: nothing is.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::CheckHeadersPoW
 */
export function faultOfHeaders(headers: readonly HashedHeader[], powLimit: bigint): string | undefined {
  if (!headers.every(({ header, hash }) => checkProofOfWork(hash, header.bits, powLimit))) {
    return 'header with invalid proof of work';
  }
  const follows = ({ header }: HashedHeader, i: number) =>
    i === 0 || equalBytes(header.prevBlockHash, headers[i - 1]?.hash ?? header.prevBlockHash);
  return headers.every(follows) ? undefined : 'non-continuous headers sequence';
}

/** The work that headers claim by their bits. @source Bitcoin Core src/validation.cpp CalculateClaimedHeadersWork */
export function claimedWork(headers: readonly HashedHeader[]): bigint {
  let sum = 0n;
  for (const { header } of headers) sum += getBlockProof(header.bits);
  return sum;
}
