import { checkEphemeralSpends } from '../policy/ephemeral-dust.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { checkSingleTruc } from '../policy/truc.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, accept, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import type { AcceptContext } from './accept-context.ts';
import type { EntryFacts, MempoolEntry } from './entry.ts';

/** What a transaction would replace. */
export interface Replaced {
  /** Those that spend a coin of its own, and the sibling. */
  readonly conflicts: ReadonlySet<MempoolEntry>;
  /** Whether the other child of its parent is among them, though they spend no coin together. */
  readonly hasSibling: boolean;
}

/**
 * The rules of version 3 for a transaction that comes alone.
 * @param conflicts - those in the mempool that spend a coin of the transaction's
 * @returns the conflicts, and where one child of an unconfirmed parent may take the other's place: that one
 * @rejects TRUC-violation
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function checkTrucAlone(
  { tx, vsize }: Pick<EntryFacts, 'tx' | 'vsize'>,
  conflicts: ReadonlySet<MempoolEntry>,
  { pool, mayEvictSibling }: Pick<AcceptContext, 'pool'> & { readonly mayEvictSibling: boolean },
): Verdict<Replaced, MempoolRejectCode> {
  const truc = checkSingleTruc({ tx, vsize, parents: pool.graph.parentsOf(tx) }, conflicts);
  if (truc.ok) return accept({ conflicts, hasSibling: false });
  const { sibling, ...rejected } = truc;
  return sibling && mayEvictSibling
    ? accept({ conflicts: new Set([...conflicts, sibling]), hasSibling: true })
    : rejected;
}

/** A refusal to replace, in the words for one that would also put a sibling out. */
export function namingSibling(rejected: Rejected<MempoolRejectCode>): Rejected<MempoolRejectCode> {
  const { code, debug } = rejected;
  return code === 'insufficient fee' || code === 'too many potential replacements'
    ? reject(`${code} (including sibling eviction)`, debug)
    : rejected;
}

/**
 * Whoever spends of an unconfirmed transaction spends its dust, too.
 * @param txs - those that come together
 * @rejects missing-ephemeral-spends
 */
export function checkDustSpent(
  txs: readonly Transaction[],
  { pool, options }: Pick<AcceptContext, 'pool' | 'options'>,
): ReturnType<typeof checkEphemeralSpends> {
  if (!options.requireStandard) return ACCEPTED;
  const { dustRelayFeeRate } = options.standardness;
  return checkEphemeralSpends(txs, { dustRelayFeeRate, inMempool: (txid) => pool.graph.get(txid)?.tx });
}
