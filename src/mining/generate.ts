import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import { getBlockProof } from '../consensus/chainwork.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { type Block, makeBlock } from '../primitives/block.ts';
import { serializeHeader } from '../primitives/block-header.ts';
import type { Clock } from '../util/clock.ts';
import { accept, type Verdict } from '../util/verdict.ts';
import { INLINE_WORK_LIMIT, type InlineScan } from './ports.ts';
import { type BlockTemplate, buildCandidate } from './template.ts';
import type { TemplateSource } from './template-source.ts';

export interface GenerateRequest {
  readonly count: number;
  readonly scriptPubKey: Uint8Array;
  /** Headers to try in all before giving up. */
  readonly maxTries: number;
}

export interface GenerateDependencies {
  readonly chainstate: Chainstate;
  readonly templates: TemplateSource;
  readonly scan: InlineScan;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
  /** True where others fetch the blocks that are made. */
  readonly hasPeers: () => boolean;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Fulfilled so many milliseconds later. */
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** True where the node is about to stop: what was made is returned, and no more is. */
  readonly isStopping: () => boolean;
}

/** Blocks that become durable in one commit: a commit waits for the disk, and nobody sees the blocks before. */
const BLOCKS_PER_COMMIT = 100;

/**
 * The same where peers fetch the blocks, one by one, and then as much time as the group took: who falls back by more than
 * 288 blocks gets none of a node that prunes.
 */
const BLOCKS_PER_COMMIT_WITH_PEERS = 32;

/** Nonces tried between two breaths, a few milliseconds of work. */
const NONCES_PER_SLICE = 1 << 14;

const NONCE_SPACE = 2 ** 32;

/**
 * Mines up to `count` blocks on the tip, on the calling thread, and returns those made: fewer where `maxTries`
 * is used up. Every block returned is durable.
 * @rejects every block reason, where the chain refuses what was made
 * @source Bitcoin Core src/rpc/mining.cpp generateBlocks
 */
export async function generateBlocks(
  request: GenerateRequest,
  deps: GenerateDependencies,
): Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>> {
  const made: BlockIndexEntry[] = [];
  const budget = { triesLeft: request.maxTries };
  while (made.length < request.count) {
    const hasPeers = deps.hasPeers();
    const startedMs = deps.clock.monotonicMs();
    const most = hasPeers ? BLOCKS_PER_COMMIT_WITH_PEERS : BLOCKS_PER_COMMIT;
    const wanted = Math.min(most, request.count - made.length);
    const generate = isQuick(deps.chainstate) ? generateGroup : generateOne;
    const group = await generate({ ...request, count: wanted }, budget, deps);
    if (!group.ok) return group;
    made.push(...group.value);
    if (budget.triesLeft <= 0 || deps.isStopping()) break;
    if (hasPeers && made.length < request.count) await deps.sleep(deps.clock.monotonicMs() - startedMs);
    else await deps.breathe();
  }
  return accept(made);
}

interface TriesBudget {
  triesLeft: number;
}

/** True where a block takes so little work that the chain can wait for it. */
function isQuick(chainstate: Chainstate): boolean {
  return getBlockProof(chainstate.tip().header.bits) < INLINE_WORK_LIMIT;
}

async function generateGroup(
  { count, scriptPubKey }: GenerateRequest,
  budget: TriesBudget,
  deps: GenerateDependencies,
): Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>> {
  const templateOn = deps.templates.series(count);
  return deps.chainstate.extend(count, (parent) => solve(templateOn(parent), scriptPubKey, { budget, deps }));
}

/** One block, searched for while the chain goes on; it is refused, or left behind, where it comes too late. */
async function generateOne(
  { scriptPubKey }: GenerateRequest,
  budget: TriesBudget,
  deps: GenerateDependencies,
): Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>> {
  const block = await solve(deps.templates.full(deps.chainstate.tip()), scriptPubKey, { budget, deps });
  if (!block) return accept([]);
  const submitted = await deps.chainstate.submitBlock(block);
  return submitted.ok ? accept([submitted.value.entry]) : submitted;
}

/**
 * Searches nonces, then extra nonces, until a header is solved or the budget is spent. A block that is known already
 * solves nothing: the same template comes again in the same second, or at the same mock time, after invalidateblock.
 */
export async function solve(
  template: BlockTemplate,
  scriptPubKey: Uint8Array,
  { budget, deps }: { readonly budget: TriesBudget; readonly deps: GenerateDependencies },
): Promise<Block | undefined> {
  for (let extraNonce = 0; budget.triesLeft > 0 && !deps.isStopping(); extraNonce++) {
    const candidate = buildCandidate(template, { scriptPubKey, extraNonce });
    const nonce = await findNonce(candidate, template.target, { budget, deps });
    const block = nonce === undefined ? undefined : withNonce(candidate, nonce);
    if (block && !deps.chainstate.find(block.hash)) return block;
  }
  return undefined;
}

function withNonce({ header, transactions }: Block, nonce: number): Block {
  return makeBlock({ ...header, nonce }, transactions);
}

async function findNonce(
  candidate: Block,
  target: bigint,
  { budget, deps }: { readonly budget: TriesBudget; readonly deps: GenerateDependencies },
): Promise<number | undefined> {
  const header = serializeHeader(candidate.header);
  const versions = [candidate.header.version];
  for (let firstNonce = 0; firstNonce < NONCE_SPACE && budget.triesLeft > 0 && !deps.isStopping(); ) {
    const nonceCount = Math.min(NONCES_PER_SLICE, NONCE_SPACE - firstNonce, budget.triesLeft);
    const { nonce, tried } = deps.scan({ header, versions, target, firstNonce, nonceCount });
    budget.triesLeft -= tried;
    if (nonce !== undefined) return nonce;
    firstNonce += tried;
    await deps.breathe();
  }
  return undefined;
}
