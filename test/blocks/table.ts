import type { BlockRejectCode } from '../../src/consensus/reject-codes.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import { type Ground, type GroundPlan, MATURE_REGTEST } from './ground.ts';

/** How a case of the table is said: on which chain, what is done, and what the node answers. */

export type Outcome = 'accepted' | BlockRejectCode;

/** One thing done to the node. `tip` is what its tip is then; where it is absent the tip stays what it was. */
export type Step =
  | {
      /** `strange`: a peer sent it unasked, and nobody vouches for its work. */
      readonly act: 'block' | 'header' | 'strange header';
      readonly block: Block;
      readonly outcome: Outcome;
      readonly tip?: Block;
    }
  | { readonly act: 'invalidate' | 'reconsider'; readonly block: Block; readonly tip: Block }
  | { readonly act: 'clock'; readonly seconds: number }
  | { readonly act: 'restart' }
  | {
      readonly act: 'rule';
      readonly outcome: Outcome;
      readonly judge: () => Verdict<unknown, BlockRejectCode>;
    };

export interface BlockCase {
  readonly plan: GroundPlan;
  readonly steps: (ground: Ground) => readonly Step[];
}

/** Cases by their names. */
export type CaseTable = Readonly<Record<string, BlockCase>>;

type Build = (ground: Ground) => Block;

/** A block on the tip that becomes the tip. */
export function accepted(build: Build, plan: GroundPlan = MATURE_REGTEST): BlockCase {
  return { plan, steps: (ground) => [takes(build(ground))] };
}

/** A block that is refused; the tip stays. */
export function refused(code: BlockRejectCode, build: Build, plan: GroundPlan = MATURE_REGTEST): BlockCase {
  return { plan, steps: (ground) => [refuses(build(ground), code)] };
}

/** Several steps. */
export function story(steps: BlockCase['steps'], plan: GroundPlan = MATURE_REGTEST): BlockCase {
  return { plan, steps };
}

/**
 * A reason that no block can get: another rule, which comes first, refuses all that this one would. It is asked of the
 * function that gives it, and the block that comes nearest shows what it gets instead.
 */
export function ruleAlone(
  outcome: Outcome,
  judge: (ground: Ground) => Verdict<unknown, BlockRejectCode>,
  nearest: BlockCase,
): BlockCase {
  const { plan } = nearest;
  const steps: BlockCase['steps'] = (ground) => [
    { act: 'rule', outcome, judge: () => judge(ground) },
    ...nearest.steps(ground),
  ];
  return { plan, steps };
}

/** The block is accepted, and is the tip then, or another is. */
export function takes(block: Block, tip: Block = block): Step {
  return { act: 'block', block, outcome: 'accepted', tip };
}

/** The block is accepted, but has not the most work, or waits for one below it. */
export function keeps(block: Block): Step {
  return { act: 'block', block, outcome: 'accepted' };
}

/** The block is refused; the tip stays, or moves to another that the node had. */
export function refuses(block: Block, outcome: BlockRejectCode, tip?: Block): Step {
  return { act: 'block', block, outcome, ...(tip && { tip }) };
}

/** The header alone comes, which never moves the tip. */
export function header(block: Block, outcome: Outcome = 'accepted'): Step {
  return { act: 'header', block, outcome };
}

/** The header alone comes, from a stranger. */
export function strangeHeader(block: Block, outcome: Outcome = 'accepted'): Step {
  return { act: 'strange header', block, outcome };
}

/** The operator's word against a block. */
export function invalidates(block: Block, tip: Block): Step {
  return { act: 'invalidate', block, tip };
}

export function reconsiders(block: Block, tip: Block): Step {
  return { act: 'reconsider', block, tip };
}

/** The node's clock shows that time, in seconds. */
export function clockShows(seconds: number): Step {
  return { act: 'clock', seconds };
}

export const RESTARTS: Step = { act: 'restart' };
