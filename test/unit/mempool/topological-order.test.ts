import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inTopologicalOrder } from '../../../src/mempool/topological-order.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { equalBytes } from '../../../src/util/bytes.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** Each may spend any earlier one. */
function buildFamily(spends: readonly (readonly number[])[]): { readonly tx: Transaction }[] {
  const family: Transaction[] = [];
  for (const [number, parents] of spends.entries()) {
    const inputs = parents.flatMap((n, index) => {
      const parent = family[n % Math.max(number, 1)];
      return parent ? [inputOf({ txid: parent.txid, index })] : [];
    });
    family.push(transactionOf({ inputs: [inputOf(number + 1), ...inputs] }));
  }
  return family.map((tx) => ({ tx }));
}

it('inTopologicalOrder puts every transaction behind those that it spends, and loses none', () => {
  const families = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 20 });
  fc.assert(
    fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
      const items = buildFamily(spends);
      const shuffled: typeof items = [];
      for (const item of items) shuffled.splice((random.next().value ?? 0) % (shuffled.length + 1), 0, item);
      const ordered = inTopologicalOrder(shuffled);
      expect(new Set(ordered)).toEqual(new Set(items));
      expect(ordered).toHaveLength(items.length);
      for (const [place, { tx }] of ordered.entries()) {
        for (const { prevout } of tx.inputs) {
          const later = ordered.slice(place).some((other) => equalBytes(other.tx.txid, prevout.txid));
          expect(later).toBe(false);
        }
      }
    }),
  );
});

it('inTopologicalOrder leaves what is in order as it is', () => {
  const items = buildFamily([[], [], [0], [2, 1], [], [0]]);
  expect(inTopologicalOrder(items)).toEqual(items);
});

it('inTopologicalOrder takes chains that are longer than a stack is deep', () => {
  const items = buildFamily(Array.from({ length: 20_000 }, (_, i) => [i - 1]));
  const ordered = inTopologicalOrder([...items].reverse());
  expect(ordered).toEqual(items);
});
