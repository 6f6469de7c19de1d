import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkSource, type JobSpace, UNIT_NONCES } from '../../../src/mining/job.ts';
import type { WorkUnit } from '../../../src/mining/ports.ts';
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

/** Every header of the units with its nonce, in the order in which they are handed out: time/extranonce/nonce. */
function points(units: readonly WorkUnit[]): string[] {
  return units.flatMap(({ header, firstNonce, nonceCount }) => {
    const view = new DataView(header.buffer);
    const name = `${view.getUint32(68, true)}/${view.getUint32(36)}`;
    return Array.from({ length: nonceCount }, (_, i) => `${name}/${firstNonce + i}`);
  });
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('createWorkSource', () => {
  it('hands out every nonce of every extranonce of every second, once and in order', () => {
    fc.assert(
      fc.property(
        fc.record({
          nonceBits: fc.integer({ min: 0, max: 6 }),
          unitNonces: fc.integer({ min: 1, max: 70 }),
          extraNonces: fc.integer({ min: 0, max: 5 }),
          firstTime: fc.integer({ min: 0, max: 2 ** 32 - 10 }),
          seconds: fc.integer({ min: 0, max: 4 }),
        }),
        ({ seconds, ...drawn }) => {
          const lastTime = drawn.firstTime + seconds - 1;
          const expected = count(seconds).flatMap((second) =>
            count(drawn.extraNonces).flatMap((extraNonce) =>
              count(2 ** drawn.nonceBits).map(
                (nonce) => `${drawn.firstTime + second}/${extraNonce}/${nonce}`,
              ),
            ),
          );
          const units = allUnits(space({ ...drawn, lastTime }));
          expect(points(units)).toEqual(expected);
          expect(units.every(({ nonceCount }) => nonceCount >= 1 && nonceCount <= drawn.unitNonces)).toBe(
            true,
          );
        },
      ),
    );
  });
  it('goes through the whole 32 bits of nonces before it varies the coinbase', () => {
    const units = allUnits(space({ nonceBits: 32, unitNonces: 2 ** 31 - 1, extraNonces: 1, lastTime: 100 }));
    expect(units.map(({ firstNonce, nonceCount }) => [firstNonce, nonceCount])).toEqual([
      [0, 2 ** 31 - 1],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [2 ** 32 - 2, 2],
    ]);
  });
  it('searches 32 bits in units of UNIT_NONCES by default', () => {
    const { nonceBits: _, ...whole } = space();
    const source = createWorkSource(whole);
    const units = count(2 ** 32 / UNIT_NONCES).map(() => source.nextUnit());
    expect(units.at(-1)).toMatchObject({ firstNonce: 2 ** 32 - UNIT_NONCES, nonceCount: UNIT_NONCES });
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
    const source = createWorkSource(space({ header, unitNonces: 4 }));
    expect(built).toEqual([]);
    source.nextUnit();
    source.nextUnit();
    expect(built).toEqual(['100/0']);
    source.nextUnit();
    expect(built).toEqual(['100/0', '100/1']);
  });
  it('stays at its end', () => {
    const source = createWorkSource(space({ nonceBits: 0, extraNonces: 1, lastTime: 100 }));
    expect(source.nextUnit()).toBeDefined();
    expect([source.nextUnit(), source.nextUnit()]).toEqual([undefined, undefined]);
  });
  it.each([{ nonceBits: 33 }, { nonceBits: -1 }, { unitNonces: 0 }])('refuses %o', (changes) => {
    expect(() => createWorkSource(space(changes))).toThrow(InvariantError);
  });
});
