import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import {
  type HeaderSpace,
  type Kernel,
  MAX_VERSIONS,
  type NonceScan,
  withSolution,
} from '../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { bytesToBigIntLE } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { RUNNING_KERNELS, type Solution, scanAll, VERSION_COUNTS } from '../../helpers/kernels.ts';
import { BLOCK_125552, GENESIS, type MinedHeader, minedHeader } from '../../helpers/mined-headers.ts';
import { countVectors, hasVectors, readVectorFile } from '../../helpers/vectors.ts';

/** Every kernel that runs here, each against the reference and on real blocks. */

const noble = createNobleKernel();
const LARGEST_TARGET = 2n ** 256n - 1n;
/** A thread that permits, and forbids, and permits again, some ten thousand times a second. */
const FICKLE = `
  const { workerData: word } = require('node:worker_threads');
  for (let i = 0; ; i++) {
    Atomics.store(word, 0, i & 1);
    Atomics.wait(word, 0, i & 1, i % 7 / 50);
  }
`;
/** Nonces that a kernel is asked for in one call. */
const CALL = 2 ** 20;

const header = fc.uint8Array({ minLength: 80, maxLength: 80 });
const version = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const versions = fc
  .constantFrom(...VERSION_COUNTS)
  .chain((length) => fc.uniqueArray(version, { minLength: length, maxLength: length }));
/** From every hash a solution to one in 2^11; beyond, random ranges hold none. */
const easyTarget = fc
  .tuple(fc.bigInt({ min: 2n ** 255n, max: LARGEST_TARGET }), fc.integer({ min: 0, max: 11 }))
  .map(([target, shift]) => target >> BigInt(shift));
/** A range of up to 70 nonces, often with its end at 2^32. */
const range = fc
  .tuple(
    fc.integer({ min: 1, max: 70 }),
    fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: 2 ** 32 - 1 }),
  )
  .map(([count, first]) => ({ count, first: Math.min(first, 2 ** 32 - count) }));

const hashOf = (bytes: Uint8Array, [nonce, ofVersion]: Solution): bigint =>
  bytesToBigIntLE(sha256d(withSolution(bytes, ofVersion, nonce)));

const versionOf = ({ header: bytes }: MinedHeader): number => new DataView(bytes.buffer).getUint32(0, true);

