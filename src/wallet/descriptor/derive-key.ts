import { HDKey } from '@scure/bip32';
import { derivePublicChild } from '../../crypto/child-key.ts';
import { hash160 } from '../../crypto/hash160.ts';
import { oddPoint } from '../../crypto/x-only-pubkey.ts';
import { toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import {
  type ConstantKey,
  type ExtendedKey,
  HARDENED,
  type KeyExpression,
  type KeyOrigin,
  type KeyPath,
  type Secrets,
} from './model.ts';

const FINGERPRINT_SIZE = 4;

/** The key of one position. */
export interface DerivedKey {
  /** 33 or 65 bytes. */
  readonly pubkey: Uint8Array;
  /** The wallet that it is of, as far as the descriptor says, and the path to it from there. */
  readonly origin: KeyOrigin;
  /** The private key where the descriptor's text gives what it takes; undefined where not. */
  readonly secret: () => Uint8Array | undefined;
}

/**
 * How a key of a descriptor comes to be at each position.
 * @returns a function from a position, 0 … 2^31 - 1, to its key; undefined where that takes a secret that is not there
 * @source Bitcoin Core src/script/descriptor.cpp PubkeyProvider::GetPubKey
 */
export function createKeyDeriver(
  key: KeyExpression,
  secrets: Secrets,
): (position: number) => DerivedKey | undefined {
  return key.kind === 'constant' ? constantDeriver(key, secrets) : extendedDeriver(key, secrets);
}

function constantDeriver({ pubkey, origin, isXOnly }: ConstantKey, secrets: Secrets) {
  const derived: DerivedKey = {
    pubkey,
    origin: origin ?? { fingerprint: fingerprintOf(pubkey), path: [] },
    secret: () =>
      secrets.get(toHex(pubkey)) ?? (isXOnly ? secrets.get(toHex(oddPoint(pubkey.subarray(1)))) : undefined),
  };
  return () => derived;
}

function extendedDeriver(key: ExtendedKey, secrets: Secrets) {
  const { root, path, wildcard } = key;
  const publicRoot = expectDefined(root.publicKey, 'every key has it');
  const secret = secrets.get(toHex(publicRoot));
  const needsSecret = wildcard === 'hardened' || path.some((step) => step >= HARDENED);
  let parent: HDKey | undefined;
  const parentKey = () => {
    parent ??= derivePath(secret ? withSecret(root, secret) : root, path);
    return parent;
  };
  return (position: number): DerivedKey | undefined => {
    if (needsSecret && !secret) return undefined;
    const step = lastStep(wildcard, position);
    const pubkey = childPubkey(parentKey(), step);
    const { fingerprint, path: above } = key.origin ?? { fingerprint: fingerprintOf(publicRoot), path: [] };
    return (
      pubkey && {
        pubkey,
        origin: { fingerprint, path: [...above, ...path, ...step] },
        secret: () => (secret ? (derivePath(parentKey(), step).privateKey ?? undefined) : undefined),
      }
    );
  };
}

function lastStep(wildcard: ExtendedKey['wildcard'], position: number): KeyPath {
  if (wildcard === 'none') return [];
  return [wildcard === 'hardened' ? position + HARDENED : position];
}

function childPubkey(parent: HDKey, [step]: KeyPath): Uint8Array | undefined {
  const { publicKey, chainCode } = parent;
  if (step === undefined) return publicKey ?? undefined;
  if (step >= HARDENED) return parent.deriveChild(step).publicKey ?? undefined;
  return derivePublicChild(
    expectDefined(publicKey, 'every key has it'),
    expectDefined(chainCode, 'an extended key has it'),
    step,
  );
}

function derivePath(from: HDKey, path: KeyPath): HDKey {
  return path.reduce((key, step) => key.deriveChild(step), from);
}

function withSecret({ depth, index, parentFingerprint, chainCode, versions }: HDKey, privateKey: Uint8Array) {
  const chain = expectDefined(chainCode, 'an extended key has it');
  return new HDKey({ depth, index, parentFingerprint, chainCode: chain, versions, privateKey });
}

function fingerprintOf(pubkey: Uint8Array): Uint8Array {
  return hash160(pubkey).slice(0, FINGERPRINT_SIZE);
}
