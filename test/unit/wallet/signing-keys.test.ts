import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { createSigningKey } from '../../../src/wallet/private-key.ts';
import { createSigningKeys } from '../../../src/wallet/signing-keys.ts';
import { buildTaproot } from '../../helpers/taproot.ts';

describe('createSigningKeys', () => {
  const long = createSigningKey(new Uint8Array(32).fill(1), false);
  const short = createSigningKey(new Uint8Array(32).fill(1));
  const script = Uint8Array.of(0x51);

  it('finds keys by the hash of their form, scripts by either hash', () => {
    const keys = createSigningKeys([long, short], [script]);
    expect(keys.keyOf(hash160(long.pubkey))).toBe(long);
    expect(keys.keyOf(hash160(short.pubkey))).toBe(short);
    expect(keys.scriptOf(hash160(script))).toBe(script);
    expect(keys.scriptOf(sha256(script))).toBe(script);
  });

  it('finds what opens a taproot output: a short key itself, or as the inner one', () => {
    const keys = createSigningKeys([long, short]);
    const inner = short.pubkey.subarray(1);
    expect(keys.taprootKeyOf(inner)).toEqual({ key: short, isTweaked: false });
    expect(keys.taprootKeyOf(buildTaproot(inner).outputKey)).toEqual({ key: short, isTweaked: true });
    expect(createSigningKeys([long]).taprootKeyOf(inner)).toBeUndefined();
  });

  it('finds nothing else', () => {
    const keys = createSigningKeys([short]);
    expect(keys.keyOf(hash160(long.pubkey))).toBeUndefined();
    expect(keys.keyOf(sha256(short.pubkey))).toBeUndefined();
    expect(keys.scriptOf(hash160(script))).toBeUndefined();
  });
});
