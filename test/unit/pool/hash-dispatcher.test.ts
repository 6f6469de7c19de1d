import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkSource } from '../../../src/mining/job.ts';
import type { WorkSource } from '../../../src/mining/ports.ts';
import { createVersionSpace } from '../../../src/mining/version-rolling.ts';
import { createDispatcher, type HashThread } from '../../../src/pool/hash-dispatcher.ts';
import { createSimulatedThreads, createTriedHeaders } from '../../helpers/simulated-hash-threads.ts';

const EXTRA_NONCES = 3;
const HEADERS = EXTRA_NONCES * 4 * 2 ** 10;

/** A space of 3 extranonces, 4 versions and 2^10 nonces. */
function makeSource(seed: number, unitHeaders: number): WorkSource {
  return createWorkSource({
    header: (extraNonce) =>
      Uint8Array.from({ length: 80 }, (_, i) => (i === 36 ? seed : i === 37 ? extraNonce : 0)),
    target: 0n,
    extraNonces: EXTRA_NONCES,
    firstTime: 0,
    lastTime: 0,
    nonceBits: 10,
    versions: createVersionSpace(4, 0x6000),
    versionsPerUnit: 2,
    unitHeaders,
  });
}

describe('createDispatcher', () => {
  it('hands out every header once, while threads come, go and find', async () => {
    const step = fc.record({
      headers: fc.integer({ min: 1, max: 2000 }),
      threads: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 2, max: 5000 }),
        async (steps, unitHeaders, rarity) => {
          const tried = createTriedHeaders();
          let found = 0;
          const threads = createSimulatedThreads({
            onTried: tried.add,
            solutionIn: ({ firstNonce, nonceCount }) => {
              const next = Math.ceil(firstNonce / rarity) * rarity;
              return next < firstNonce + nonceCount ? next : undefined;
            },
          });
          const dispatcher = createDispatcher(2, threads.ports);
          dispatcher.dispatch({ source: makeSource(1, unitHeaders), onFound: () => found++ });
          for (const { headers, threads: wanted } of steps) {
            if (wanted !== undefined) dispatcher.resize(wanted);
            await threads.work(headers);
          }
          while (tried.count() < HEADERS) await threads.work(1000);
          await threads.work(1e6);
          expect(tried.count()).toBe(HEADERS);
          expect(found).toBe(EXTRA_NONCES * 2 * Math.ceil(2 ** 10 / rarity));
        },
      ),
      { numRuns: 25 },
    );
  });
  it('leaves a search that is replaced, and tells it what was found before', async () => {
    const tried = createTriedHeaders();
    const threads = createSimulatedThreads({
      onTried: tried.add,
      solutionIn: ({ header, firstNonce }) => (header[36] === 1 ? firstNonce : undefined),
    });
    const dispatcher = createDispatcher(1, threads.ports);
    const found: string[] = [];
    dispatcher.dispatch({ source: makeSource(1, 1000), onFound: () => found.push('first') });
    const working = threads.work(1);
    dispatcher.dispatch({ source: makeSource(2, 1000), onFound: () => found.push('second') });
    await working;
    await threads.work(2);
    expect(found.every((one) => one === 'first')).toBe(true);
    const before = tried.count();
    dispatcher.dispatch(undefined);
    for (let i = 0; i < 5; i++) await threads.work(1e6);
    expect(tried.count()).toBe(before);
  });
  it('closes the thread of a seat that is no longer wanted, and makes another when it is again', async () => {
    const simulated = createSimulatedThreads({ onTried: () => {} });
    const made: number[] = [];
    const closed: number[] = [];
    const createThread = (seat: number): HashThread => {
      const thread = simulated.ports.createThread(seat, () => {});
      made.push(seat);
      return { ...thread, close: async () => void closed.push(seat) };
    };
    const dispatcher = createDispatcher(2, { ...simulated.ports, createThread });
    expect(made).toEqual([]);
    dispatcher.dispatch({ source: makeSource(1, 10), onFound: () => {} });
    expect(made).toEqual([0, 1]);
    dispatcher.resize(1);
    expect(closed).toEqual([]);
    await simulated.work(1);
    expect(closed).toEqual([1]);
    dispatcher.resize(2);
    expect([made, dispatcher.threads()]).toEqual([[0, 1, 1], 2]);
    await dispatcher.close();
    expect(closed.toSorted()).toEqual([0, 1, 1]);
  });
});
