import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { expectDefined } from '../../util/invariant.ts';
import { type ConnectedBlock, tutorialBlock } from './block-view.ts';
import type { TutorialContext } from './context.ts';
import { done, type Problem, refuse, type TutorialReply } from './reply.ts';

/** What the client asked for, as the URL has it. */
export interface ChainQuery {
  /** Height of the page's first block; a negative one counts from the tip, -1 being the tip itself. */
  readonly from?: unknown;
  /** Blocks on a page. */
  readonly limit?: unknown;
}

const MAX_BLOCKS = 100;

/** A page ends early at this many transactions, so that its size is bounded whatever is in the blocks. */
const MAX_TRANSACTIONS = 10_000;

/**
 * A page of the best chain, upwards, with the link to the next one. Pruned blocks are passed over by the links.
 * @param path - what the link begins with
 */
export function chainPage(
  { from = '0', limit = String(MAX_BLOCKS) }: ChainQuery,
  path: string,
  { chainstate, network }: Pick<TutorialContext, 'chainstate' | 'network'>,
): TutorialReply {
  const start = readWhole(from, /^-?\d{1,10}$/);
  const count = readWhole(limit, /^\d{1,3}$/);
  if (start === undefined) return refuse(badQuery('from', 'a height such as 0, or -10 for the last ten'));
  if (count === undefined || count < 1 || count > MAX_BLOCKS) {
    return refuse(badQuery('limit', `a number of blocks from 1 to ${MAX_BLOCKS}`));
  }
  const length = chainstate.tip().height + 1;
  const first = start < 0 ? Math.max(0, length + start) : start;
  const pruned = chainstate.prunedHeight();
  if (first > 0 && first <= pruned) return refuse(prunedProblem(pruned));
  const page = readBlocks(first, count, chainstate);
  const next = first + page.length;
  return done({
    chain: page.map((connected) => tutorialBlock(connected, network.addresses)),
    length,
    ...(next < length && { next: `${path}?from=${Math.max(next, pruned + 1)}&limit=${count}` }),
  });
}

function readBlocks(
  first: number,
  count: number,
  chainstate: TutorialContext['chainstate'],
): readonly ConnectedBlock[] {
  const blocks: ConnectedBlock[] = [];
  let transactions = 0;
  for (let height = first; blocks.length < count && transactions < MAX_TRANSACTIONS; height++) {
    const entry = chainstate.atHeight(height);
    if (!entry || (height > 0 && height <= chainstate.prunedHeight())) break;
    blocks.push(readConnected(entry, chainstate));
    transactions += entry.txCount;
  }
  return blocks;
}

/** A block of the best chain that is not pruned, with what it spent, from the store. */
export function readConnected(
  entry: BlockIndexEntry,
  chainstate: TutorialContext['chainstate'],
): ConnectedBlock {
  const block = expectDefined(chainstate.readBlock(entry), 'blocks near the tip are kept');
  return { entry, block, undo: chainstate.readUndo(entry) };
}

function readWhole(text: unknown, pattern: RegExp): number | undefined {
  return typeof text === 'string' && pattern.test(text) ? Number(text) : undefined;
}

function prunedProblem(height: number): Problem {
  return {
    error: 'pruned',
    explanation: `This node deleted the blocks up to height ${height} to save room (-prune); it keeps their headers alone.`,
    next: `Ask for /getchain?from=${height + 1}, or ask a node that keeps all blocks.`,
  };
}

function badQuery(name: string, expected: string): Problem {
  return {
    error: `bad-${name}`,
    explanation: `"${name}" in the address must be ${expected}.`,
    next: `Ask for example for /getchain?from=-10 or /getchain?from=0&limit=${MAX_BLOCKS}.`,
  };
}
