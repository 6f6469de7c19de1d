import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHeader,
  HEADER_SIZE,
  hashHeader,
  NONCE_OFFSET,
  serializeHeader,
} from '../../../src/primitives/block-header.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { anyHeader } from '../../helpers/arbitraries.ts';
import { hex } from '../../helpers/script.ts';

/** Bitcoin's first block header. */
const GENESIS_HEADER =
  '01000000' +
  '00'.repeat(32) +
  '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a' +
  '29ab5f49ffff001d1dac2b7c';

describe('decodeHeader', () => {
  it('reads the fields of Bitcoin’s first header', () => {
    const decoded = decodeHeader(hex(GENESIS_HEADER));
    expect(decoded).toMatchObject(
      accept({ version: 1, time: 1_231_006_505, bits: 0x1d00ffff, nonce: 2_083_236_893 }),
    );
  });

  it('reads back what serializeHeader wrote', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const bytes = serializeHeader(header);
        expect(bytes).toHaveLength(HEADER_SIZE);
        expect(decodeHeader(bytes)).toEqual(accept(header));
      }),
    );
  });

  it('rejects every length but 80 bytes', () => {
    const bytes = hex(`${GENESIS_HEADER}00`);
    for (let length = 0; length < HEADER_SIZE; length++) {
      expect(decodeHeader(bytes.subarray(0, length))).toEqual(
        reject('decode-failed', 'DataStream::read(): end of data'),
      );
    }
    expect(decodeHeader(bytes)).toEqual(reject('decode-failed', '1 bytes left over'));
  });
});

describe('serializeHeader', () => {
  it('has the nonce at NONCE_OFFSET', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const bytes = serializeHeader(header);
        expect(new DataView(bytes.buffer).getUint32(NONCE_OFFSET, true)).toBe(header.nonce);
      }),
    );
  });
});

describe('hashHeader', () => {
  it('is the hash of Bitcoin’s first block', () => {
    const decoded = decodeHeader(hex(GENESIS_HEADER));
    expect(decoded.ok && displayHash(hashHeader(decoded.value))).toBe(
      '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    );
  });
});
