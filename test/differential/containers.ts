import * as ecc from 'tiny-secp256k1';
import { hash160 } from '../../src/crypto/hash160.ts';
import { sha256 } from '../../src/crypto/sha256d.ts';
import type { SigVersion } from '../../src/script/machine.ts';
import { payToScriptHash, payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { isMinimalPush, pushData, pushInt } from '../../src/script/push.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type BuiltTaproot, buildTaproot, type Tree, tweakSecret } from '../helpers/taproot.ts';
import { KEYS, type Key } from './keys.ts';
import type { Random } from './random.ts';

/** Where a script is: in the output itself, or behind a hash or a key; and how an input shows it. */

export type ContainerName =
  | 'bare'
  | 'P2SH'
  | 'P2WSH'
  | 'P2SH-P2WSH'
  | 'P2WPKH'
  | 'P2SH-P2WPKH'
  | 'P2TR script'
  | 'P2TR key'
  | 'future program';

export interface Container {
  readonly name: ContainerName;
  readonly scriptPubKey: Uint8Array;
  /** What the input shows. @param items - what the script gets, bottom first */
  show(items: readonly Uint8Array[]): Shown;
  /** Of taproot's witness. */
  readonly annex?: Uint8Array | undefined;
  /** Who can spend by the key, on the key path. */
  readonly outputKey?: Key;
}

export interface Shown {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

const NO_BYTES = new Uint8Array();

/** The containers for scripts of each kind. */
export const CONTAINERS: Readonly<Record<SigVersion, readonly ContainerName[]>> = {
  base: ['bare', 'P2SH'],
  witness_v0: ['P2WSH', 'P2SH-P2WSH'],
  tapscript: ['P2TR script'],
};

/** The script in its container. For a key hash the script is what the rules make of the program. */
export function contain(
  name: Exclude<ContainerName, 'P2TR key' | 'future program'>,
  script: Uint8Array,
  random: Random,
): Container {
  switch (name) {
    case 'bare':
      return { name, scriptPubKey: script, show: (items) => ({ scriptSig: pushAll(items), witness: [] }) };
    case 'P2SH': {
      const scriptPubKey = payToScriptHash(hash160(script));
      return {
        name,
        scriptPubKey,
        show: (items) => ({ scriptSig: pushAll([...items, script]), witness: [] }),
      };
    }
    case 'P2WSH':
    case 'P2SH-P2WSH': {
      const program = payToWitnessProgram(0, sha256(script));
      return nestIf(name === 'P2SH-P2WSH', { name, program, witnessOf: (items) => [...items, script] });
    }
    case 'P2WPKH':
    case 'P2SH-P2WPKH': {
      const program = payToWitnessProgram(0, script.subarray(3, 23));
      return nestIf(name === 'P2SH-P2WPKH', { name, program, witnessOf: (items) => items });
    }
    case 'P2TR script':
      return containTaproot(script, random);
  }
}

interface WitnessProgramPlan {
  readonly name: ContainerName;
  readonly program: Uint8Array;
  readonly witnessOf: (items: readonly Uint8Array[]) => readonly Uint8Array[];
}

function nestIf(isNested: boolean, { name, program, witnessOf }: WitnessProgramPlan): Container {
  const scriptSig = isNested ? pushData(program) : NO_BYTES;
  const scriptPubKey = isNested ? payToScriptHash(hash160(program)) : program;
  return { name, scriptPubKey, show: (items) => ({ scriptSig, witness: witnessOf(items) }) };
}

function containTaproot(script: Uint8Array, random: Random): Container {
  const version = random.chance(0.95) ? 0xc0 : random.pick([0xc2, 0xfe, 0x66]);
  const built = buildTaproot(random.pick(KEYS).xOnly, anyTree({ script, leafVersion: version }, random));
  const leaf = expectDefined(
    built.leaves.find((one) => one.script === script),
    'the leaf',
  );
  const annex = anyAnnex(random);
  return {
    name: 'P2TR script',
    scriptPubKey: payToWitnessProgram(1, built.outputKey),
    annex,
    show: (items) => ({
      scriptSig: NO_BYTES,
      witness: [...items, script, leaf.control, ...(annex ? [annex] : [])],
    }),
  };
}

/** A tree with the leaf anywhere in it. */
function anyTree(leaf: Tree, random: Random): Tree {
  let tree = leaf;
  while (random.chance(0.4)) {
    const other: Tree = { script: random.bytes(random.int(5)) };
    tree = random.chance(0.5) ? [tree, other] : [other, tree];
  }
  return tree;
}

function anyAnnex(random: Random): Uint8Array | undefined {
  return random.chance(0.25) ? concatBytes(Uint8Array.of(0x50), random.bytes(random.int(40))) : undefined;
}

/** An output that is spent by its key. */
export function containKey(random: Random): Container & { readonly outputKey: Key } {
  const inner = random.pick(KEYS);
  const built = buildTaproot(inner.xOnly, random.chance(0.5) ? { script: random.bytes(3) } : undefined);
  const annex = anyAnnex(random);
  return {
    name: 'P2TR key',
    scriptPubKey: payToWitnessProgram(1, built.outputKey),
    annex,
    outputKey: tweakedKey(inner, built),
    show: (items) => ({ scriptSig: NO_BYTES, witness: [...items, ...(annex ? [annex] : [])] }),
  };
}

/** A witness program that has no meaning yet, or is an anchor. */
export function containFuture(random: Random): Container {
  const isAnchor = random.chance(0.3);
  const size = random.pick([2, 20, 32, 33, 40]);
  const version = size === 32 ? 2 + random.int(15) : 1 + random.int(16);
  const program = isAnchor ? Uint8Array.of(0x4e, 0x73) : random.bytes(size);
  return {
    name: 'future program',
    scriptPubKey: payToWitnessProgram(isAnchor ? 1 : version, program),
    show: (items) => ({ scriptSig: NO_BYTES, witness: items }),
  };
}

function tweakedKey({ secret }: Key, built: BuiltTaproot): Key {
  const tweaked = tweakSecret(secret, built);
  const compressed = expectDefined(ecc.pointFromScalar(tweaked, true), 'a point');
  return { secret: tweaked, compressed, xOnly: compressed.subarray(1) };
}

/** The shortest pushes of the items. */
function pushAll(items: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...items.map(pushShortest));
}

function pushShortest(item: Uint8Array): Uint8Array {
  const [byte = 0] = item;
  if (item.length === 1 && !isMinimalPush(item, 1)) return pushInt(byte === 0x81 ? -1 : byte);
  return pushData(item);
}
