import { expectDefined } from '../util/invariant.ts';

/** Which peer has taken most of what orphans may cost, measured by what each may have. */

/** What a peer's announcements cost, or may cost. */
export interface OrphanCosts {
  /** Weight units of their transactions, for memory. */
  readonly weight: number;
  /** For time: one for each, and one more for each ten inputs of its transaction. */
  readonly latencyScore: number;
}

/** A peer's use of one of the two: `used` of `allowed`. */
interface Score {
  readonly used: number;
  readonly allowed: number;
}

/**
 * The peer that is furthest above its share of either; of two alike the later one, which has the higher number.
 * @param peers - one at least
 * @source Bitcoin Core src/node/txorphanage.cpp TxOrphanageImpl::LimitOrphans, PeerDoSInfo::GetDosScore
 */
export function worstPeer(peers: ReadonlyMap<number, OrphanCosts>, share: OrphanCosts): number {
  let worst: { readonly id: number; readonly score: Score } | undefined;
  for (const [id, costs] of peers) {
    const score = scoreOf(costs, share);
    if (!worst || (compareScores(score, worst.score) || id - worst.id) > 0) worst = { id, score };
  }
  return expectDefined(worst, 'one of some peers').id;
}

/** The worse of the two. */
function scoreOf({ latencyScore, weight }: OrphanCosts, share: OrphanCosts): Score {
  const time = { used: latencyScore, allowed: share.latencyScore };
  const memory = { used: weight, allowed: share.weight };
  return compareScores(time, memory) < 0 ? memory : time;
}

/** Above 0 where `a` is worse; of two equal ratios that of fewer units is, which is the one of time. */
function compareScores(a: Score, b: Score): number {
  return a.used * b.allowed - b.used * a.allowed || b.allowed - a.allowed;
}
