import fc from 'fast-check';
import * as ecc from 'tiny-secp256k1';
import { hash160 } from '../../src/crypto/hash160.ts';
import { ripemd160 } from '../../src/crypto/legacy-hashes.ts';
import { sha256, sha256d } from '../../src/crypto/sha256d.ts';
import type {
  Fragment,
  HashFragment,
  Miniscript,
  MiniscriptContext,
  MiniscriptNode,
} from '../../src/script/miniscript/model.ts';
import { createNode } from '../../src/script/miniscript/node.ts';
import { has } from '../../src/script/miniscript/properties.ts';
import { isValid } from '../../src/script/miniscript/sanity.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** Random miniscripts whose parts fit together, with keys and preimages that are known. */

const KEY_COUNT = 24;
const PREIMAGES = Array.from({ length: 6 }, (_, i) => sha256(Uint8Array.of(i)));

export const TEST_SECRETS = Array.from({ length: KEY_COUNT }, (_, i) => new Uint8Array(32).fill(i + 1));
const PUBKEYS = TEST_SECRETS.map((secret) =>
  expectDefined(ecc.pointFromScalar(secret, true), 'a private key'),
);

const HASHES: Readonly<Record<HashFragment, (preimage: Uint8Array) => Uint8Array>> = {
  sha256,
  hash256: sha256d,
  ripemd160,
  hash160,
};

/** A key as scripts of the context have it. */
export function testKey(key: number, context: MiniscriptContext): Uint8Array {
  const pubkey = expectDefined(PUBKEYS[key], 'one of the keys');
  return context === 'tapscript' ? pubkey.subarray(1) : pubkey;
}

/** The key behind a hash. */
export function testKeyOfHash(hash: Uint8Array, context: MiniscriptContext): Uint8Array | undefined {
  return PUBKEYS.map((_, key) => testKey(key, context)).find((key) => toHex(hash160(key)) === toHex(hash));
}

/** The preimage of a hash that is in these miniscripts. */
export function testPreimage(fragment: HashFragment, hash: Uint8Array): Uint8Array | undefined {
  return PREIMAGES.find((preimage) => toHex(HASHES[fragment](preimage)) === toHex(hash));
}

const WRAPPERS: readonly Fragment[] = ['a', 's', 'c', 'd', 'v', 'j', 'n'];
const PAIRS: readonly Fragment[] = ['and_v', 'and_b', 'or_b', 'or_c', 'or_d', 'or_i'];
const LEAVES: readonly Fragment[] = ['pk_k', 'pk_h', 'sha256', 'hash256', 'ripemd160', 'hash160', '0', '1'];

/**
 * An expression of type B. It grows from leaves that are wrapped and put together as the numbers tell; what doesn't fit
 * is left, so that every choice of numbers makes one.
 */
export function miniscriptOf(context: MiniscriptContext): fc.Arbitrary<Miniscript> {
  const choice = fc.nat({ max: 1 << 16 });
  return fc.array(fc.tuple(choice, choice, choice), { minLength: 4, maxLength: 120 }).map((choices) => {
    const pool: MiniscriptNode[] = [];
    let keys = 0;
    const nextKeys = (count: number) => Array.from({ length: count }, () => keys++ % KEY_COUNT);
    for (const [kind, a, b] of choices) {
      const made = grow({ pool, kind, a, b, context, nextKeys });
      if (made) pool.push(made);
    }
    const whole = pool.filter(({ type }) => has(type, 'B')).sort((x, y) => y.size - x.size);
    return { root: whole[0] ?? createNode(context, '1'), context };
  });
}

interface Growth {
  readonly pool: MiniscriptNode[];
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly context: MiniscriptContext;
  readonly nextKeys: (count: number) => readonly number[];
}

/** A new expression that fits; its parts leave the pool. */
function grow({ pool, kind, a, b, context, nextKeys }: Growth): MiniscriptNode | undefined {
  const way = kind % 10;
  if (way <= 2 || pool.length === 0) return leafOf({ a, b, context, nextKeys });
  const fragments: readonly Fragment[] =
    way <= 5 ? WRAPPERS : way <= 7 ? PAIRS : way === 8 ? ['andor'] : ['thresh'];
  const count = way <= 5 ? 1 : way <= 7 ? 2 : way === 8 ? 3 : 1 + (b % 4);
  // From the first choice on, the first that fits.
  for (let turn = 0; turn < pool.length * fragments.length; turn++) {
    const fragment = fragments[(a + turn) % fragments.length] as Fragment;
    const at = (i: number) => (b + Math.floor(turn / fragments.length) + i * (1 + (kind % 3))) % pool.length;
    const indexes = [...new Set(Array.from({ length: count }, (_, i) => at(i)))];
    if (indexes.length < count) continue;
    const subs = indexes.map((i) => pool[i] as MiniscriptNode);
    const node = createNode(context, fragment, { subs, k: fragment === 'thresh' ? 1 + (a % count) : 0 });
    if (!isValid(node, context)) continue;
    for (const i of indexes.sort((x, y) => y - x)) pool.splice(i, 1);
    return node;
  }
  return undefined;
}

function leafOf({
  a,
  b,
  context,
  nextKeys,
}: Pick<Growth, 'a' | 'b' | 'context' | 'nextKeys'>): MiniscriptNode {
  const way = a % 12;
  if (way === 8)
    return createNode(context, 'older', { k: b % 2 === 0 ? 1 + (b % 60_000) : (1 << 22) + (b % 60_000) });
  if (way === 9) return createNode(context, 'after', { k: b % 2 === 0 ? 1 + b : 500_000_000 + b });
  if (way >= 10) {
    const keys = nextKeys(1 + (b % 4));
    return createNode(context, context === 'wsh' ? 'multi' : 'multi_a', { keys, k: 1 + (b % keys.length) });
  }
  const fragment = LEAVES[way] as Fragment;
  if (fragment in HASHES) {
    const hash = HASHES[fragment as HashFragment](
      expectDefined(PREIMAGES[b % PREIMAGES.length], 'a preimage'),
    );
    return createNode(context, fragment, { hash });
  }
  return createNode(context, fragment, fragment.startsWith('pk') ? { keys: nextKeys(1) } : {});
}
