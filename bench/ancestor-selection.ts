import { type MempoolEntry, totalsOf, withAncestors } from '../src/mempool/entry.ts';
import { compareFeeRates, type FeePerSize } from '../src/policy/fee-rate.ts';
import { collectReachable } from '../src/util/reachable.ts';
import { createUpdatableHeap } from '../src/util/updatable-heap.ts';

/** A candidate, and what is still to be taken to have it: itself and its ancestors outside the block. */
interface Offer {
  readonly entry: MempoolEntry;
  needed: FeePerSize;
}

/**
 * How blocks were filled before clusters, as a rival: again and again what pays most for each byte together with the
 * ancestors that it still needs. Sums over ancestors are taken as kept.
 * @source Bitcoin Core 30 src/node/miner.cpp BlockAssembler::addPackageTxs
 */
export function selectByAncestors(
  sums: ReadonlyMap<MempoolEntry, FeePerSize>,
  maxWeight: number,
): readonly MempoolEntry[] {
  const offers = new Map<MempoolEntry, Offer>();
  for (const [entry, needed] of sums) offers.set(entry, { entry, needed });
  const best = createUpdatableHeap<Offer>(isBetter, offers.values());
  const taken = new Set<MempoolEntry>();
  let weight = 0;

  function take(member: MempoolEntry): void {
    taken.add(member);
    weight += member.weight;
    for (const entry of collectReachable([member], ({ children }) => children)) {
      const offer = offers.get(entry);
      if (!offer) continue;
      const { fee, size } = offer.needed;
      offer.needed = { fee: fee - member.fee, size: size - member.vsize };
      if (entry === member) best.remove(offer);
      else best.put(offer);
    }
  }

  let failures = 0;
  for (let offer = best.peek(); offer; offer = best.peek()) {
    const members = missingFor(offer.entry, taken);
    const more = members.reduce((sum, member) => sum + member.weight, 0);
    if (weight + more <= maxWeight) {
      members.forEach(take);
      failures = 0;
    } else {
      best.remove(offer);
      failures++;
      if (failures > 1000 && maxWeight - weight < 4000) break;
    }
  }
  return [...taken];
}

/** What the mempool kept of each then. */
export function ancestorSums(entries: Iterable<MempoolEntry>): Map<MempoolEntry, FeePerSize> {
  const sums = new Map<MempoolEntry, FeePerSize>();
  for (const entry of entries) {
    const { fee, vsize: size } = totalsOf(withAncestors(entry));
    sums.set(entry, { fee, size });
  }
  return sums;
}

/** Parents before children. */
function missingFor(entry: MempoolEntry, taken: ReadonlySet<MempoolEntry>): MempoolEntry[] {
  const missing = collectReachable([entry], ({ parents }) =>
    [...parents].filter((parent) => !taken.has(parent)),
  );
  return [...missing].reverse().sort((a, b) => withAncestors(a).size - withAncestors(b).size);
}

function scoreOf({ entry, needed }: Offer): FeePerSize {
  const own = { fee: entry.fee, size: entry.vsize };
  return compareFeeRates(needed, own) < 0 ? needed : own;
}

function isBetter(a: Offer, b: Offer): boolean {
  return compareFeeRates(scoreOf(a), scoreOf(b)) > 0;
}
