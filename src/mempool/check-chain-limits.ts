import type { ChainLimits } from '../policy/chain-limits.ts';
import { displayHash } from '../primitives/hash256.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { collectAncestors, type MempoolEntry } from './entry.ts';

const CODE = 'too-long-mempool-chain';

type LimitsVerdict = Verdict<void, typeof CODE>;

/** A transaction that would join the mempool. */
export interface Joining {
  readonly vsize: number;
  /** Unconfirmed transactions that it would depend on. */
  readonly ancestors: ReadonlySet<MempoolEntry>;
  /** Transactions that would go for it. */
  readonly evicted: ReadonlySet<MempoolEntry>;
}

/**
 * How many a transaction may depend on.
 * @rejects too-long-mempool-chain
 * @source Bitcoin Core 30 src/txmempool.cpp CTxMemPool::CalculateAncestorsAndCheckLimits
 */
export function checkAncestorLimits({ vsize, ancestors }: Joining, limits: ChainLimits): LimitsVerdict {
  if (ancestors.size + 1 > limits.ancestorCount) {
    return reject(CODE, `too many unconfirmed ancestors [limit: ${limits.ancestorCount}]`);
  }
  let total = vsize;
  for (const ancestor of ancestors) total += ancestor.vsize;
  return total > limits.ancestorVsize
    ? reject(CODE, `exceeds ancestor size limit [limit: ${limits.ancestorVsize}]`)
    : ACCEPTED;
}

/**
 * How many may depend on one. What the transaction replaces makes room for it.
 * @rejects too-long-mempool-chain
 */
export function checkDescendantLimits(joining: Joining, limits: ChainLimits): LimitsVerdict {
  const freed = countFreed(joining.evicted);
  for (const ancestor of joining.ancestors) {
    const { count, vsize } = ancestor.descendants;
    const less = freed.get(ancestor) ?? NOTHING;
    const txid = displayHash(ancestor.tx.txid);
    if (vsize - less.vsize + joining.vsize > limits.descendantVsize) {
      const limit = `[limit: ${limits.descendantVsize}]`;
      return reject(CODE, `exceeds descendant size limit for tx ${txid} ${limit}`);
    }
    if (count - less.count + 1 > limits.descendantCount) {
      return reject(CODE, `too many descendants for tx ${txid} [limit: ${limits.descendantCount}]`);
    }
  }
  return ACCEPTED;
}

interface Freed {
  readonly count: number;
  readonly vsize: number;
}

const NOTHING: Freed = { count: 0, vsize: 0 };

/** What each transaction loses of its descendants. */
function countFreed(evicted: ReadonlySet<MempoolEntry>): ReadonlyMap<MempoolEntry, Freed> {
  const freed = new Map<MempoolEntry, Freed>();
  for (const entry of evicted) {
    for (const ancestor of collectAncestors(entry)) {
      const { count, vsize } = freed.get(ancestor) ?? NOTHING;
      freed.set(ancestor, { count: count + 1, vsize: vsize + entry.vsize });
    }
  }
  return freed;
}
