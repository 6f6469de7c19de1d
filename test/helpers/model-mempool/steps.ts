import fc from 'fast-check';

/** What may happen to a mempool. Numbers are picks from whatever there is then. */

const pick = fc.nat(1_000_000);
const share = fc.double({ min: 0, max: 1, noNaN: true });

const FINAL = 0xffffffff;
const REPLACEABLE = 0xfffffffd;
const BY_TIME = 1 << 22;

/** Relative locks of 0 … 3 blocks and of 0 … 3 times 512 s among those that are none. */
const SEQUENCES = [
  ...Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? FINAL : REPLACEABLE)),
  ...[0, 1, 2, 3, BY_TIME, BY_TIME + 1, BY_TIME + 3],
];

/** What the next block may hold, by height or time, what only a later one; for most none. */
const LOCKS = [
  ...Array.from({ length: 20 }, () => 'none' as const),
  'height',
  'high',
  'time',
  'late',
] as const;

const pay = fc.record({
  kind: fc.constant('pay' as const),
  coins: fc.array(pick, { minLength: 1, maxLength: 3 }),
  /** Coins that nobody spends yet; that the mempool spends; the newest outputs, or all, spent or not. */
  from: fc.constantFrom(
    ...(['unspent', 'unspent', 'unspent', 'unspent', 'spent', 'spent', 'recent', 'all'] as const),
  ),
  parts: fc.integer({ min: 1, max: 4 }),
  fee: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        over: fc.constant('nothing' as const),
        by: fc.integer({ min: 0, max: 60_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ over: fc.constant('nothing' as const), by: fc.integer({ min: 0, max: 50 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ over: fc.constant('floor' as const), by: fc.integer({ min: -2, max: 2 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ over: fc.constant('conflicts' as const), by: fc.integer({ min: -2, max: 2 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        over: fc.constant('conflicts' as const),
        by: fc.integer({ min: 3, max: 20_000 }),
      }),
    },
  ),
  sequence: fc.constantFrom(...SEQUENCES),
  lock: fc.constantFrom(...LOCKS),
});

const SECONDS = [1, 11, 60, 600, 3_600, 3_600, 15_000];

export const anyStep = fc.oneof(
  { weight: 26, arbitrary: pay },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('mine' as const), share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('foreign' as const), coin: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('branch' as const),
      depth: fc.integer({ min: 1, max: 3 }),
      share,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('invalidate' as const), depth: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('prioritise' as const),
      tx: pick,
      delta: fc.oneof(fc.integer({ min: -30_000, max: 30_000 }), fc.constant('undo' as const)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(...SECONDS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

export type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
export type Payment = Extract<Step, { kind: 'pay' }>;
