import { LOCKTIME_THRESHOLD, SEQUENCE_LOCKTIME_TYPE_FLAG } from '../limits.ts';
import type { Fragment, MiniscriptContext, NodeParts } from './model.ts';
import { has, keep, setOf, when } from './properties.ts';

/**
 * What is known of a fragment's script from what is known of its parts; the empty set where they don't fit together.
 * @returns a set of `properties.ts`
 * @source BIP379 "Correctness", "Malleability", "Timelock mixing"; Bitcoin Core src/script/miniscript.cpp ComputeType
 */
export function typeOf(parts: NodeParts, context: MiniscriptContext): number {
  const [x, y, z] = parts.subs;
  const type = TYPES[parts.fragment]({
    x: x?.type ?? 0,
    y: y?.type ?? 0,
    z: z?.type ?? 0,
    parts,
    context,
  });
  return type & BASES ? type : 0;
}

const BASES = setOf('BVKW');

interface Known {
  /** Of the first three parts. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly parts: NodeParts;
  readonly context: MiniscriptContext;
}

type Rule = (known: Known) => number;

const hash: Rule = () => setOf('Bonudmk');

const TYPES: Readonly<Record<Fragment, Rule>> = {
  0: () => setOf('Bzudemsxk'),
  1: () => setOf('Bzufmxk'),
  pk_k: () => setOf('Konudemsxk'),
  pk_h: () => setOf('Knudemsxk'),
  older: ({ parts: { k } }) => setOf('Bzfmxk') | setOf(k & SEQUENCE_LOCKTIME_TYPE_FLAG ? 'g' : 'h'),
  after: ({ parts: { k } }) => setOf('Bzfmxk') | setOf(k >= LOCKTIME_THRESHOLD ? 'i' : 'j'),
  sha256: hash,
  hash256: hash,
  ripemd160: hash,
  hash160: hash,
  multi: ({ context }) => when(context === 'wsh', 'Bnudemsk'),
  multi_a: ({ context }) => when(context === 'tapscript', 'Budemsk'),
  a: ({ x }) => when(has(x, 'B'), 'W') | keep(x, 'udfemsghijk') | setOf('x'),
  s: ({ x }) => when(has(x, 'Bo'), 'W') | keep(x, 'udfemsxghijk'),
  c: ({ x }) => when(has(x, 'K'), 'B') | keep(x, 'ondfemghijk') | setOf('us'),
  d: ({ x, context }) =>
    when(has(x, 'Vz'), 'B') |
    when(has(x, 'z'), 'o') |
    when(has(x, 'f'), 'e') |
    keep(x, 'msghijk') |
    // That OP_IF takes nothing but 1 for true is a rule of tapscript, elsewhere one of relay alone.
    when(context === 'tapscript', 'u') |
    setOf('ndx'),
  v: ({ x }) => when(has(x, 'B'), 'V') | keep(x, 'zonmsghijk') | setOf('fx'),
  j: ({ x }) => when(has(x, 'Bn'), 'B') | when(has(x, 'f'), 'e') | keep(x, 'oumsghijk') | setOf('ndx'),
  n: ({ x }) => keep(x, 'Bzondfemsghijk') | setOf('ux'),
  and_v: ({ x, y }) =>
    (has(x, 'V') ? keep(y, 'KVB') : 0) |
    keep(x, 'n') |
    (has(x, 'z') ? keep(y, 'n') : 0) |
    oneArgument(x, y) |
    keep(x & y, 'mz') |
    keep(x | y, 's') |
    when(has(y, 'f') || has(x, 's'), 'f') |
    keep(y, 'ux') |
    locksTogether(x, y),
  and_b: ({ x, y }) =>
    (has(y, 'W') ? keep(x, 'B') : 0) |
    oneArgument(x, y) |
    keep(x, 'n') |
    (has(x, 'z') ? keep(y, 'n') : 0) |
    (has(x & y, 's') ? keep(x & y, 'e') : 0) |
    keep(x & y, 'dzm') |
    when(has(x & y, 'f') || has(x, 'sf') || has(y, 'sf'), 'f') |
    keep(x | y, 's') |
    setOf('ux') |
    locksTogether(x, y),
  or_b: ({ x, y }) =>
    when(has(x, 'Bd') && has(y, 'Wd'), 'B') |
    oneArgument(x, y) |
    (has(x | y, 's') && has(x & y, 'e') ? keep(x & y, 'm') : 0) |
    keep(x & y, 'zse') |
    setOf('dux') |
    locksApart(x, y),
  or_d: ({ x, y }) =>
    (has(x, 'Bdu') ? keep(y, 'B') : 0) | alternative(x, y) | keep(y, 'ufde') | setOf('x') | locksApart(x, y),
  or_c: ({ x, y }) => (has(x, 'Bdu') ? keep(y, 'V') : 0) | alternative(x, y) | setOf('fx') | locksApart(x, y),
  or_i: ({ x, y }) =>
    keep(x & y, 'VBKufs') |
    when(has(x & y, 'z'), 'o') |
    (has(x | y, 'f') ? keep(x | y, 'e') : 0) |
    (has(x | y, 's') ? keep(x & y, 'm') : 0) |
    keep(x | y, 'd') |
    setOf('x') |
    locksApart(x, y),
  andor: ({ x, y, z }) =>
    (has(x, 'Bdu') ? keep(y & z, 'BKV') : 0) |
    keep(x & y & z, 'z') |
    oneArgument(x, y & z) |
    keep(y & z, 'u') |
    (has(x, 's') || has(y, 'f') ? keep(z, 'fe') : 0) |
    keep(z, 'd') |
    (has(x, 'e') && has(x | y | z, 's') ? keep(x & y & z, 'm') : 0) |
    keep(z & (x | y), 's') |
    setOf('x') |
    keep(x | y | z, 'ghij') |
    when(has(x & y & z, 'k') && !mixes(x, y), 'k'),
  thresh: ({ parts }) => thresholdType(parts),
};

/** One of both takes no argument, the other one. */
function oneArgument(x: number, y: number): number {
  return has(x | y, 'z') ? keep(x | y, 'o') : 0;
}

/** What or_c and or_d have in common: the second part runs where the first fails. */
function alternative(x: number, y: number): number {
  return (
    (has(y, 'z') ? keep(x, 'o') : 0) |
    (has(x, 'e') && has(x | y, 's') ? keep(x & y, 'm') : 0) |
    keep(x & y, 'zs')
  );
}

/** Locks of both are asked for at once. */
function locksTogether(x: number, y: number): number {
  return keep(x | y, 'ghij') | when(has(x & y, 'k') && !mixes(x, y), 'k');
}

/** Locks of one are asked for, or of the other. */
function locksApart(x: number, y: number): number {
  return keep(x | y, 'ghij') | keep(x & y, 'k');
}

/** A lock by time in one, by height in the other, both relative or both not: no transaction meets both. */
function mixes(x: number, y: number): boolean {
  return (
    (has(x, 'g') && has(y, 'h')) ||
    (has(x, 'h') && has(y, 'g')) ||
    (has(x, 'i') && has(y, 'j')) ||
    (has(x, 'j') && has(y, 'i'))
  );
}

function thresholdType({ subs, k }: NodeParts): number {
  const count = subs.length;
  let all = setOf('em');
  let safe = 0;
  let args = 0;
  let locks = setOf('k');
  for (const [i, { type }] of subs.entries()) {
    if (!has(type, i === 0 ? 'Bdu' : 'Wdu')) return 0;
    all &= type;
    if (has(type, 's')) safe++;
    if (!has(type, 'z')) args += has(type, 'o') ? 1 : 2;
    locks = k > 1 ? locksTogether(locks, type) : locksApart(locks, type);
  }
  return (
    setOf('Bdu') |
    when(args === 0, 'z') |
    when(args === 1, 'o') |
    when(has(all, 'e') && safe === count, 'e') |
    when(has(all, 'em') && safe >= count - k, 'm') |
    when(safe > count - k, 's') |
    locks
  );
}
