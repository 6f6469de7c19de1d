import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_CLUSTER_LIMITS } from '../../src/policy/cluster-limits.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { expectConsistent, expectMinable } from '../helpers/mempool-checks.ts';
import { createPackageModel, type ModelTx } from '../helpers/package-model.ts';
import { messageOf, openPackageWorld, outcomesOf, type PackageWorld } from '../helpers/package-world.ts';
import { outputAt, payOn, type Spendable } from '../helpers/spending.ts';

/** Packages of one family of transactions, in any subset and order. */

const anyFamily = fc.array(
  fc.record({
    fee: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 200, max: 2000 })),
    /** Which outputs that are free it spends, of those made so far and of the coins of blocks. */
    spends: fc.array(fc.nat(1000), { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 3, maxLength: 9 },
);

const anyPackage = fc.record({
  picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
  /** Mostly a child with the parents it has, in order; else what was picked, as it was picked. */
  kind: fc.constantFrom(
    'family' as const,
    'family' as const,
    'family' as const,
    'sorted' as const,
    'any' as const,
  ),
});

interface Output {
  readonly coin: Spendable;
  readonly maker: ModelTx | undefined;
}

/** Transactions of which later ones may spend what earlier ones make; no output is spent twice. */
function buildFamily(
  { coin }: PackageWorld,
  plans: readonly (typeof anyFamily extends fc.Arbitrary<(infer P)[]> ? P : never)[],
) {
  const free: Output[] = Array.from({ length: 6 }, () => ({ coin: coin(), maker: undefined }));
  const family: ModelTx[] = [];
  for (const { fee, spends } of plans) {
    const spent: Output[] = [];
    // The newest ones first, so that chains are likely.
    for (const n of spends) if (free.length > 0) spent.push(...free.splice(n % Math.min(free.length, 4), 1));
    if (spent.length === 0) break;
    const tx = payOn(
      spent.map((output) => output.coin),
      fee,
      { parts: 2 },
    );
    const parents = [...new Set(spent.map(({ maker }) => maker).filter((maker) => maker !== undefined))];
    const member = { tx, fee, parents };
    family.push(member);
    free.unshift(...tx.outputs.map((_, index) => ({ coin: outputAt(tx, index), maker: member })));
  }
  return family;
}

type Plan = typeof anyPackage extends fc.Arbitrary<infer P> ? P : never;

function packageOf({ picks, kind }: Plan, family: readonly ModelTx[]): readonly ModelTx[] {
  const picked = picks.map((n) => expectDefined(family[n % family.length], 'a member'));
  if (kind === 'any') return picked;
  if (kind === 'sorted') return family.filter((member) => picked.includes(member));
  const [child, ...others] = picked as [ModelTx, ...ModelTx[]];
  const parents = child.parents.filter((parent) => others.length % 3 > 0 || !others.includes(parent));
  return [...family.filter((member) => parents.includes(member)), child];
}

async function submitAll(
  world: PackageWorld,
  family: readonly ModelTx[],
  plans: readonly Plan[],
): Promise<void> {
  const model = createPackageModel();
  for (const plan of plans) {
    const members = packageOf(plan, family);
    const txs = members.map(({ tx }) => tx);
    const before = { events: world.events.length, info: world.mempool.info() };
    const outcome = await world.submit(txs);
    const expected = model.submit(members);
    expect(messageOf(outcome)).toBe(expected.message);
    expect(outcomesOf(txs, outcome).filter((kind) => kind !== undefined)).toEqual(expected.kinds);
    expect(new Set(world.held().map(({ txid }) => displayHash(txid)))).toEqual(model.held);
    if (!expected.kinds.includes('accepted')) {
      expect({ events: world.events.length, info: world.mempool.info() }).toEqual(before);
    }
    expectConsistent(world, DEFAULT_CLUSTER_LIMITS.clusterCount);
  }
  await expectMinable(world);
}

it('any packages of a family leave the mempool as a model says, and refused ones as it was', async () => {
  const property = fc.asyncProperty(
    anyFamily,
    fc.array(anyPackage, { minLength: 5, maxLength: 20, size: 'max' }),
    async (members, plans) => {
      const world = await openPackageWorld();
      await submitAll(world, buildFamily(world, members), plans);
    },
  );
  await fc.assert(property, { numRuns: Number(process.env['NONCED_RUNS'] ?? 25) });
}, 300_000);
