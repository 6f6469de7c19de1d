import { describe, expect, it } from 'vitest';
import {
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  isUnspendable,
  type WitnessProgram,
  witnessProgramOf,
} from '../../../src/script/predicates.ts';
import { hex } from '../../helpers/script.ts';

const HASH = '11'.repeat(20);

describe('isPayToScriptHash', () => {
  it('knows the one encoding alone', () => {
    expect(isPayToScriptHash(hex(`a914${HASH}87`))).toBe(true);
    expect(isPayToScriptHash(hex(`a94c14${HASH}87`))).toBe(false);
    expect(isPayToScriptHash(hex(`a914${HASH}88`))).toBe(false);
    expect(isPayToScriptHash(hex(`a914${HASH}8700`))).toBe(false);
    expect(isPayToScriptHash(hex(`aa14${HASH}87`))).toBe(false);
  });
});

describe('witnessProgramOf', () => {
  it('takes programs of 2 to 40 bytes in one direct push', () => {
    expect(witnessProgramOf(hex('0001aa'))).toBeUndefined();
    expect(witnessProgramOf(hex('0002aabb'))).toEqual({ version: 0, program: hex('aabb') });
    expect(witnessProgramOf(hex(`6028${'22'.repeat(40)}`))?.version).toBe(16);
    expect(witnessProgramOf(hex(`6029${'22'.repeat(41)}`))).toBeUndefined();
    expect(witnessProgramOf(hex('004c02aabb'))).toBeUndefined();
    expect(witnessProgramOf(hex('0002aabbcc'))).toBeUndefined();
  });

  it('takes OP_0 and OP_1 … OP_16 as versions', () => {
    const versions = ['00', '4f', '50', '51', '60', '61'].map((opcode) =>
      witnessProgramOf(hex(`${opcode}02aabb`)),
    );
    expect(versions.map((found) => found?.version)).toEqual([0, undefined, undefined, 1, 16, undefined]);
  });
});

describe('isPayToAnchor', () => {
  it('is version 1 with the program 4e73', () => {
    const found = ['51024e73', '52024e73', '51024e74', '51034e7300'].map((script) =>
      isPayToAnchor(witnessProgramOf(hex(script)) as WitnessProgram),
    );
    expect(found).toEqual([true, false, false, false]);
  });
});

describe('isPushOnly', () => {
  it.each([
    ['', true],
    ['0051604f0102', true],
    ['50', true],
    ['61', false],
    ['0161', true],
    ['02aa', false],
  ])('of "%s" is %s', (script, expected) => {
    expect(isPushOnly(hex(script))).toBe(expected);
  });

  it('can skip what comes first', () => {
    expect(isPushOnly(hex('6a0101'), 1)).toBe(true);
  });
});

describe('isUnspendable', () => {
  it('is a script that begins with OP_RETURN or is longer than 10,000 bytes', () => {
    expect(isUnspendable(hex('6a'))).toBe(true);
    expect(isUnspendable(hex('516a'))).toBe(false);
    expect(isUnspendable(hex(''))).toBe(false);
    expect(isUnspendable(new Uint8Array(10_000))).toBe(false);
    expect(isUnspendable(new Uint8Array(10_001))).toBe(true);
  });
});
