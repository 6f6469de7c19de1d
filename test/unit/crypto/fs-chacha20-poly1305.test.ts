import { describe, expect, it } from 'vitest';
import { REKEY_INTERVAL } from '../../../src/crypto/forward-secrecy.ts';
import { createFsChaCha20Poly1305, TAG_SIZE } from '../../../src/crypto/fs-chacha20-poly1305.ts';
import { hex } from '../../helpers/script.ts';

const KEY = new Uint8Array(32).fill(5);
const NONE = new Uint8Array(0);
const AAD = hex('a1a2');
const MESSAGE = hex('00112233');

describe('createFsChaCha20Poly1305', () => {
  it('opens what it sealed, across many keys', () => {
    const [sealer, opener] = [createFsChaCha20Poly1305(KEY), createFsChaCha20Poly1305(KEY)];
    for (let i = 0; i < 3 * REKEY_INTERVAL; i++) {
      const message = new Uint8Array(i).fill(i);
      const sealed = sealer.seal([message.subarray(0, 2), message.subarray(2)], AAD);
      expect(sealed).toHaveLength(i + TAG_SIZE);
      expect(opener.open(sealed, AAD)).toEqual(message);
    }
  });

  it('never seals two messages the same way', () => {
    const sealer = createFsChaCha20Poly1305(KEY);
    const sealed = Array.from({ length: 3 * REKEY_INTERVAL }, () => String(sealer.seal([MESSAGE], NONE)));
    expect(new Set(sealed).size).toBe(sealed.length);
  });

  it('opens nothing that was changed in a bit', () => {
    const sealed = createFsChaCha20Poly1305(KEY).seal([MESSAGE], AAD);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(createFsChaCha20Poly1305(KEY).open(changed, AAD)).toBeUndefined();
    }
    expect(createFsChaCha20Poly1305(KEY).open(sealed, AAD)).toEqual(MESSAGE);
  });

  it('opens nothing with other additional data, another key, or in another order', () => {
    const sealer = createFsChaCha20Poly1305(KEY);
    const [first, second] = [sealer.seal([MESSAGE], AAD), sealer.seal([MESSAGE], AAD)];
    expect(createFsChaCha20Poly1305(KEY).open(first, NONE)).toBeUndefined();
    expect(createFsChaCha20Poly1305(new Uint8Array(32)).open(first, AAD)).toBeUndefined();
    const opener = createFsChaCha20Poly1305(KEY);
    expect(opener.open(second, AAD)).toBeUndefined();
    expect(opener.open(second, AAD)).toEqual(MESSAGE);
  });
});
