import { hash } from 'node:crypto';
import { ripemd160 as nobleRipemd160, sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import { readDigest } from './sha256d.ts';

/**
 * The old hashes that scripts can ask for: node:crypto's where it has them, which takes a third of the time. OpenSSL 3
 * may be built without.
 */

type HashFunction = (bytes: Uint8Array) => Uint8Array;

export const ripemd160: HashFunction = nativeOr('ripemd160', nobleRipemd160);
export const sha1: HashFunction = nativeOr('sha1', nobleSha1);

function nativeOr(name: string, fallback: HashFunction): HashFunction {
  const size = fallback(new Uint8Array()).length;
  try {
    hash(name, '');
  } catch {
    return fallback;
  }
  return (bytes) => readDigest(hash(name, bytes, 'binary'), new Uint8Array(size));
}
