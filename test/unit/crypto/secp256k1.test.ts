import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { GROUP_ORDER, scalarBytes } from '../../../src/crypto/scalar.ts';
import { nativeSecp256k1 } from '../../../src/crypto/secp256k1-native.ts';
import { wasmSecp256k1 } from '../../../src/crypto/secp256k1-wasm.ts';

const { Point } = curve;
const NO_POINT = Uint8Array.of(2, ...scalarBytes(5n));
const KEYS = [1n, 2n, 12345678901234567890n, GROUP_ORDER - 1n];
const NO_KEYS = [0n, GROUP_ORDER, 2n ** 256n - 1n];

describe.each([nativeSecp256k1, wasmSecp256k1])('private keys with $name', (backend) => {
  it.each(KEYS)('%d has the public key that noble computes', (key) => {
    expect(new Uint8Array(backend.publicKey(scalarBytes(key)) ?? [])).toEqual(
      Point.BASE.multiply(key).toBytes(true),
    );
  });

  it.each(KEYS)('%d shares the secret that noble computes', (key) => {
    const theirs = Point.BASE.multiply(987654321n);
    const x = backend.sharedX(theirs.toBytes(true), scalarBytes(key));
    expect(new Uint8Array(x ?? [])).toEqual(theirs.multiply(key).toBytes(true).subarray(1));
  });

  it.each(NO_KEYS)('%d is none', (key) => {
    expect(backend.publicKey(scalarBytes(key))).toBeUndefined();
    expect(backend.sharedX(Point.BASE.toBytes(true), scalarBytes(key))).toBeUndefined();
  });

  it('share nothing with what is no point, however often they are asked', () => {
    for (let i = 0; i < 4000; i++) {
      if (backend.sharedX(NO_POINT, scalarBytes(1n)) !== undefined) throw new Error(`an answer at ${i}`);
    }
    expect(backend.publicKey(scalarBytes(1n))).toBeDefined();
  });
});

describe.each([nativeSecp256k1, wasmSecp256k1])('points with $name', (backend) => {
  const bytesOf = (factor: bigint) => Point.BASE.multiply(factor).toBytes(true);

  it.each(KEYS)('are multiplied by %d as by noble', (factor) => {
    const theirs = Point.BASE.multiply(987654321n);
    const product = backend.multiply(theirs.toBytes(true), scalarBytes(factor));
    expect(new Uint8Array(product ?? [])).toEqual(theirs.multiply(factor).toBytes(true));
  });

  it.each(NO_KEYS)('are not multiplied by %d', (factor) => {
    expect(backend.multiply(bytesOf(1n), scalarBytes(factor))).toBeUndefined();
  });

  it('add up, also where some of them cancel out', () => {
    const sum = (...factors: readonly bigint[]) => backend.sum(factors.map(bytesOf));
    expect(new Uint8Array(sum(3n) ?? [])).toEqual(bytesOf(3n));
    expect(new Uint8Array(sum(3n, 4n, 5n) ?? [])).toEqual(bytesOf(12n));
    expect(new Uint8Array(sum(3n, GROUP_ORDER - 3n, 5n) ?? [])).toEqual(bytesOf(5n));
    expect(sum(3n, GROUP_ORDER - 3n)).toBeUndefined();
  });

  it('are refused where they are none', () => {
    expect(backend.multiply(NO_POINT, scalarBytes(2n))).toBeUndefined();
    expect(backend.sum([bytesOf(1n), NO_POINT])).toBeUndefined();
  });
});
