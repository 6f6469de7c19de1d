import type { Miniscript, MiniscriptContext, MiniscriptNode } from './model.ts';
import { foldNodes } from './node.ts';
import { has } from './properties.ts';
import { fitsLimits, isSatisfiable, type Resources, resourcesOf } from './resources.ts';
import { type KeyText, miniscriptToText } from './to-text.ts';

/** What a script may have at most. @source Bitcoin Core src/script/miniscript.h MaxScriptSize */
export const MAX_SIZES: Readonly<Record<MiniscriptContext, number>> = {
  /** Longer witness scripts are not relayed. */
  wsh: 3600,
  /**
   * What is left of the largest transaction that is relayed, 400,000 units of weight, for a leaf with the largest
   * witness (1000 items of 65 bytes, a control block of 4129) and the rest of a small transaction (378).
   */
  tapscript: 400_000 - 378 - (3 + 1000 * (1 + 65) + 3 + 4129) - 5,
};

/** Why an expression is not to be used, though it can be read. */
export type Insanity =
  | 'is invalid'
  | 'is not sane'
  | 'is not sane: malleable witnesses exist'
  | 'is not sane: witnesses without signature exist'
  | 'is not sane: contains mixes of timelocks expressed in blocks and seconds'
  | 'is not sane: contains duplicate public keys'
  | 'is not sane: needs witnesses that may exceed resource limits'
  | 'is not satisfiable';

/** What tells two keys apart. @param key - its number */
export type KeyIdentity = (key: number) => string;

/** True where the parts of an expression fit together and its script is not too long. */
export function isValid({ type, size }: MiniscriptNode, context: MiniscriptContext): boolean {
  return type !== 0 && size <= MAX_SIZES[context];
}

/**
 * True where a script does what its expression says: whoever meets its conditions can spend it, nobody else can, and
 * nobody can change the witness.
 * @source BIP379 "Sanity"; Bitcoin Core src/script/miniscript.h IsSane
 */
export function isSane(miniscript: Miniscript, identity: KeyIdentity): boolean {
  return isSaneRoot(miniscript, examine(miniscript, identity));
}

/**
 * Why an expression is not to be used, in Core's words, with the innermost part that is to blame; undefined where it
 * is sound.
 * @source Bitcoin Core src/script/descriptor.cpp ParseScript
 */
export function describeInsanity(
  miniscript: Miniscript,
  { identity, keyText }: { readonly identity: KeyIdentity; readonly keyText: KeyText },
): string | undefined {
  const { root, context } = miniscript;
  const findings = examine(miniscript, identity);
  const isRootSane = isSaneRoot(miniscript, findings);
  if (isRootSane && isSatisfiable(findings.resources)) return undefined;
  const { node, why } = findings.first ?? { node: root, why: undefined };
  return `${miniscriptToText(node, keyText)} ${reason()}`;

  function reason(): Insanity {
    if (!isValid(node, context)) return 'is invalid';
    if (isRootSane) return 'is not satisfiable';
    const isMalleable = !has(node.type, 'm');
    if (node === root && !isMalleable && !has(root.type, 's')) {
      return 'is not sane: witnesses without signature exist';
    }
    return why ?? 'is not sane';
  }
}

/** What an examination of a node has shown, from its leaves up. */
interface Findings {
  readonly resources: Resources;
  /** The identities of its keys; undefined where one is there twice. */
  readonly keys: Set<string> | undefined;
  /** What is wrong with the node itself. */
  readonly own: Insanity | undefined;
  /** The first node in it, the inner ones before the outer, with which something is wrong. */
  readonly first: { readonly node: MiniscriptNode; readonly why: Insanity } | undefined;
}

function examine({ root, context }: Miniscript, identity: KeyIdentity): Findings {
  return foldNodes<Findings>(root, (node, subs) => {
    const resources = resourcesOf(
      node,
      subs.map((sub) => sub.resources),
    );
    const keys = distinctKeys(
      node.keys.map(identity),
      subs.map((sub) => sub.keys),
    );
    const own = insanityOf(node, { resources, hasDistinctKeys: keys !== undefined, context });
    const first = subs.find((sub) => sub.first)?.first ?? (own && { node, why: own });
    return { resources, keys, own, first };
  });
}

function isSaneRoot({ root }: Miniscript, { own }: Findings): boolean {
  return own === undefined && has(root.type, 'Bs');
}

interface Facts {
  readonly resources: Resources;
  readonly hasDistinctKeys: boolean;
  readonly context: MiniscriptContext;
}

/** What is wrong with any part of an expression. @source Bitcoin Core src/script/miniscript.h IsSaneSubexpression */
function insanityOf(
  node: MiniscriptNode,
  { resources, hasDistinctKeys, context }: Facts,
): Insanity | undefined {
  if (!isValid(node, context)) return 'is invalid';
  if (!has(node.type, 'm')) return 'is not sane: malleable witnesses exist';
  if (!has(node.type, 'k')) return 'is not sane: contains mixes of timelocks expressed in blocks and seconds';
  if (!hasDistinctKeys) return 'is not sane: contains duplicate public keys';
  if (fitsLimits(node, resources, context)) return undefined;
  return 'is not sane: needs witnesses that may exceed resource limits';
}

/** All keys together, in the largest of the sets, which is used up; undefined where one is there twice. */
function distinctKeys(
  own: readonly string[],
  subs: readonly (Set<string> | undefined)[],
): Set<string> | undefined {
  let all = new Set(own);
  let isDistinct = all.size === own.length;
  for (const sub of subs) {
    if (!sub) return undefined;
    const [larger, smaller] = sub.size > all.size ? [sub, all] : [all, sub];
    const count = larger.size + smaller.size;
    for (const key of smaller) larger.add(key);
    isDistinct &&= larger.size === count;
    all = larger;
  }
  return isDistinct ? all : undefined;
}
