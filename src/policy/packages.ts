import { transactionWeight } from '../consensus/weight.ts';
import { hashKey } from '../primitives/hash256.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';

/** The form of several transactions that are judged together. @source Bitcoin Core src/policy/packages.h, packages.cpp */

export const MAX_PACKAGE_COUNT = 25;
const MAX_PACKAGE_WEIGHT = 404_000;

/**
 * Why several transactions are refused together, and of which class that is:
 * - `policy`: they must not come together like this, whatever each is by itself;
 * - `transaction`: one of them, whose own reason is told with it, keeps the others out.
 */
export const PACKAGE_REJECT_CLASSES = {
  'package-too-many-transactions': 'policy',
  'package-too-large': 'policy',
  'package-contains-duplicates': 'policy',
  'package-not-sorted': 'policy',
  'conflict-in-package': 'policy',
  'package-not-child-with-parents': 'policy',
  'TRUC-violation': 'policy',
  'too-large-cluster': 'policy',
  'package RBF failed: package must be 1-parent-1-child': 'policy',
  'package RBF failed: new transaction cannot have mempool ancestors': 'policy',
  'package RBF failed: too many potential replacements': 'policy',
  'package RBF failed: insufficient anti-DoS fees': 'policy',
  'package RBF failed: package feerate is less than or equal to parent feerate': 'policy',
  'package RBF failed: insufficient feerate: does not improve feerate diagram': 'policy',
  'unspent-dust': 'transaction',
  'transaction failed': 'transaction',
} as const;

export type PackageRejectCode = keyof typeof PACKAGE_REJECT_CLASSES;

/**
 * Parents come before their children, no transaction comes twice and no coin is spent twice.
 * @rejects package-too-many-transactions, package-too-large, package-contains-duplicates, package-not-sorted,
 *   conflict-in-package
 * @source Bitcoin Core src/policy/packages.cpp IsWellFormedPackage
 */
export function checkPackageForm(txs: readonly Transaction[]): Verdict<void, PackageRejectCode> {
  if (txs.length > MAX_PACKAGE_COUNT) return reject('package-too-many-transactions');
  const weight = txs.reduce((sum, tx) => sum + transactionWeight(tx), 0);
  // One alone is told of its own weight.
  if (txs.length > 1 && weight > MAX_PACKAGE_WEIGHT) return reject('package-too-large');
  const txids = new Set(txs.map(({ txid }) => hashKey(txid)));
  if (txids.size !== txs.length) return reject('package-contains-duplicates');
  if (!isSorted(txs, txids)) return reject('package-not-sorted');
  return isConsistent(txs) ? ACCEPTED : reject('conflict-in-package');
}

/**
 * True for two or more of which the last spends something of each other one. Not every parent of it need be there.
 * @source Bitcoin Core src/policy/packages.cpp IsChildWithParents
 */
export function isChildWithParents(txs: readonly Transaction[]): boolean {
  const child = txs.at(-1);
  if (!child || txs.length < 2) return false;
  const spent = spentIds(child);
  return txs.slice(0, -1).every(({ txid }) => spent.has(hashKey(txid)));
}

/**
 * The same where no parent spends of another one.
 * @source Bitcoin Core src/policy/packages.cpp IsChildWithParentsTree
 */
export function isChildWithParentsTree(txs: readonly Transaction[]): boolean {
  if (!isChildWithParents(txs)) return false;
  const parents = txs.slice(0, -1);
  const ids = parents.map(({ txid }) => hashKey(txid));
  return parents.every((parent) => {
    const spent = spentIds(parent);
    return !ids.some((id) => spent.has(id));
  });
}

function spentIds({ inputs }: Transaction): ReadonlySet<string> {
  return new Set(inputs.map(({ prevout }) => hashKey(prevout.txid)));
}

/** @param later - the ids of all of them; emptied on the way */
function isSorted(txs: readonly Transaction[], later: Set<string>): boolean {
  return txs.every(({ txid, inputs }) => {
    const spendsLater = inputs.some(({ prevout }) => later.has(hashKey(prevout.txid)));
    later.delete(hashKey(txid));
    return !spendsLater;
  });
}

/** A coin spent twice by one transaction breaks a rule of its own, which that transaction is told of. */
function isConsistent(txs: readonly Transaction[]): boolean {
  const seen = new Set<string>();
  return txs.every(({ inputs }) => {
    const keys = inputs.map(({ prevout }) => outPointKey(prevout));
    const isFree = keys.length > 0 && !keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isFree;
  });
}
