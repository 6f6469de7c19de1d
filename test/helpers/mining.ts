import type { Chainstate } from '../../src/chain/chainstate.ts';
import { createNobleKernel } from '../../src/kernel/noble.ts';
import type { GenerateDependencies } from '../../src/mining/generate.ts';
import type { CandidateTransaction } from '../../src/mining/ports.ts';
import { createTemplateSource, type TemplateSource } from '../../src/mining/template-source.ts';
import { createInlineScan } from '../../src/pool/inline-scan.ts';
import type { Clock } from '../../src/util/clock.ts';

/** Templates of a chain without a mempool, or with the given candidates. */
export function testTemplates(
  { chainstate, clock }: { readonly chainstate: Chainstate; readonly clock: Clock },
  candidates: readonly CandidateTransaction[] = [],
): TemplateSource {
  return createTemplateSource({
    chainstate,
    clock,
    candidates: () => candidates,
    revision: () => candidates.length,
    limits: {},
  });
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
    isStopping: () => false,
    ...overrides,
  };
}
