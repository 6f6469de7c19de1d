import { expectDefined } from '../../util/invariant.ts';
import { MAX_OPS_PER_SCRIPT, MAX_STACK_SIZE } from '../limits.ts';
import { both, type Costs, either, isPossible, NEVER, NOTHING, thresholdCosts } from './costs.ts';
import type { Fragment, MiniscriptContext, MiniscriptNode } from './model.ts';
import { has, keep } from './properties.ts';

/**
 * What the witnesses that nobody can change take at most, in operations and in items on the stack.
 * @source BIP379 "Resource limitations"; Bitcoin Core src/script/miniscript.h CalcOps, CalcStackSize
 */
export interface Resources {
  /** Operations in the script above OP_16. */
  readonly ops: number;
  /** Keys that OP_CHECKMULTISIG counts besides. */
  readonly satisfied: Costs;
  readonly dissatisfied: Costs;
}

const stack = (net: number, peak: number): Costs => ({ multisigKeys: 0, net, peak });

const PUSH = stack(-1, 0);
/** OP_IF, OP_VERIFY, and operations that make one item of two. */
const POP = stack(1, 1);
const POP_TWO = stack(2, 2);

function inOrder(...costs: readonly Costs[]): Costs {
  return costs.reduce(both);
}

/** @param subs - of the node's parts */
export function resourcesOf(node: MiniscriptNode, subs: readonly Resources[]): Resources {
  return {
    ops: subs.reduce((sum, { ops }) => sum + ops, OWN_OPS[node.fragment] + variableOps(node)),
    ...costsOf(node, subs),
  };
}

const OWN_OPS: Readonly<Record<Fragment, number>> = {
  0: 0,
  1: 0,
  pk_k: 0,
  pk_h: 3,
  older: 1,
  after: 1,
  sha256: 4,
  hash256: 4,
  ripemd160: 4,
  hash160: 4,
  a: 2,
  s: 1,
  c: 1,
  d: 3,
  v: 0,
  j: 4,
  n: 1,
  and_v: 0,
  and_b: 1,
  or_b: 1,
  or_c: 2,
  or_d: 3,
  or_i: 3,
  andor: 3,
  thresh: 0,
  multi: 1,
  multi_a: 1,
};

function variableOps({ fragment, subs, keys }: MiniscriptNode): number {
  if (fragment === 'thresh') return subs.length;
  if (fragment === 'multi_a') return keys.length;
  return Number(fragment === 'v' && has(subs[0]?.type ?? 0, 'x'));
}

type BothCosts = Pick<Resources, 'satisfied' | 'dissatisfied'>;

const alike = (costs: Costs): BothCosts => ({ satisfied: costs, dissatisfied: costs });

function costsOf({ fragment, keys, k }: MiniscriptNode, subs: readonly Resources[]): BothCosts {
  const part = (i: number) => expectDefined(subs[i], 'a part');
  const sat = (i: number) => part(i).satisfied;
  const dissat = (i: number) => part(i).dissatisfied;
  switch (fragment) {
    case '0':
      return { satisfied: NEVER, dissatisfied: PUSH };
    case '1':
    case 'older':
    case 'after':
      return { satisfied: PUSH, dissatisfied: NEVER };
    case 'pk_k':
      return alike(PUSH);
    case 'pk_h':
      return alike(inOrder(PUSH, PUSH, POP_TWO));
    case 'sha256':
    case 'hash256':
    case 'ripemd160':
    case 'hash160':
      return { satisfied: inOrder(PUSH, PUSH, POP_TWO, PUSH, POP), dissatisfied: NEVER };
    case 'a':
    case 's':
    case 'n':
      return { satisfied: sat(0), dissatisfied: dissat(0) };
    case 'c':
      return { satisfied: inOrder(sat(0), POP), dissatisfied: inOrder(dissat(0), POP) };
    case 'd':
    case 'j':
      return { satisfied: inOrder(PUSH, POP, sat(0)), dissatisfied: inOrder(PUSH, POP) };
    case 'v':
      return { satisfied: inOrder(sat(0), POP), dissatisfied: NEVER };
    case 'and_v':
      return { satisfied: inOrder(sat(0), sat(1)), dissatisfied: NEVER };
    case 'and_b':
      return {
        satisfied: inOrder(sat(0), sat(1), POP),
        dissatisfied: inOrder(dissat(0), dissat(1), POP),
      };
    case 'or_b':
      return {
        satisfied: inOrder(either(inOrder(sat(0), dissat(1)), inOrder(dissat(0), sat(1))), POP),
        dissatisfied: inOrder(dissat(0), dissat(1), POP),
      };
    case 'or_c':
      return {
        satisfied: either(inOrder(sat(0), POP), inOrder(dissat(0), POP, sat(1))),
        dissatisfied: NEVER,
      };
    case 'or_d':
      return {
        satisfied: either(inOrder(sat(0), PUSH, POP), inOrder(dissat(0), POP, sat(1))),
        dissatisfied: inOrder(dissat(0), POP, dissat(1)),
      };
    case 'or_i':
      return {
        satisfied: inOrder(POP, either(sat(0), sat(1))),
        dissatisfied: inOrder(POP, either(dissat(0), dissat(1))),
      };
    case 'andor':
      return {
        satisfied: either(inOrder(sat(0), POP, sat(1)), inOrder(dissat(0), POP, sat(2))),
        dissatisfied: inOrder(dissat(0), POP, dissat(2)),
      };
    case 'thresh': {
      const ways = subs.map(({ satisfied, dissatisfied }, i) =>
        i === 0
          ? { satisfied, dissatisfied }
          : { satisfied: inOrder(satisfied, POP), dissatisfied: inOrder(dissatisfied, POP) },
      );
      return {
        satisfied: inOrder(thresholdCosts(ways, k), PUSH, POP),
        dissatisfied: inOrder(ways.map(({ dissatisfied }) => dissatisfied).reduce(both, NOTHING), PUSH, POP),
      };
    }
    case 'multi':
      return alike({ multisigKeys: keys.length, net: k, peak: k + keys.length + 2 });
    case 'multi_a':
      return alike(stack(keys.length - 1, keys.length));
  }
}

/** Items of a P2WSH witness that is relayed. @source Bitcoin Core src/policy/policy.h MAX_STANDARD_P2WSH_STACK_ITEMS */
const MAX_P2WSH_STACK_ITEMS = 100;

/** True where no witness that satisfies the script exceeds what a script may take. */
export function fitsLimits(
  { type }: MiniscriptNode,
  { ops, satisfied }: Resources,
  context: MiniscriptContext,
): boolean {
  if (!isPossible(satisfied)) return true;
  // All but a V leave one item at the end.
  const left = keep(type, 'BKW') === 0 ? 0 : 1;
  if (context === 'tapscript') return satisfied.peak + left <= MAX_STACK_SIZE;
  return ops + satisfied.multisigKeys <= MAX_OPS_PER_SCRIPT && satisfied.net + left <= MAX_P2WSH_STACK_ITEMS;
}

/** False where no witness satisfies the script. */
export function isSatisfiable({ satisfied }: Resources): boolean {
  return isPossible(satisfied);
}
