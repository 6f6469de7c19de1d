import { equalBytes } from '../util/bytes.ts';
import { GROUP_ORDER, readScalar, scalarBytes } from './scalar.ts';
import { secp256k1 } from './secp256k1.ts';
import { createTaggedHash } from './tagged-hash.ts';

const listHash = createTaggedHash('KeyAgg list');
const coefficientHash = createTaggedHash('KeyAgg coefficient');

/**
 * The one key under which the owners of several keys sign together, compressed; undefined where one of them is no
 * point. Each key is weighed by a hash of all, so that nobody can choose his to cancel out the others'.
 * @param pubkeys - 33 bytes each, one at least, in their order
 * @source BIP327 KeyAgg
 */
export function aggregatePubkeys(pubkeys: readonly Uint8Array[]): Uint8Array | undefined {
  const list = listHash(...pubkeys);
  const [first, ...others] = pubkeys;
  // The first key that differs from the first of all needs no weight.
  const second = others.find((pubkey) => first && !equalBytes(pubkey, first));
  const weighed = pubkeys.map((pubkey) => {
    if (second && equalBytes(pubkey, second)) return pubkey;
    const coefficient = readScalar(coefficientHash(list, pubkey)) % GROUP_ORDER;
    return secp256k1.multiply(pubkey, scalarBytes(coefficient));
  });
  const points = weighed.filter((point) => point !== undefined);
  return points.length === weighed.length ? secp256k1.sum(points) : undefined;
}
