import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { BlockHeader } from '../primitives/block-header.ts';
import type { Rejected } from '../util/verdict.ts';
import { acceptHeader } from './accept.ts';
import type { BlockIndexEntry } from './block-index.ts';
import { noteHeldSince } from './commit-held.ts';
import type { ChainContext } from './context.ts';
import type { SubmitOptions } from './work-threshold.ts';

/** What became of headers that were handed in together. */
export interface SubmittedHeaders {
  /** The entry of the last header that is in the tree; undefined: not even the first is. */
  readonly last: BlockIndexEntry | undefined;
  /** How many of them were new. */
  readonly added: number;
  /** Why the header after `last` was refused; those behind it were not looked at. Undefined: none was refused. */
  readonly refused: Rejected<BlockRejectCode> | undefined;
}

/** So many become known at once: of an announcement, which is short, nobody sees a part. */
const HEADERS_PER_TURN = 128;

/**
 * Adds headers, each the parent of the next, up to the first that is refused.
 * @source Bitcoin Core src/validation.cpp ChainstateManager::ProcessNewBlockHeaders
 */
export async function submitHeaders(
  headers: readonly BlockHeader[],
  context: ChainContext,
  options: Pick<SubmitOptions, 'workVouched'>,
): Promise<SubmittedHeaders> {
  const before = context.tree.size();
  let last: BlockIndexEntry | undefined;
  let refused: Rejected<BlockRejectCode> | undefined;
  for (const [i, header] of headers.entries()) {
    if (i % HEADERS_PER_TURN === 0) await context.pace();
    const verdict = acceptHeader(header, context, options);
    if (!verdict.ok) {
      refused = verdict;
      break;
    }
    last = verdict.value;
  }
  const added = context.tree.size() - before;
  if (added > 0) noteHeldSince(context);
  return { last, added, refused };
}
