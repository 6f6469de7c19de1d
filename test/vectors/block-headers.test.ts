import { describe, expect, it } from 'vitest';
import { checkProofOfWork } from '../../src/consensus/compact-target.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import {
  type BlockHeader,
  decodeHeader,
  HEADER_SIZE,
  hashHeader,
} from '../../src/primitives/block-header.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

const { powLimit } = readShippedNetwork('main').consensus;

/** Files that start with a real header of Bitcoin. */
const FILES = ['headers1', 'block300025', 'merkle300025', 'block426884', 'compact426884', 'block482683'];

describe.skipIf(!hasVectors('blocks'))('real headers of Bitcoin', () => {
  it.for(FILES)('%s satisfies its proof of work', (file, context) => {
    const header = readHeaderOf(file);
    expect(checkProofOfWork(hashHeader(header), header.bits, powLimit)).toBe(true);
    const otherNonce = { ...header, nonce: (header.nonce ^ 1) >>> 0 };
    expect(checkProofOfWork(hashHeader(otherNonce), header.bits, powLimit)).toBe(false);
    countVectors(context, 1);
  });

  it('block 1 has the hash that everybody knows', () => {
    const hash = displayHash(hashHeader(readHeaderOf('headers1')));
    expect(hash).toBe('00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048');
  });
});

function readHeaderOf(file: string): BlockHeader {
  const decoded = decodeHeader(readVectorFile(`blocks/${file}.raw`).subarray(0, HEADER_SIZE));
  if (!decoded.ok) throw new Error(decoded.debug);
  return decoded.value;
}