describe.each(RUNNING_KERNELS.filter(({ name }) => name !== 'noble'))(
  'the $name kernel against noble',
  (kernel) => {
    const expectSame = (space: HeaderSpace, where: { first: number; count: number }): void => {
      const of = (one: Kernel) => scanAll(one.prepare(space), where);
      expect(of(kernel)).toEqual(of(noble));
    };

    it('finds the same solutions, in order, and counts the same, in any range with any versions', () => {
      fc.assert(
        fc.property(header, versions, easyTarget, range, (bytes, each, target, where) => {
          expectSame({ header: bytes, versions: each, target }, where);
        }),
        { numRuns: 60 },
      );
    });
    it('finds every header, and counts each nonce once, where each is a solution', () => {
      fc.assert(
        fc.property(header, versions, range, (bytes, each, where) => {
          const nonces = Array.from({ length: where.count }, (_, i) => where.first + i);
          const solutions = nonces.flatMap((nonce) => each.map((one): Solution => [nonce, one]));
          const space = { header: bytes, versions: each, target: LARGEST_TARGET };
          expect(scanAll(kernel.prepare(space), where)).toEqual({ solutions, tried: where.count });
        }),
        { numRuns: 10 },
      );
    });
    it('finds a hash that equals the target, and not one that is above it by one', () => {
      fc.assert(
        fc.property(header, version, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bytes, one, nonce) => {
          const hash = hashOf(bytes, [nonce, one]);
          const scan = (target: bigint) =>
            kernel.prepare({ header: bytes, versions: [one], target })(nonce, 1);
          expect(scan(hash)).toEqual({ nonce, versions: [one], tried: 1 });
          expect(scan(hash - 1n)).toEqual({ nonce: undefined, versions: [], tried: 1 });
        }),
        { numRuns: 100 },
      );
    });
    it.each(VERSION_COUNTS)(
      'finds the lowest hash at every place among %i versions, and from every lane',
      (count) => {
        const each = Array.from({ length: count }, (_, i) => (0x20000000 + (i << 13)) >>> 0);
        const lanes = kernel.lanes;
        for (const [place, one] of each.entries()) {
          const nonce = 1000 + place * 37;
          const target = hashOf(GENESIS.header, [nonce, one]);
          const scan = kernel.prepare({ header: GENESIS.header, versions: each, target });
          const before = place % (lanes + 1);
          const found = scanAll(scan, { first: nonce - before, count: before + 1 + (place % 3) }).solutions;
          expect(found).toContainEqual([nonce, one]);
          for (const solution of found) expect(hashOf(GENESIS.header, solution)).toBeLessThanOrEqual(target);
        }
      },
    );
    it('reports two solutions of one batch, also two versions of one nonce', () => {
      const each = Array.from({ length: 16 }, (_, i) => (0x20000000 + (i << 13)) >>> 0);
      const hashes = [100, 101, 102, 103].flatMap((nonce) =>
        each.map((one) => ({
          solution: [nonce, one] as Solution,
          hash: hashOf(GENESIS.header, [nonce, one]),
        })),
      );
      for (const wanted of [2, 5, 30]) {
        const target = hashes.map(({ hash }) => hash).sort((a, b) => (a < b ? -1 : 1))[wanted - 1] ?? 0n;
        const scan = kernel.prepare({ header: GENESIS.header, versions: each, target });
        const expected = hashes.filter(({ hash }) => hash <= target).map(({ solution }) => solution);
        expect(expected.length).toBe(wanted);
        expect(scanAll(scan, { first: 100, count: 4 }).solutions).toEqual(expected);
      }
    });
    it('neither skips nor overruns the end of a range that is no multiple of the lanes', () => {
      const bytes = BLOCK_125552.header;
      for (let count = 1; count <= 2 * kernel.lanes + 2; count++) {
        for (const each of [[1], [1, 2, 3], Array.from({ length: 64 }, (_, i) => i)]) {
          const last = 5000 + count - 1;
          const inside = hashOf(bytes, [last, 1]);
          expect(
            scanAll(kernel.prepare({ header: bytes, versions: each, target: inside }), { first: 5000, count })
              .solutions,
          ).toContainEqual([last, 1]);
          const outside = scanAll(
            kernel.prepare({ header: bytes, versions: each, target: hashOf(bytes, [last + 1, 1]) }),
            { first: 5000, count },
          );
          expect(outside.solutions.some(([nonce]) => nonce > last)).toBe(false);
          expect(outside.tried).toBe(count);
        }
      }
    });
    it('does not run on into nonce 0 at the end of the space', () => {
      fc.assert(
        fc.property(header, fc.integer({ min: 1, max: 9 }), (bytes, count) => {
          const target = hashOf(bytes, [0, 7]);
          expectSame({ header: bytes, versions: [7], target }, { first: 2 ** 32 - count, count });
        }),
        { numRuns: 30 },
      );
    });
  },
);

describe.each(RUNNING_KERNELS)('the $name kernel on real blocks', (kernel) => {
  const spaceOf = (block: MinedHeader): HeaderSpace => ({
    header: block.header,
    versions: [versionOf(block)],
    target: block.target,
  });
  const where = Array.from({ length: 2 * kernel.lanes + 1 }, (_, before) => before);

  it.each([GENESIS, BLOCK_125552])('finds $name from every lane', (block) => {
    const scan = kernel.prepare(spaceOf(block));
    for (const before of where) {
      const found = { nonce: block.nonce, versions: [versionOf(block)], tried: before + 1 };
      expect(scan(block.nonce - before, before + 30)).toEqual(found);
    }
  });
  it.skipIf(kernel.name === 'noble').each([-1, 0, 1])(
    'finds a block across the border of two calls, %i beside it',
    (beside) => {
      const before = CALL + beside;
      const scan = kernel.prepare(spaceOf(GENESIS));
      expect(scan(GENESIS.nonce - before, before + 10)).toMatchObject({
        nonce: GENESIS.nonce,
        tried: before + 1,
      });
      expect(scan(GENESIS.nonce - before, before)).toMatchObject({ nonce: undefined, tried: before });
    },
  );
  const files = ['block300025', 'block426884', 'block482683'].map((name) => `blocks/${name}.raw`);
  it.skipIf(!files.every(hasVectors))('finds the public blocks', (context) => {
    for (const file of files) {
      const block = minedHeader(file, readVectorFile(file));
      for (const before of where) {
        expect(kernel.prepare(spaceOf(block))(block.nonce - before, before + 20).nonce).toBe(block.nonce);
      }
    }
    countVectors(context, files.length);
  });
});

