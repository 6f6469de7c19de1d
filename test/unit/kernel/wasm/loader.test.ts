import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../../src/crypto/sha256d.ts';
import { type Kernel, type NonceScan, withNonce } from '../../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../../src/kernel/noble.ts';
import { loadWasmKernel } from '../../../../src/kernel/wasm/loader.ts';
import { bytesToBigIntLE } from '../../../../src/util/bytes.ts';
import { InvariantError } from '../../../../src/util/invariant.ts';
import { BLOCK_125552, GENESIS, minedHeader } from '../../../helpers/mined-headers.ts';
import { countVectors, hasVectors, readVectorFile } from '../../../helpers/vectors.ts';
import { requireWasmKernel } from '../../../helpers/wasm-kernel.ts';

const wasm = requireWasmKernel();
const noble = createNobleKernel();

const LARGEST_TARGET = 2n ** 256n - 1n;
/** Nonces that the loader asks of the module in one call. */
const CALL = 2 ** 20;

const header = fc.uint8Array({ minLength: 80, maxLength: 80 });
/** From every hash a solution to one in 2^7; beyond, random ranges hold none. */
const easyTarget = fc
  .tuple(fc.bigInt({ min: 2n ** 255n, max: LARGEST_TARGET }), fc.integer({ min: 0, max: 7 }))
  .map(([target, shift]) => target >> BigInt(shift));
/** A range of up to 300 nonces, often with its end at 2^32. */
const range = fc
  .tuple(
    fc.integer({ min: 1, max: 300 }),
    fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: 2 ** 32 - 1 }),
  )
  .map(([count, first]) => ({ count, first: Math.min(first, 2 ** 32 - count) }));

const hashOf = (bytes: Uint8Array, nonce: number): bigint =>
  bytesToBigIntLE(sha256d(withNonce(bytes, nonce)));

/** Every solution of a range, with the count tried, by scanning on after each. */
function scanAll(scan: NonceScan, first: number, count: number): { nonces: number[]; tried: number } {
  const nonces: number[] = [];
  let tried = 0;
  while (tried < count) {
    const result = scan(first + tried, count - tried);
    tried += result.tried;
    if (result.nonce !== undefined) nonces.push(result.nonce);
  }
  return { nonces, tried };
}

function expectSame(
  bytes: Uint8Array,
  target: bigint,
  { first, count }: { first: number; count: number },
): void {
  const of = (kernel: Kernel) => scanAll(kernel.prepare(bytes, target), first, count);
  expect(of(wasm)).toEqual(of(noble));
}

describe('the WebAssembly kernel against noble', () => {
  it('finds the same solutions, in order, and counts the same, in any range', () => {
    fc.assert(
      fc.property(header, easyTarget, range, (bytes, target, where) => expectSame(bytes, target, where)),
      { numRuns: 300 },
    );
  });
  it('finds every nonce, and counts each once, where each is a solution', () => {
    fc.assert(
      fc.property(header, range, (bytes, { first, count }) => {
        const nonces = Array.from({ length: count }, (_, i) => first + i);
        expect(scanAll(wasm.prepare(bytes, LARGEST_TARGET), first, count)).toEqual({ nonces, tried: count });
      }),
      { numRuns: 30 },
    );
  });
  it('finds a hash that equals the target, and not one that is above it by one', () => {
    fc.assert(
      fc.property(header, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bytes, nonce) => {
        const hash = hashOf(bytes, nonce);
        expect(wasm.prepare(bytes, hash)(nonce, 1)).toEqual({ nonce, tried: 1 });
        expect(wasm.prepare(bytes, hash - 1n)(nonce, 1)).toEqual({ nonce: undefined, tried: 1 });
      }),
      { numRuns: 300 },
    );
  });
  it('finds the lowest hash of a range at every lane, start and end, and nothing where the range leaves it out', () => {
    const lowest = lowestHash(GENESIS.header, 64);
    for (let before = 0; before <= 9; before++) {
      for (let count = 1; count <= before + 6; count++) {
        const found = before < count;
        expect(wasm.prepare(GENESIS.header, lowest.hash)(lowest.nonce - before, count)).toEqual({
          nonce: found ? lowest.nonce : undefined,
          tried: found ? before + 1 : count,
        });
      }
    }
  });
  it('does not run on into nonce 0 at the end of the space', () => {
    fc.assert(
      fc.property(header, fc.integer({ min: 1, max: 9 }), (bytes, count) => {
        const first = 2 ** 32 - count;
        const afterWrapping = hashOf(bytes, 0);
        expectSame(bytes, afterWrapping, { first, count });
      }),
    );
  });
});

