import type { Chainstate } from '../../src/chain/chainstate.ts';
import { createNobleKernel } from '../../src/kernel/noble.ts';
import type { GenerateDependencies } from '../../src/mining/generate.ts';
import type { CandidateChunk, CandidateFeed } from '../../src/mining/ports.ts';
import { createTemplateSource, type TemplateSource } from '../../src/mining/template-source.ts';
import { createInlineScan } from '../../src/pool/inline-scan.ts';
import type { Clock } from '../../src/util/clock.ts';

/** Templates of a chain without a mempool, or with the given chunks. */
export function testTemplates(
  { chainstate, clock }: { readonly chainstate: Chainstate; readonly clock: Clock },
  chunks: readonly CandidateChunk[] = [],
): TemplateSource {
  return createTemplateSource({
    chainstate,
    clock,
    candidates: () => feedOf(chunks),
    revision: () => chunks.length,
    limits: {},
  });
}

/** Hands out these chunks in their order, each of a cluster of its own. */
export function feedOf(chunks: readonly CandidateChunk[]): CandidateFeed {
  const left = [...chunks];
  const skipped: CandidateChunk[] = [];
  return {
    current: () => left[0],
    include: () => void left.shift(),
    skip: () => void skipped.push(...left.splice(0, 1)),
    startNextBlock: () => void left.unshift(...skipped.splice(0)),
  };
}

/** What generateBlocks needs, with the reference kernel. */
export function generateDependencies(
  chain: { readonly chainstate: Chainstate; readonly clock: Clock },
  overrides: Partial<GenerateDependencies> = {},
): GenerateDependencies {
  return {
    chainstate: chain.chainstate,
    templates: testTemplates(chain),
    scan: createInlineScan(createNobleKernel()),
    breathe: async () => {},
    sleep: async () => {},
    clock: chain.clock,
    hasPeers: () => false,
    isStopping: () => false,
    ...overrides,
  };
}
