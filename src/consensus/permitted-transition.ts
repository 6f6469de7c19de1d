import type { BlockHeader } from '../primitives/block-header.ts';
import { decodeCompact, encodeCompact } from './compact-target.ts';
import type { BitcoinRetarget } from './params.ts';
import { getNextWorkRequired, type PowParent, type PowRules, startsPeriod } from './pow.ts';

/** The last header of a chain of which no more is kept than itself and its parent. */
export interface ChainEnd extends PowParent {
  readonly parent?: Omit<PowParent, 'parent'> | undefined;
}

/**
 * True where a header's bits may follow those of `parent`, as far as one can tell who keeps two headers of the chain and
 * no more. What this guards against is work that is squeezed into few headers: whoever has little power is the likelier
 * to fake a chain of much work the fewer blocks it has, as luck then counts for more.
 *
 * - Bitcoin's rule: the bits change only where a period begins, by a factor of four at most; which change is the right
 *   one can't be told without the period's first block. Where late blocks may have the easiest target, any change is
 *   permitted; where the target never changes, none is.
 * - The two ASERT rules, which retarget at every block, look no farther back than the parent's parent: the bits are
 *   permitted that are the right ones, and no others.
 *
 * @source Bitcoin Core src/pow.cpp PermittedDifficultyTransition, for Bitcoin's rule
 */
export function isPermittedTransition(
  header: Pick<BlockHeader, 'bits' | 'time'>,
  parent: ChainEnd,
  rules: PowRules,
): boolean {
  const { retarget, powLimit } = rules;
  if (retarget.rule !== 'bitcoin') {
    return header.bits === getNextWorkRequired(parent, header.time, rules);
  }
  if (retarget.allowMinDifficultyBlocks) return true;
  if (retarget.noRetargeting || !startsPeriod(parent.height + 1, retarget)) {
    return header.bits === parent.header.bits;
  }
  const { target } = decodeCompact(header.bits);
  const [hardest, easiest] = periodBounds(parent.header.bits, retarget, powLimit);
  return hardest <= target && target <= easiest;
}

/** The targets of a period that took a quarter of its time, and four times as long; rounded as bits round. */
function periodBounds(bits: number, rule: BitcoinRetarget, powLimit: bigint): readonly [bigint, bigint] {
  const { target } = decodeCompact(bits);
  const after = (timespan: number): bigint => {
    const scaled = (target * BigInt(timespan)) / BigInt(rule.targetTimespan);
    return decodeCompact(encodeCompact(scaled > powLimit ? powLimit : scaled)).target;
  };
  return [after(Math.floor(rule.targetTimespan / 4)), after(rule.targetTimespan * 4)];
}
