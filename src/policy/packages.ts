import { transactionWeight } from '../consensus/weight.ts';
import { hashKey } from '../primitives/hash256.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';

/** The form of several transactions that are judged together. @source Bitcoin Core src/policy/packages.h, packages.cpp */

export const MAX_PACKAGE_COUNT = 25;
const MAX_PACKAGE_WEIGHT = 404_000;

export type PackageRejectCode =
  | 'package-too-many-transactions'
  | 'package-too-large'
  | 'package-contains-duplicates'
  | 'package-not-sorted'
  | 'conflict-in-package';

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
