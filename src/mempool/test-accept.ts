import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import type { Transaction } from '../primitives/tx.ts';
import { accept, type Verdict } from '../util/verdict.ts';
import { type AcceptedTransaction, describeAccepted, judge } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { acceptTogether } from './accept-together.ts';
import { createChangeset } from './changeset.ts';
import type { PackageOutcome } from './package-outcome.ts';

/** What would become of the transaction; nothing changes. */
export function testAccept(
  tx: Transaction,
  context: AcceptContext,
): Verdict<AcceptedTransaction, MempoolRejectCode> {
  const changeset = createChangeset(context.pool.graph, context.options.limits);
  const candidate = judge({ tx, ...now(context) }, changeset, context);
  return candidate.ok ? accept(describeAccepted(candidate.value.entry, changeset)) : candidate;
}

/**
 * What would become of these transactions; nothing changes. Each has to pay for itself, later ones may spend what
 * earlier ones make, and nothing in the mempool may have to go.
 */
export function testPackage(txs: readonly Transaction[], context: AcceptContext): PackageOutcome {
  return acceptTogether({ txs, ...now(context), together: 'in-a-test' }, context);
}

function now({ clock, chainstate }: AcceptContext) {
  return { time: clock.nowSeconds(), height: chainstate.tip().height };
}