/** The lowest hash among `count` nonces from 100 on. */
function lowestHash(bytes: Uint8Array, count: number): { nonce: number; hash: bigint } {
  return Array.from({ length: count }, (_, i) => ({ nonce: 100 + i, hash: hashOf(bytes, 100 + i) })).reduce(
    (a, b) => (a.hash < b.hash ? a : b),
  );
}

describe('the WebAssembly kernel on real blocks', () => {
  const where = Array.from({ length: 9 }, (_, before) => before);

  it.each([GENESIS, BLOCK_125552])('finds $name from every lane', ({ header: bytes, nonce, target }) => {
    const scan = wasm.prepare(bytes, target);
    for (const before of where) expect(scan(nonce - before, 1000)).toEqual({ nonce, tried: before + 1 });
  });
  it.each([-1, 0, 1])(
    'finds a block across the border of two calls of the module, %i beside it',
    (beside) => {
      const before = CALL + beside;
      const scan = wasm.prepare(GENESIS.header, GENESIS.target);
      expect(scan(GENESIS.nonce - before, before + 10)).toEqual({ nonce: GENESIS.nonce, tried: before + 1 });
      expect(scan(GENESIS.nonce - before, before)).toEqual({ nonce: undefined, tried: before });
    },
  );
  const files = ['block300025', 'block426884', 'block482683'].map((name) => `blocks/${name}.raw`);
  it.skipIf(!files.every(hasVectors))('finds the public blocks', (context) => {
    for (const file of files) {
      const { header: bytes, nonce, target } = minedHeader(file, readVectorFile(file));
      for (const before of where) expect(wasm.prepare(bytes, target)(nonce - before, 20).nonce).toBe(nonce);
    }
    countVectors(context, files.length);
  });
});

describe('scans of one kernel', () => {
  it('do not disturb each other when they take turns', () => {
    const one = wasm.prepare(GENESIS.header, GENESIS.target);
    const other = wasm.prepare(BLOCK_125552.header, BLOCK_125552.target);
    for (let turn = 0; turn < 3; turn++) {
      expect(one(GENESIS.nonce - 5, 10).nonce).toBe(GENESIS.nonce);
      expect(other(BLOCK_125552.nonce - 5, 10).nonce).toBe(BLOCK_125552.nonce);
    }
  });
  it('keep a copy of the header', () => {
    const bytes = Uint8Array.from(GENESIS.header);
    const scan = wasm.prepare(bytes, GENESIS.target);
    bytes.fill(0);
    expect(scan(GENESIS.nonce, 1).nonce).toBe(GENESIS.nonce);
  });
  it('refuse a range past the last nonce', () => {
    expect(() => wasm.prepare(GENESIS.header, GENESIS.target)(2 ** 32 - 1, 2)).toThrow(InvariantError);
  });
});

describe('loadWasmKernel', () => {
  it('wasm-file-missing', () => {
    const loaded = loadWasmKernel(pathToFileURL(join(tmpdir(), 'no-such-folder', 'scan.wasm')));
    expect(loaded).toMatchObject({
      ok: false,
      code: 'wasm-file-missing',
      debug: expect.stringContaining('npm run build'),
    });
  });
  it('wasm-simd-unsupported, where the engine refuses the module', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-wasm-'));
    try {
      const file = join(folder, 'scan.wasm');
      writeFileSync(file, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 255));
      expect(loadWasmKernel(pathToFileURL(file))).toMatchObject({ ok: false, code: 'wasm-simd-unsupported' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
