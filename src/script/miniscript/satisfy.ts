import { expectDefined } from '../../util/invariant.ts';
import type { HashFragment, MiniscriptNode } from './model.ts';
import { foldNodes } from './node.ts';
import type { KeyBytes } from './to-script.ts';

/** What a spender meets beside signatures. */
export interface SpendConditions {
  /** The 32 bytes behind a hash; undefined where they aren't known. */
  readonly preimageOf: (fragment: HashFragment, hash: Uint8Array) => Uint8Array | undefined;
  /** True where the spending transaction's lock time lets OP_CHECKLOCKTIMEVERIFY pass. */
  readonly isAfter: (lockTime: number) => boolean;
  /** True where the spending input's sequence lets OP_CHECKSEQUENCEVERIFY pass. */
  readonly isOlder: (sequence: number) => boolean;
}

/** What a spender has. */
export interface MiniscriptMeans extends SpendConditions {
  /** The bytes of a key as the script has them. */
  readonly keyBytes: KeyBytes;
  /** The signature of a key, its hash type included; undefined where it can't be had. @param key - its number */
  readonly signatureOf: (key: number) => Uint8Array | undefined;
}

/**
 * The witness that satisfies an expression, bottom first, without the script: the smallest of those that nobody else
 * can change into another one.
 * @returns undefined where there is none with what the spender has
 * @source BIP379 "Satisfaction and malleability"; Bitcoin Core src/script/miniscript.h ProduceInput, Satisfy
 */
export function satisfyMiniscript(
  root: MiniscriptNode,
  means: MiniscriptMeans,
): readonly Uint8Array[] | undefined {
  const { satisfied } = foldNodes<Inputs>(root, (node, subs) => inputsOf(node, subs, means));
  return satisfied && !satisfied.isMalleable && satisfied.hasSignature ? satisfied.items : undefined;
}

/** Items for a script. */
interface Input {
  readonly items: readonly Uint8Array[];
  /** Bytes of the items with their lengths. */
  readonly size: number;
  readonly hasSignature: boolean;
  /** Others can change it into something that does as well. */
  readonly isMalleable: boolean;
}

/** Undefined where there is no input. */
type MaybeInput = Input | undefined;

interface Inputs {
  readonly satisfied: MaybeInput;
  readonly dissatisfied: MaybeInput;
}

const EMPTY: Input = { items: [], size: 0, hasSignature: false, isMalleable: false };
const ZERO = inputOf(new Uint8Array());
const ONE = inputOf(Uint8Array.of(1));
/** No preimage: any other 32 bytes do as well. */
const WRONG_PREIMAGE: Input = { ...inputOf(new Uint8Array(32)), isMalleable: true };

function inputOf(item: Uint8Array): Input {
  return { ...EMPTY, items: [item], size: item.length + 1 };
}

function malleable(input: MaybeInput): MaybeInput {
  return input && { ...input, isMalleable: true };
}

/** Items below and above each other: what runs first takes those on top. */
function stacked(below: MaybeInput, above: MaybeInput): MaybeInput {
  return (
    below &&
    above && {
      items: [...below.items, ...above.items],
      size: below.size + above.size,
      hasSignature: below.hasSignature || above.hasSignature,
      isMalleable: below.isMalleable || above.isMalleable,
    }
  );
}

/** The better of two inputs: one that others could make of the other must be taken, else the one to keep, else the smaller. */
function either(a: MaybeInput, b: MaybeInput): MaybeInput {
  if (!a || !b) return a ?? b;
  if (a.hasSignature !== b.hasSignature) return a.hasSignature ? b : a;
  if (a.hasSignature && a.isMalleable !== b.isMalleable) return a.isMalleable ? b : a;
  const smaller = a.size <= b.size ? a : b;
  // Without a signature in either, anyone replaces one by the other.
  return a.hasSignature ? smaller : malleable(smaller);
}

