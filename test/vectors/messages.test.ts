import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/p2p/codec/codec.ts';
import { toHex } from '../../src/util/bytes.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/** Payloads that went between nodes of Bitcoin's main network. */
const PAYLOADS = [
  ['block', 'block300025'],
  ['block', 'block426884'],
  ['block', 'block482683'],
  ['cmpctblock', 'compact426884'],
  ['merkleblock', 'merkle300025'],
] as const;

describe.skipIf(!hasVectors('blocks'))('real messages of Bitcoin', () => {
  it.for(PAYLOADS)('%s: %s is read, and written as it came', ([command, file], context) => {
    const payload = readVectorFile(`blocks/${file}.raw`);
    const decoded = decodeMessage(command, payload);
    expect(decoded.ok || decoded.debug).toBe(true);
    if (decoded.ok) expect(toHex(encodeMessage(decoded.value))).toBe(toHex(payload));
    countVectors(context, 1);
  });
});
