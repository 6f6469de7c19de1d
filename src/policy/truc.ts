import { displayHash, hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { compareBytes } from '../util/bytes.ts';
import { collectReachable } from '../util/reachable.ts';
import { ACCEPTED, type Accepted, type Rejected, reject, type Verdict } from '../util/verdict.ts';

/**
 * Transactions of version 3, which are topologically restricted until confirmation (TRUC): an unconfirmed one has one
 * parent or one child of its kind, so that nobody can pin it with a large or a long tail, and its fee can always be
 * raised. A transaction says by its version alone that it wants these rules.
 * @source BIP431; Bitcoin Core src/policy/truc_policy.h
 */
const TRUC_VERSION = 3;

/** Virtual bytes, signature operations counted in, of any of them. */
const TRUC_MAX_VSIZE = 10_000;

/** And of one that spends an unconfirmed one. */
const TRUC_CHILD_MAX_VSIZE = 1_000;

/** Transactions of an unconfirmed chain: a parent and its child. The rules below rely on its being 2. */
const TRUC_CHAIN_LIMIT = 2;

const CODE = 'TRUC-violation';

/** Accepted; or refused, with the one child that would have to go for the transaction where there is such a child. */
export type TrucVerdict<E> = Accepted<void> | (Rejected<typeof CODE> & { readonly sibling?: E });

/** A transaction that would join, and what it spends of the mempool. */
export interface TrucCandidate<E extends TrucEntry<E>> {
  readonly tx: Transaction;
  /** Virtual bytes by which it is judged. */
  readonly vsize: number;
  /** The unconfirmed transactions, in the mempool already, whose outputs it spends. */
  readonly parents: ReadonlySet<E>;
}

/** What the rules need to know of a transaction in the mempool. */
export interface TrucEntry<E> {
  readonly tx: Pick<Transaction, 'txid' | 'wtxid' | 'version'>;
  /** Whose outputs it spends, in the mempool. */
  readonly parents: ReadonlySet<E>;
  /** Who spends its outputs. */
  readonly children: ReadonlySet<E>;
}

type Names = TrucEntry<unknown>['tx'];

type PlainVerdict = Verdict<void, typeof CODE>;

/**
 * The rules for a transaction that comes alone, or first alone. To be asked of every version: others must not spend
 * an unconfirmed one of version 3 either.
 * @param conflicts - what the transaction replaces: a child of its parent among them does not count
 * @rejects TRUC-violation; its `sibling`, where there is one, may be replaced as if it spent the same coins
 * @source Bitcoin Core src/policy/truc_policy.cpp SingleTRUCChecks
 */
export function checkSingleTruc<E extends TrucEntry<E>>(
  candidate: TrucCandidate<E>,
  conflicts: ReadonlySet<E>,
): TrucVerdict<E> {
  const { tx, vsize, parents } = candidate;
  for (const parent of byTxid(parents)) {
    const inherited = checkInheritance(tx, parent.tx);
    if (!inherited.ok) return inherited;
  }
  if (tx.version !== TRUC_VERSION) return ACCEPTED;
  const size = checkSize(candidate);
  if (!size.ok) return size;
  const [parent, ...others] = parents;
  if (!parent) return ACCEPTED;
  if (others.length > 0 || countAncestors(parent) + 1 > TRUC_CHAIN_LIMIT) return tooManyAncestors(tx);
  if (vsize > TRUC_CHILD_MAX_VSIZE) return childTooBig(candidate);
  return checkSiblings(parent, conflicts);
}

/** In the order in which Core looks at them, which decides of which of several is told. @source Core CTxMemPool::GetParents */
function byTxid<E extends TrucEntry<E>>(entries: ReadonlySet<E>): readonly E[] {
  return [...entries].sort((a, b) => compareBytes(a.tx.txid, b.tx.txid));
}

/** A reorganisation can have left more descendants than the rules allow: then none of them is the one to go. */
function checkSiblings<E extends TrucEntry<E>>(parent: E, conflicts: ReadonlySet<E>): TrucVerdict<E> {
  const descendants = [...collectReachable(parent.children, ({ children }) => children)];
  const [sibling, ...others] = descendants;
  if (!sibling || descendants.some((descendant) => conflicts.has(descendant))) return ACCEPTED;
  const mayGo = others.length === 0 && countAncestors(sibling) === TRUC_CHAIN_LIMIT;
  return mayGo ? { ...tooManyDescendants(parent.tx), sibling } : tooManyDescendants(parent.tx);
}

/**
 * The rules for one of several that come together, of any version, once each was judged by itself.
 * @param members - all of them, parents first, with `candidate`; none is in the mempool
 * @rejects TRUC-violation
 * @source Bitcoin Core src/policy/truc_policy.cpp PackageTRUCChecks
 */
export function checkPackageTruc<E extends TrucEntry<E>>(
  candidate: TrucCandidate<E>,
  members: readonly TrucCandidate<E>[],
): PlainVerdict {
  const { tx, vsize } = candidate;
  const inPackage = parentsAmong(members, candidate);
  if (tx.version !== TRUC_VERSION) return checkAllInherit(candidate, inPackage);
  const size = checkSize(candidate);
  if (!size.ok) return size;
  const [entry] = candidate.parents;
  if (candidate.parents.size + inPackage.length + 1 > TRUC_CHAIN_LIMIT) return tooManyAncestors(tx);
  if (entry && countAncestors(entry) + inPackage.length + 1 > TRUC_CHAIN_LIMIT) return tooManyAncestors(tx);
  const parent = entry?.tx ?? inPackage[0];
  if (!parent) return ACCEPTED;
  if (vsize > TRUC_CHILD_MAX_VSIZE) return childTooBig(candidate);
  const inherited = checkInheritance(tx, parent);
  if (!inherited.ok) return inherited;
  const relatives = checkRelatives(candidate, parent, members);
  if (!relatives.ok) return relatives;
  return entry && entry.children.size > 0 ? tooManyDescendants(parent) : ACCEPTED;
}

function checkAllInherit<E extends TrucEntry<E>>(
  { tx, parents }: TrucCandidate<E>,
  inPackage: readonly Names[],
): PlainVerdict {
  const below = [...byTxid(parents).map((parent) => parent.tx), ...inPackage];
  const parent = below.find(({ version }) => version === TRUC_VERSION);
  return parent ? checkInheritance(tx, parent) : ACCEPTED;
}

/** Nobody else among the members spends the parent of a child, and nobody spends the child. */
function checkRelatives<E extends TrucEntry<E>>(
  { tx }: TrucCandidate<E>,
  parent: Names,
  members: readonly TrucCandidate<E>[],
): PlainVerdict {
  const [own, parents] = [hashKey(tx.txid), hashKey(parent.txid)];
  for (const { tx: other } of members) {
    if (other === tx) continue;
    for (const { prevout } of other.inputs) {
      const spent = hashKey(prevout.txid);
      if (spent === parents) return tooManyDescendants(parent);
      if (spent === own) return tooManyAncestors(other);
    }
  }
  return ACCEPTED;
}

/** Unconfirmed transactions that it depends on, itself included. */
function countAncestors<E extends TrucEntry<E>>(entry: E): number {
  return collectReachable([entry], ({ parents }) => parents).size;
}

/** The transactions before the candidate whose outputs it spends, in their order. */
function parentsAmong<E extends TrucEntry<E>>(
  members: readonly TrucCandidate<E>[],
  candidate: TrucCandidate<E>,
): readonly Transaction[] {
  const spent = new Set(candidate.tx.inputs.map(({ prevout }) => hashKey(prevout.txid)));
  const before = members.slice(0, members.indexOf(candidate));
  return before.map(({ tx }) => tx).filter(({ txid }) => spent.has(hashKey(txid)));
}

/** Both are of version 3, or neither. */
function checkInheritance(tx: Names, parent: Names): PlainVerdict {
  if ((tx.version === TRUC_VERSION) === (parent.version === TRUC_VERSION)) return ACCEPTED;
  const [kind, other] =
    tx.version === TRUC_VERSION ? ['version=3', 'non-version=3'] : ['non-version=3', 'version=3'];
  return reject(CODE, `${kind} tx ${nameOf(tx)} cannot spend from ${other} tx ${nameOf(parent)}`);
}

function checkSize<E extends TrucEntry<E>>({ tx, vsize }: TrucCandidate<E>): PlainVerdict {
  return vsize > TRUC_MAX_VSIZE
    ? reject(CODE, `version=3 tx ${nameOf(tx)} is too big: ${vsize} > ${TRUC_MAX_VSIZE} virtual bytes`)
    : ACCEPTED;
}

function childTooBig({ tx, vsize }: { readonly tx: Names; readonly vsize: number }): Rejected<typeof CODE> {
  const sizes = `${vsize} > ${TRUC_CHILD_MAX_VSIZE} virtual bytes`;
  return reject(CODE, `version=3 child tx ${nameOf(tx)} is too big: ${sizes}`);
}

function tooManyAncestors(tx: Names): Rejected<typeof CODE> {
  return reject(CODE, `tx ${nameOf(tx)} would have too many ancestors`);
}

function tooManyDescendants(parent: Names): Rejected<typeof CODE> {
  return reject(CODE, `tx ${nameOf(parent)} would exceed descendant count limit`);
}

function nameOf({ txid, wtxid }: Names): string {
  return `${displayHash(txid)} (wtxid=${displayHash(wtxid)})`;
}
