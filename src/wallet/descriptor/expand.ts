import { hash160 } from '../../crypto/hash160.ts';
import { sha256 } from '../../crypto/sha256d.ts';
import type { AddressPrefixes } from '../../script/address.ts';
import { inferDescriptor } from '../../script/descriptor.ts';
import { withChecksum } from '../../script/descriptor-checksum.ts';
import { Opcode } from '../../script/opcodes.ts';
import {
  checkSigAddScript,
  multisigScript,
  payToPubkeyHash,
  payToScriptHash,
  payToWitnessProgram,
} from '../../script/output-scripts.ts';
import { isCompressedPubkey } from '../../script/pubkey.ts';
import { pushData } from '../../script/push.ts';
import { compareBytes, concatBytes } from '../../util/bytes.ts';
import { createKeyDeriver, type DerivedKey } from './derive-key.ts';
import { longText, shortText, xOnly } from './derived-key-text.ts';
import { expandMiniscript } from './expand-miniscript.ts';
import {
  type Descriptor,
  isBranch,
  type KeyExpression,
  type KeyFunction,
  type MultiFunction,
  type ScriptTree,
  type Secrets,
} from './model.ts';
import { buildTaproot, type TaprootSpend, type TapTree } from './taproot-tree.ts';

/** What a descriptor stands for at one position. */
export interface Expansion {
  /** One, but for combo(), which has two or four, and unused(), which has none. */
  readonly outputs: readonly ExpandedOutput[];
  /** Every key in them, and where it comes from. */
  readonly keys: readonly DerivedKey[];
  /** Redeem scripts and witness scripts. */
  readonly scripts: readonly Uint8Array[];
  /** How a taproot output is spent. */
  readonly taproot: TaprootSpend | undefined;
}

export interface ExpandedOutput {
  readonly script: Uint8Array;
  /** The descriptor of this very script, with its keys and their origins, and its checksum. */
  readonly descriptor: string;
}

/** A script and its descriptor, without a checksum. */
interface Part {
  readonly script: Uint8Array;
  readonly text: string;
}

/** What the scripts were made of, collected on the way. */
interface Trace {
  readonly keys: DerivedKey[];
  readonly scripts: Uint8Array[];
  taproot: TaprootSpend | undefined;
}

/** A descriptor made ready: the parts at a position; undefined where a secret is missing. */
type Builder = (position: number, trace: Trace) => readonly Part[] | undefined;

/**
 * How a descriptor becomes scripts at each position.
 * @returns a function from a position, 0 … 2^31 - 1, to what it stands for there; undefined where that takes a secret
 *   that its text does not give
 * @source Bitcoin Core src/script/descriptor.cpp DescriptorImpl::Expand, InferDescriptor
 */
export function createExpander(
  descriptor: Descriptor,
  { secrets, prefixes }: { readonly secrets: Secrets; readonly prefixes: AddressPrefixes },
): (position: number) => Expansion | undefined {
  const isAnonymous = descriptor.kind === 'addr' || descriptor.kind === 'raw';
  const build = createBuilder(descriptor, secrets, false);
  return (position) => {
    const trace: Trace = { keys: [], scripts: [], taproot: undefined };
    const parts = build(position, trace);
    return (
      parts && {
        ...trace,
        outputs: parts.map(({ script, text }) => ({
          script,
          descriptor: isAnonymous ? inferDescriptor(script, prefixes) : withChecksum(text),
        })),
      }
    );
  };
}

function createBuilder(descriptor: Descriptor, secrets: Secrets, inTree: boolean): Builder {
  switch (descriptor.kind) {
    case 'addr':
    case 'raw':
      return () => [{ script: descriptor.script, text: '' }];
    case 'sh':
    case 'wsh':
      return wrap(descriptor.kind, createBuilder(descriptor.inner, secrets, inTree));
    case 'tr':
      return taprootBuilder(descriptor, secrets);
    case 'pk':
    case 'pkh':
    case 'wpkh':
    case 'combo':
    case 'rawtr':
    case 'unused': {
      const derive = createKeyDeriver(descriptor.key, secrets);
      const make = inTree ? TREE_KEY_PARTS[descriptor.kind] : KEY_PARTS[descriptor.kind];
      return (position, trace) => {
        const key = derive(position);
        if (!key || !make) return undefined;
        trace.keys.push(key);
        return make(key, trace);
      };
    }
    case 'miniscript':
      return miniscriptBuilder(descriptor, secrets);
    default:
      return multiBuilder(descriptor, secrets);
  }
}

const CHECKSIG = Uint8Array.of(Opcode.OP_CHECKSIG);

type MakeParts = (key: DerivedKey, trace: Trace) => readonly Part[];

