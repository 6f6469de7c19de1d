import { transactionWeight } from '../../src/consensus/weight.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';

/** What the model knows of a transaction: what it pays, and whose outputs it spends. */
export interface ModelTx {
  readonly tx: Transaction;
  readonly fee: number;
  readonly parents: readonly ModelTx[];
}

/** What came of a package. */
export interface ModelOutcome {
  readonly message: string;
  /** For each, in order; empty where they were not looked at. */
  readonly kinds: readonly string[];
}

/** Satoshis for 1000 virtual bytes. */
const RATE = 100;

/**
 * A mempool to which packages are submitted, of which only the topology and the fees count: no coin is spent by two
 * transactions, nothing is too large, all is signed. Written from the rules, in sets of names.
 */
export function createPackageModel() {
  const held = new Set<string>();
  const nameOf = ({ tx }: ModelTx): string => displayHash(tx.txid);
  const size = ({ tx }: ModelTx): number => Math.ceil(transactionWeight(tx) / 4);
  const owed = (txs: readonly ModelTx[]): number => {
    return Math.ceil((txs.reduce((sum, tx) => sum + size(tx), 0) * RATE) / 1000);
  };
  const paid = (txs: readonly ModelTx[]): number => txs.reduce((sum, { fee }) => sum + fee, 0);
  const hasParents = (tx: ModelTx): boolean => tx.parents.every((parent) => held.has(nameOf(parent)));

  function formFault(txs: readonly ModelTx[]): string | undefined {
    const names = txs.map(nameOf);
    if (new Set(names).size < names.length) return 'package-contains-duplicates';
    const isLater = (parent: ModelTx, index: number): boolean => names.indexOf(nameOf(parent)) > index;
    if (txs.some(({ parents }, i) => parents.some((parent) => isLater(parent, i))))
      return 'package-not-sorted';
    const child = txs.at(-1);
    const isParent = (tx: ModelTx): boolean => child?.parents.includes(tx) === true;
    if (txs.length > 1 && !txs.slice(0, -1).every(isParent)) return 'package-not-child-with-parents';
    return undefined;
  }

  function tryAlone(tx: ModelTx): string {
    if (held.has(nameOf(tx))) return 'known';
    if (!hasParents(tx)) return 'bad-txns-inputs-missingorspent';
    if (tx.fee < owed([tx])) return 'min relay fee not met';
    held.add(nameOf(tx));
    return 'accepted';
  }

  /** Tries those that were refused as one. Returns what comes of each that it says anything about. */
  function tryTogether(txs: readonly ModelTx[]): Map<ModelTx, string> {
    const missing = txs.find((tx) => !tx.parents.every((one) => held.has(nameOf(one)) || txs.includes(one)));
    if (missing) return new Map([[missing, 'bad-txns-inputs-missingorspent']]);
    const last = txs.at(-1);
    if (last && paid(txs) < owed(txs)) return new Map([[last, 'min relay fee not met']]);
    for (const tx of txs) held.add(nameOf(tx));
    return new Map(txs.map((tx) => [tx, 'accepted']));
  }

  return {
    held,
    submit(txs: readonly ModelTx[]): ModelOutcome {
      const fault = formFault(txs);
      if (fault) return { message: fault, kinds: [] };
      const alone = new Map(txs.map((tx) => [tx, tryAlone(tx)]));
      const refused = txs.filter((tx) => alone.get(tx) !== 'known' && alone.get(tx) !== 'accepted');
      const together =
        refused.length > 0 && txs.length > 1 ? tryTogether(refused) : new Map<ModelTx, string>();
      const kinds = txs.map((tx) => together.get(tx) ?? alone.get(tx) ?? '');
      const isDone = kinds.every((kind) => kind === 'known' || kind === 'accepted');
      return { message: isDone ? 'success' : 'transaction failed', kinds };
    },
  };
}
