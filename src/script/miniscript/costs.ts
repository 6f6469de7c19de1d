/** What one way to run a script takes, or the most of several. */
export interface Costs {
  /** Keys that OP_CHECKMULTISIG counts as operations. */
  readonly multisigKeys: number;
  /** Items that the stack loses from begin to end; negative where it gains some. */
  readonly net: number;
  /** Items that the stack has at its largest more than at the end. */
  readonly peak: number;
}

/** There is no way. */
export const NEVER: Costs = { multisigKeys: -Infinity, net: -Infinity, peak: -Infinity };

/** Nothing is run. */
export const NOTHING: Costs = { multisigKeys: 0, net: 0, peak: 0 };

/** False where there is no way. */
export function isPossible({ net }: Costs): boolean {
  return net !== -Infinity;
}

/** One after the other. */
export function both(before: Costs, after: Costs): Costs {
  if (!isPossible(before) || !isPossible(after)) return NEVER;
  return {
    multisigKeys: before.multisigKeys + after.multisigKeys,
    net: before.net + after.net,
    peak: Math.max(after.peak, after.net + before.peak),
  };
}

/** One or the other. */
export function either(a: Costs, b: Costs): Costs {
  return {
    multisigKeys: Math.max(a.multisigKeys, b.multisigKeys),
    net: Math.max(a.net, b.net),
    peak: Math.max(a.peak, b.peak),
  };
}

/** A part of a threshold. */
interface Ways {
  readonly satisfied: Costs;
  readonly dissatisfied: Costs;
}

/**
 * All parts one after the other, `k` of them satisfied: both() and either() over all choices. Tapscripts have room for
 * thresholds of tens of thousands of parts, whose every count takes a step for every part: hence the plain numbers.
 */
export function thresholdCosts(parts: readonly Ways[], k: number): Costs {
  // What the parts so far take, by how many of them are satisfied.
  const [keys, net, peak] = [0, 0, 0].map(() => new Float64Array(k + 2).fill(-Infinity)) as Counts;
  // One place ahead, so that there is always one before.
  keys[1] = net[1] = peak[1] = 0;
  for (const [i, { satisfied: sat, dissatisfied: dis }] of parts.entries()) {
    const least = Math.max(0, k - (parts.length - 1 - i)) + 1;
    for (let at = Math.min(i + 1, k) + 1; at >= least; at--) {
      const same = { net: net[at] ?? 0, peak: peak[at] ?? 0 };
      const fewer = { net: net[at - 1] ?? 0, peak: peak[at - 1] ?? 0 };
      peak[at] = Math.max(peakOf(same, dis), peakOf(fewer, sat));
      net[at] = Math.max(same.net + dis.net, fewer.net + sat.net);
      keys[at] = Math.max((keys[at] ?? 0) + dis.multisigKeys, (keys[at - 1] ?? 0) + sat.multisigKeys);
    }
  }
  const at = k + 1;
  return { multisigKeys: keys[at] ?? -Infinity, net: net[at] ?? -Infinity, peak: peak[at] ?? -Infinity };
}

type Counts = [Float64Array, Float64Array, Float64Array];

type Stack = Pick<Costs, 'net' | 'peak'>;

function peakOf(before: Stack, after: Stack): number {
  if (before.net === -Infinity || after.net === -Infinity) return -Infinity;
  return Math.max(after.peak, after.net + before.peak);
}
