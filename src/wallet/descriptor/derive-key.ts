import { HDKey } from '@scure/bip32';
import { aggregatePubkeys } from '../../crypto/aggregate-pubkeys.ts';
import { derivePublicChild } from '../../crypto/child-key.ts';
import { hash160 } from '../../crypto/hash160.ts';
import { sha256 } from '../../crypto/sha256d.ts';
import { oddPoint } from '../../crypto/x-only-pubkey.ts';
import { compareBytes, toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import {
  type ConstantKey,
  type ExtendedKey,
  HARDENED,
  type KeyExpression,
  type KeyOrigin,
  type KeyPath,
  type MusigKey,
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
  switch (key.kind) {
    case 'constant':
      return constantDeriver(key, secrets);
    case 'extended':
      return extendedDeriver(key, secrets);
    case 'musig':
      return musigDeriver(key, secrets);
  }
}

/** The chain code of every extended key that is made of several. @source BIP328 */
const MUSIG_CHAIN_CODE = sha256(new TextEncoder().encode('MuSig2MuSig2MuSig2'));

function musigDeriver({ participants, path, wildcard, ...base }: MusigKey, secrets: Secrets) {
  const derivers = participants.map((key) => createKeyDeriver(key, secrets));
  const aggregate = (position: number): Uint8Array | undefined => {
    const pubkeys = derivers.map((derive) => derive(position)?.pubkey);
    const known = pubkeys.filter((pubkey) => pubkey !== undefined).sort(compareBytes);
    return known.length === pubkeys.length ? aggregatePubkeys(known) : undefined;
  };
  if (wildcard === 'none' && path.length === 0) {
    return (position: number): DerivedKey | undefined => {
      const pubkey = aggregate(position);
      return (
        pubkey && {
          pubkey,
          origin: { fingerprint: fingerprintOf(pubkey), path: [] },
          secret: () => undefined,
        }
      );
    };
  }
  const publicKey = aggregate(0);
  if (!publicKey) return () => undefined;
  const root = new HDKey({ publicKey, chainCode: MUSIG_CHAIN_CODE });
  return extendedDeriver({ ...base, kind: 'extended', root, path, wildcard }, NO_SECRETS);
}

const NO_SECRETS: Secrets = new Map();

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