describe.each(RUNNING_KERNELS.filter(({ watchesPermit }) => watchesPermit))(
  'a permit of the $name kernel',
  (kernel) => {
    const space: HeaderSpace = {
      header: GENESIS.header,
      versions: Array.from({ length: 20 }, (_, i) => (0x20000000 + (i << 13)) >>> 0),
      target: 2n ** (256n - 14n) - 1n,
    };
    it('keeps a scan from beginning where another value is there', () => {
      const permit = { word: new Int32Array(new SharedArrayBuffer(4)), value: 1 };
      const scan = kernel.prepare(space, permit);
      expect(scan(0, 2 ** 32)).toEqual({ nonce: undefined, versions: [], tried: 0 });
      Atomics.store(permit.word, 0, 1);
      expect(scan(0, 1000)).toEqual(kernel.prepare(space)(0, 1000));
    });
    it('ends scans at any time, which find the same when they go on from there', async () => {
      const permit = { word: new Int32Array(new SharedArrayBuffer(4)), value: 1 };
      const where = { first: 77, count: 2 ** 14 };
      const expected = scanAll(kernel.prepare(space), where);
      const fickle = new Worker(FICKLE, { eval: true, workerData: permit.word });
      try {
        let calledOff = 0;
        const scan = kernel.prepare(space, permit);
        const counting: NonceScan = (first, count) => {
          const result = scan(first, count);
          if (result.tried > 0 && result.tried < count && result.nonce === undefined) calledOff++;
          return result;
        };
        for (let round = 0; calledOff === 0 && round < 1000; round++) {
          expect(scanAll(counting, where)).toEqual(expected);
        }
        expect(calledOff).toBeGreaterThan(0);
      } finally {
        await fickle.terminate();
      }
    });
  },
);

describe.each(RUNNING_KERNELS)('scans of the $name kernel', (kernel) => {
  it('do not disturb each other when they take turns', () => {
    const [one, other] = [GENESIS, BLOCK_125552].map((block) =>
      kernel.prepare({ ...block, versions: [5, versionOf(block)] }),
    );
    for (let turn = 0; turn < 3; turn++) {
      expect(one?.(GENESIS.nonce - 5, 10).nonce).toBe(GENESIS.nonce);
      expect(other?.(BLOCK_125552.nonce - 5, 10).nonce).toBe(BLOCK_125552.nonce);
    }
  });
  it('keep a copy of the header and of the versions', () => {
    const bytes = Uint8Array.from(GENESIS.header);
    const each = [versionOf(GENESIS)];
    const scan = kernel.prepare({ header: bytes, versions: each, target: GENESIS.target });
    bytes.fill(0);
    each.fill(9);
    expect(scan(GENESIS.nonce, 1)).toEqual({ nonce: GENESIS.nonce, versions: [1], tried: 1 });
  });
  it('refuse a range past the last nonce, no versions and too many', () => {
    const space = { header: GENESIS.header, versions: [1], target: GENESIS.target };
    expect(() => kernel.prepare(space)(2 ** 32 - 1, 2)).toThrow(InvariantError);
    for (const length of [0, MAX_VERSIONS + 1]) {
      const each = Array.from({ length }, (_, i) => i);
      expect(() => kernel.prepare({ ...space, versions: each })).toThrow(InvariantError);
    }
  });
});