const KEY_PARTS: Readonly<Record<KeyFunction, MakeParts>> = {
  pk: (key) => [{ script: concatBytes(pushData(key.pubkey), CHECKSIG), text: `pk(${longText(key)})` }],
  pkh: (key) => [{ script: payToPubkeyHash(hash160(key.pubkey)), text: `pkh(${longText(key)})` }],
  wpkh: (key) => [{ script: payToWitnessProgram(0, hash160(key.pubkey)), text: `wpkh(${longText(key)})` }],
  rawtr: (key) => [{ script: payToWitnessProgram(1, xOnly(key.pubkey)), text: `rawtr(${shortText(key)})` }],
  unused: () => [],
  combo: (key, trace) => {
    const legacy = [...KEY_PARTS.pk(key, trace), ...KEY_PARTS.pkh(key, trace)];
    if (!isCompressedPubkey(key.pubkey)) return legacy;
    const witness = KEY_PARTS.wpkh(key, trace);
    return [...legacy, ...witness, ...witness.map((part) => wrapPart('sh', part, trace))];
  },
};

/** Keys in tapscripts are their x coordinates. */
const TREE_KEY_PARTS: Readonly<Partial<Record<KeyFunction, MakeParts>>> = {
  pk: (key) => [
    { script: concatBytes(pushData(xOnly(key.pubkey)), CHECKSIG), text: `pk(${shortText(key)})` },
  ],
};

function wrap(kind: 'sh' | 'wsh', inner: Builder): Builder {
  return (position, trace) => inner(position, trace)?.map((part) => wrapPart(kind, part, trace));
}

function wrapPart(kind: 'sh' | 'wsh', { script, text }: Part, trace: Trace): Part {
  trace.scripts.push(script);
  const output = kind === 'sh' ? payToScriptHash(hash160(script)) : payToWitnessProgram(0, sha256(script));
  return { script: output, text: `${kind}(${text})` };
}

function miniscriptBuilder(
  { keys, root, context }: Extract<Descriptor, { readonly kind: 'miniscript' }>,
  secrets: Secrets,
): Builder {
  const derive = createKeysDeriver(keys, secrets);
  return (position, trace) => {
    const derived = derive(position);
    if (!derived) return undefined;
    trace.keys.push(...derived);
    return [expandMiniscript({ root, context }, derived)];
  };
}

/** All of the keys at each position; undefined where one of them takes a secret that is not there. */
function createKeysDeriver(keys: readonly KeyExpression[], secrets: Secrets) {
  const derivers = keys.map((key) => createKeyDeriver(key, secrets));
  return (position: number): DerivedKey[] | undefined => {
    const derived = derivers.map((derive) => derive(position)).filter((key) => key !== undefined);
    return derived.length < derivers.length ? undefined : derived;
  };
}

function multiBuilder(
  { kind, required, keys }: Extract<Descriptor, { readonly kind: MultiFunction }>,
  secrets: Secrets,
): Builder {
  const derive = createKeysDeriver(keys, secrets);
  const isTapscript = kind === 'multi_a' || kind === 'sortedmulti_a';
  const bytesOf = ({ pubkey }: DerivedKey) => (isTapscript ? xOnly(pubkey) : pubkey);
  const textOf = isTapscript ? shortText : longText;
  return (position, trace) => {
    const derived = derive(position);
    if (!derived) return undefined;
    trace.keys.push(...derived);
    const ordered = kind.startsWith('sorted')
      ? derived.sort((a, b) => compareBytes(bytesOf(a), bytesOf(b)))
      : derived;
    const script = (isTapscript ? checkSigAddScript : multisigScript)(required, ordered.map(bytesOf));
    const name = isTapscript ? 'multi_a' : 'multi';
    return [{ script, text: `${name}(${[required, ...ordered.map(textOf)].join(',')})` }];
  };
}

/** Built leaves in the shape of their tree. */
type BuilderTree = Builder | readonly [BuilderTree, BuilderTree];

function taprootBuilder(
  { key, tree }: Extract<Descriptor, { readonly kind: 'tr' }>,
  secrets: Secrets,
): Builder {
  const derive = createKeyDeriver(key, secrets);
  const builders = tree && builderTree(tree, secrets);
  return (position, trace) => {
    const inner = derive(position);
    if (!inner) return undefined;
    trace.keys.push(inner);
    const built = builders && buildTree(builders, position, trace);
    if (builders && !built) return undefined;
    const taproot = buildTaproot(xOnly(inner.pubkey), built?.tree);
    if (!taproot) return undefined;
    trace.taproot = taproot;
    const text = `tr(${[shortText(inner), ...(built ? [built.text] : [])].join(',')})`;
    return [{ script: payToWitnessProgram(1, taproot.outputKey), text }];
  };
}

function builderTree(tree: ScriptTree, secrets: Secrets): BuilderTree {
  if (!isBranch(tree)) return createBuilder(tree, secrets, true);
  return [builderTree(tree[0], secrets), builderTree(tree[1], secrets)];
}

interface BuiltTree {
  readonly tree: TapTree;
  readonly text: string;
}

function buildTree(builder: BuilderTree, position: number, trace: Trace): BuiltTree | undefined {
  if (typeof builder === 'function') {
    const before = trace.keys.length;
    const [part] = builder(position, trace) ?? [];
    return part && { tree: { script: part.script, keys: trace.keys.slice(before) }, text: part.text };
  }
  const left = buildTree(builder[0], position, trace);
  const right = left && buildTree(builder[1], position, trace);
  return right && { tree: [left.tree, right.tree], text: `{${left.text},${right.text}}` };
}
