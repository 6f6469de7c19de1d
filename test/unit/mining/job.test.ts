import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkSource, type JobSpace, UNIT_HEADERS } from '../../../src/mining/job.ts';
import type { WorkUnit } from '../../../src/mining/ports.ts';
import { createVersionSpace } from '../../../src/mining/version-rolling.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

/** A header that tells which one it is. */
function labelled(extraNonce: number, time: number): Uint8Array {
  const header = new Uint8Array(80);
  const view = new DataView(header.buffer);
  view.setUint32(36, extraNonce);
  view.setUint32(68, time, true);
  return header;
}

function space(changes: Partial<JobSpace> = {}): JobSpace {
  return {
    header: labelled,
    target: 5n,
    versions: createVersionSpace(4, 0x6000),
    versionsPerUnit: 2,
    extraNonces: 2,
    firstTime: 100,
    lastTime: 101,
    nonceBits: 3,
    ...changes,
  };
}

function allUnits(of: JobSpace): WorkUnit[] {
  const source = createWorkSource(of);
  const units: WorkUnit[] = [];
  for (let unit = source.nextUnit(); unit; unit = source.nextUnit()) units.push(unit);
  return units;
}

/** Every header of the units, in the order in which they are handed out: time/extranonce/version/nonce. */
function points(units: readonly WorkUnit[]): string[] {
  return units.flatMap(({ header, versions, firstNonce, nonceCount }) => {
    const view = new DataView(header.buffer);
    const name = `${view.getUint32(68, true)}/${view.getUint32(36)}`;
    return Array.from({ length: nonceCount }, (_, i) => firstNonce + i).flatMap((nonce) =>
      versions.map((version) => `${name}/${version.toString(16)}/${nonce}`),
    );
  });
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('createWorkSource', () => {
  it('hands out every nonce of every version of every extranonce of every second, each header once', () => {
    fc.assert(
      fc.property(
        fc.record({
          nonceBits: fc.integer({ min: 0, max: 5 }),
          unitHeaders: fc.integer({ min: 1, max: 70 }),
          extraNonces: fc.integer({ min: 0, max: 4 }),
          firstTime: fc.integer({ min: 0, max: 2 ** 32 - 10 }),
          versionsPerUnit: fc.integer({ min: 1, max: 9 }),
        }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(0, 0x2000, 0x1000a000),
        (drawn, seconds, mask) => {
          const lastTime = drawn.firstTime + seconds - 1;
          const versions = createVersionSpace(0x20000004, mask);
          const expected = count(seconds).flatMap((second) =>
            count(drawn.extraNonces).flatMap((extraNonce) =>
              count(versions.count).flatMap((version) =>
                count(2 ** drawn.nonceBits).map(
                  (nonce) =>
                    `${drawn.firstTime + second}/${extraNonce}/${versions.at(version).toString(16)}/${nonce}`,
                ),
              ),
            ),
          );
          const units = allUnits(space({ ...drawn, versions, lastTime }));
          expect(points(units).sort()).toEqual(expected.sort());
          for (const unit of units) {
            expect(unit.versions.length).toBeLessThanOrEqual(drawn.versionsPerUnit);
            expect(unit.nonceCount).toBeLessThanOrEqual(
              Math.max(drawn.unitHeaders / unit.versions.length, 1),
            );
          }
        },
      ),
    );
  });
  it('goes through the whole 32 bits of nonces before it takes other versions, then another coinbase', () => {
    const unitHeaders = 2 * (2 ** 31 - 1);
    const units = allUnits(space({ nonceBits: 32, unitHeaders, extraNonces: 1, lastTime: 100 }));
    expect(units.slice(0, 3).map(({ firstNonce, nonceCount }) => [firstNonce, nonceCount])).toEqual([
      [0, 2 ** 31 - 1],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [2 ** 32 - 2, 2],
    ]);
    expect(units[0]?.versions).toEqual([4, 0x2004]);
    expect(units[3]?.versions).toEqual([0x4004, 0x6004]);
  });
  it('searches 32 bits in units of UNIT_HEADERS by default', () => {
    const { nonceBits: _, ...whole } = space({ versions: createVersionSpace(4, 0), versionsPerUnit: 64 });
    const source = createWorkSource(whole);
    const units = count(2 ** 32 / UNIT_HEADERS).map(() => source.nextUnit());
    expect(units.at(-1)).toMatchObject({ firstNonce: 2 ** 32 - UNIT_HEADERS, nonceCount: UNIT_HEADERS });
    expect(source.nextUnit()).toMatchObject({ firstNonce: 0, header: labelled(1, 100) });
  });
  it('passes the target on', () => {
    expect(allUnits(space()).every(({ target }) => target === 5n)).toBe(true);
  });
  it('builds each header once, and only when its turn comes', () => {
    const built: string[] = [];
    const header = (extraNonce: number, time: number): Uint8Array => {
      built.push(`${time}/${extraNonce}`);
      return labelled(extraNonce, time);
    };
    const source = createWorkSource(space({ header, versions: createVersionSpace(4, 0), unitHeaders: 4 }));
    expect(built).toEqual([]);
    source.nextUnit();
    source.nextUnit();
    expect(built).toEqual(['100/0']);
    source.nextUnit();
    expect(built).toEqual(['100/0', '100/1']);
  });
  it('stays at its end', () => {
    const source = createWorkSource(
      space({ nonceBits: 0, versionsPerUnit: 4, extraNonces: 1, lastTime: 100 }),
    );
    expect(source.nextUnit()).toBeDefined();
    expect([source.nextUnit(), source.nextUnit()]).toEqual([undefined, undefined]);
  });
  it.each([{ nonceBits: 33 }, { nonceBits: -1 }, { unitHeaders: 0 }, { versionsPerUnit: 0 }])(
    'refuses %o',
    (changes) => {
      expect(() => createWorkSource(space(changes))).toThrow(InvariantError);
    },
  );
});
