import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IN_BIGINTS, IN_NUMBERS, sendAll } from '../../../../src/mempool/cluster/transport.ts';

interface Problem {
  readonly supplies: readonly number[];
  readonly demands: readonly number[];
  /** Sender by sender. */
  readonly allowed: readonly boolean[];
}

const anyProblem: fc.Arbitrary<Problem> = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }),
  )
  .chain(([supplies, demands]) => {
    const pairs = supplies.length * demands.length;
    return fc
      .array(fc.boolean(), { minLength: pairs, maxLength: pairs })
      .map((allowed) => ({ supplies, demands, allowed }));
  });

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The most that can be sent: whichever senders are given up, all of theirs and the room of those that are left. */
function mostOf({ supplies, demands, allowed }: Problem): number {
  let most = Number.POSITIVE_INFINITY;
  for (let kept = 0; kept < 1 << supplies.length; kept++) {
    const isKept = (sender: number): boolean => ((kept >> sender) & 1) === 1;
    const givenUp = supplies.filter((_, sender) => !isKept(sender));
    const room = demands.filter((_, taker) =>
      supplies.some((_, sender) => isKept(sender) && allowed[sender * demands.length + taker]),
    );
    most = Math.min(most, sumOf(givenUp) + sumOf(room));
  }
  return most;
}

function solve({ supplies, demands, allowed }: Problem) {
  const transport = {
    supplies: [...supplies],
    demands: [...demands],
    sent: allowed.map(() => 0),
    maySend: (sender: number, taker: number) => allowed[sender * demands.length + taker] === true,
  };
  const reached = sendAll(transport, IN_NUMBERS);
  return { ...transport, reached };
}

describe('sendAll', () => {
  it('sends as much as can be sent, and only where it may', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const { supplies, demands, sent } = solve(problem);
        expect(sumOf(sent)).toBe(mostOf(problem));
        for (const [at, amount] of sent.entries()) {
          expect(amount).toBeGreaterThanOrEqual(0);
          if (!problem.allowed[at]) expect(amount).toBe(0);
        }
        const width = demands.length;
        for (const [sender, left] of supplies.entries()) {
          expect(left).toBeGreaterThanOrEqual(0);
          const gone = sumOf(sent.slice(sender * width, (sender + 1) * width));
          expect(left + gone).toBe(problem.supplies[sender]);
        }
        for (const [taker, room] of demands.entries()) {
          expect(room).toBeGreaterThanOrEqual(0);
          expect(room + sumOf(sent.filter((_, at) => at % width === taker))).toBe(problem.demands[taker]);
        }
      }),
    );
  });

  it('returns who has something left, and who could make way for them', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const { supplies, demands, sent, maySend, reached } = solve(problem);
        const [senders, takers] = [[...supplies.keys()], [...demands.keys()]];
        // The set grows while it is walked.
        const expected = new Set(senders.filter((sender) => (supplies[sender] as number) > 0));
        for (const sender of expected) {
          for (const taker of takers.filter((one) => maySend(sender, one))) {
            for (const other of senders) {
              if ((sent[other * demands.length + taker] as number) > 0) expected.add(other);
            }
          }
        }
        expect(new Set(reached)).toEqual(expected);
      }),
    );
  });

  it('counts in bigints what numbers cannot hold', () => {
    const much = 2n ** 70n;
    const transport = {
      supplies: [much + 1n, 5n],
      demands: [much, 3n],
      sent: [0n, 0n, 0n, 0n],
      maySend: (sender: number, taker: number) => sender === 0 || taker === 1,
    };
    expect(new Set(sendAll(transport, IN_BIGINTS))).toEqual(new Set([0, 1]));
    expect(transport.demands).toEqual([0n, 0n]);
    expect(transport.supplies.reduce((sum, one) => sum + one, 0n)).toBe(3n);
  });
});
