import type { FeeAndSize } from '../policy/fee-rate.ts';
import type { PackageRejectCode } from '../policy/packages.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { Rejected } from '../util/verdict.ts';
import type { AcceptedTransaction } from './accept.ts';

/** What became of several transactions that came together. */
export interface PackageOutcome {
  /** Why not all of them are in the mempool, or would be. */
  readonly failure: Rejected<PackageRejectCode> | undefined;
  /** What became of each; of none where they were not even looked at. */
  readonly members: ReadonlyMap<Transaction, MemberOutcome>;
}

/** It came in, was here already, was here with another witness (and stays so), or was refused. */
export type MemberOutcome =
  | { readonly kind: 'accepted'; readonly accepted: AcceptedMember }
  | { readonly kind: 'known'; readonly fee: Satoshis; readonly vsize: number }
  | { readonly kind: 'other-witness'; readonly wtxid: Hash256 }
  | { readonly kind: 'refused'; readonly rejected: Rejected<MempoolRejectCode> };

export interface AcceptedMember extends AcceptedTransaction {
  /** What was judged as one with it, itself included. */
  readonly judged: FeeAndSize & { readonly wtxids: readonly Hash256[] };
}

/** One that came in by what it pays itself. */
export function acceptedAlone(accepted: AcceptedTransaction): MemberOutcome {
  const { tx, modifiedFee: fee, vsize } = accepted;
  return { kind: 'accepted', accepted: { ...accepted, judged: { fee, vsize, wtxids: [tx.wtxid] } } };
}

/** Refused, with the one that is to blame where one is. */
export function failedPackage(
  failure: Rejected<PackageRejectCode>,
  members: Iterable<readonly [Transaction, MemberOutcome]> = [],
): PackageOutcome {
  return { failure, members: new Map(members) };
}