function inputsOf(node: MiniscriptNode, subs: readonly Inputs[], means: MiniscriptMeans): Inputs {
  const [x, y, z] = subs;
  const [xSat, xDis, ySat, yDis, zSat, zDis] = [x, y, z].flatMap((sub) => [
    sub?.satisfied,
    sub?.dissatisfied,
  ]);
  const signature = (key: number) => {
    const found = means.signatureOf(key);
    return found && { ...inputOf(found), hasSignature: true };
  };
  switch (node.fragment) {
    case '0':
      return { satisfied: undefined, dissatisfied: EMPTY };
    case '1':
      return { satisfied: EMPTY, dissatisfied: undefined };
    case 'older':
      return { satisfied: means.isOlder(node.k) ? EMPTY : undefined, dissatisfied: undefined };
    case 'after':
      return { satisfied: means.isAfter(node.k) ? EMPTY : undefined, dissatisfied: undefined };
    case 'pk_k':
      return { satisfied: signature(firstKey(node)), dissatisfied: ZERO };
    case 'pk_h': {
      const key = inputOf(means.keyBytes(firstKey(node)));
      return { satisfied: stacked(signature(firstKey(node)), key), dissatisfied: stacked(ZERO, key) };
    }
    case 'sha256':
    case 'hash256':
    case 'ripemd160':
    case 'hash160': {
      const preimage = means.preimageOf(node.fragment, node.hash);
      return { satisfied: preimage && inputOf(preimage), dissatisfied: WRONG_PREIMAGE };
    }
    case 'a':
    case 's':
    case 'c':
    case 'n':
      return { satisfied: xSat, dissatisfied: xDis };
    case 'd':
      return { satisfied: stacked(xSat, ONE), dissatisfied: ZERO };
    case 'v':
      return { satisfied: xSat, dissatisfied: undefined };
    case 'j':
      // That there is another way to fail with a nonzero item is not known, but taken for granted.
      return { satisfied: xSat, dissatisfied: xDis && !xDis.hasSignature ? malleable(ZERO) : ZERO };
    case 'and_v':
      return { satisfied: stacked(ySat, xSat), dissatisfied: stacked(yDis, xSat) };
    case 'and_b':
      return {
        satisfied: stacked(ySat, xSat),
        dissatisfied: [malleable(stacked(ySat, xDis)), malleable(stacked(yDis, xSat))].reduce(
          either,
          stacked(yDis, xDis),
        ),
      };
    case 'or_b':
      return {
        // Of two that succeed, others can let one fail.
        satisfied: [stacked(ySat, xDis), malleable(stacked(ySat, xSat))].reduce(either, stacked(yDis, xSat)),
        dissatisfied: stacked(yDis, xDis),
      };
    case 'or_c':
      return { satisfied: either(xSat, stacked(ySat, xDis)), dissatisfied: undefined };
    case 'or_d':
      return { satisfied: either(xSat, stacked(ySat, xDis)), dissatisfied: stacked(yDis, xDis) };
    case 'or_i':
      return {
        satisfied: either(stacked(xSat, ONE), stacked(ySat, ZERO)),
        dissatisfied: either(stacked(xDis, ONE), stacked(yDis, ZERO)),
      };
    case 'andor':
      return {
        satisfied: either(stacked(ySat, xSat), stacked(zSat, xDis)),
        dissatisfied: either(stacked(yDis, xSat), stacked(zDis, xDis)),
      };
    case 'thresh':
      return threshold(subs, node.k);
    case 'multi': {
      // OP_CHECKMULTISIG takes one item more than it looks at, and signatures in the order of their keys.
      const ways = node.keys.map((key) => ({ satisfied: signature(key), dissatisfied: EMPTY }));
      const byCount = countSatisfied(ways, ZERO);
      const zeros = new Array<MaybeInput>(node.k + 1).fill(ZERO);
      return { satisfied: byCount[node.k], dissatisfied: zeros.reduce(stacked) };
    }
    case 'multi_a': {
      const ways = node.keys.map((key) => ({ satisfied: signature(key), dissatisfied: ZERO })).reverse();
      const byCount = countSatisfied(ways);
      return { satisfied: byCount[node.k], dissatisfied: byCount[0] };
    }
  }
}

function firstKey({ keys }: MiniscriptNode): number {
  return expectDefined(keys[0], 'a key');
}

function threshold(subs: readonly Inputs[], k: number): Inputs {
  // The first part takes the items on top.
  const byCount = countSatisfied([...subs].reverse());
  // To satisfy some, but not as many as are needed, or more, is another way to fail.
  const others = byCount.map((input, count) => (count === 0 ? input : malleable(input)));
  const dissatisfied = others.filter((_, count) => count !== k).reduce(either, undefined);
  return { satisfied: byCount[k], dissatisfied };
}

/**
 * The best inputs of parts together, by how many of the parts are satisfied.
 * @param parts - from the one with the lowest items to the one with those on top
 * @param lowest - what lies below all of them
 */
function countSatisfied(parts: readonly Inputs[], lowest: Input = EMPTY): readonly MaybeInput[] {
  let best: readonly MaybeInput[] = [lowest];
  for (const { satisfied, dissatisfied } of parts) {
    const without = best.map((input) => stacked(input, dissatisfied));
    const within = best.map((input) => stacked(input, satisfied));
    best = [undefined, ...within].map((input, count) => either(without[count], input));
  }
  return best;
}
