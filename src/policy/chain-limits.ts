/**
 * How long chains of unconfirmed transactions may get. They bound the work that one transaction makes: for every
 * one that enters or leaves, the totals of its ancestors and descendants change.
 * @source Bitcoin Core 30 src/policy/policy.h, src/kernel/mempool_limits.h
 */
export interface ChainLimits {
  /** Unconfirmed transactions that one may depend on, itself included. */
  readonly ancestorCount: number;
  /** Virtual bytes of the same. */
  readonly ancestorVsize: number;
  /** Transactions that may depend on one, itself included. */
  readonly descendantCount: number;
  /** Virtual bytes of the same. */
  readonly descendantVsize: number;
}

export const DEFAULT_CHAIN_LIMITS: ChainLimits = {
  ancestorCount: 25,
  ancestorVsize: 101_000,
  descendantCount: 25,
  descendantVsize: 101_000,
};
