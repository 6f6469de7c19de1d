import type { Chainstate } from '../chain/chainstate.ts';
import { checkProofOfWork } from '../consensus/compact-target.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { type Block, makeBlock } from '../primitives/block.ts';
import { decodeHeader } from '../primitives/block-header.ts';
import { hashKey } from '../primitives/hash256.ts';
import { equalBytes } from '../util/bytes.ts';
import { InvariantError } from '../util/invariant.ts';
import type { Rejected } from '../util/verdict.ts';

/** The candidates that threads may come back with, by the merkle root of their headers. */
export type Candidates = ReadonlyMap<string, Block>;

/** What became of a solution. */
export type FoundOutcome =
  /** It is in the best chain. */
  | { readonly kind: 'accepted'; readonly block: Block }
  /** Another block was quicker: this one is on no best chain, or was not even submitted. */
  | { readonly kind: 'stale'; readonly block: Block }
  | { readonly kind: 'rejected'; readonly block: Block; readonly rejected: Rejected<BlockRejectCode> };

/**
 * Makes a block of a header that a thread says is solved, and submits it. The header is hashed again here: a
 * thread is never trusted. One that a thread found just before it learned of a new tip is not submitted: a block beside
 * the best chain serves nobody.
 * @param header - 80 bytes
 * @throws InvariantError where the header is no candidate's or solves nothing: our own kernel is at fault
 */
export async function submitFound(
  header: Uint8Array,
  candidates: Candidates,
  chainstate: Chainstate,
): Promise<FoundOutcome> {
  const block = solvedBlock(header, candidates, chainstate.params.powLimit);
  if (!equalBytes(block.header.prevBlockHash, chainstate.tip().hash)) return { kind: 'stale', block };
  const submitted = await chainstate.submitBlock(block);
  if (!submitted.ok) return { kind: 'rejected', block, rejected: submitted };
  return { kind: chainstate.isActive(submitted.value.entry) ? 'accepted' : 'stale', block };
}

function solvedBlock(bytes: Uint8Array, candidates: Candidates, powLimit: bigint): Block {
  const header = decodeHeader(bytes);
  const candidate = header.ok ? candidates.get(hashKey(header.value.merkleRoot)) : undefined;
  if (!header.ok || !candidate)
    throw new InvariantError('a hashing thread found a header that was never handed out');
  const block = makeBlock(header.value, candidate.transactions);
  if (!checkProofOfWork(block.hash, block.header.bits, powLimit)) {
    throw new InvariantError('a hashing thread found a header that solves nothing: its kernel is wrong');
  }
  return block;
}
