import { compareFeeRates } from '../../policy/fee-rate.ts';
import { addBit, type BitRows, copyRow, createBitRows, includeRow, overlaps } from './bit-rows.ts';
import type { DependencyGraph } from './dependency-graph.ts';

/**
 * A pass from the end and one from the beginning over an order, each of which makes it better or leaves it as good.
 * Of a best order only what is inside of chunks changes: Bitcoin Core does it to every order, so that it belongs to
 * the order that people see.
 * @param order - of all transactions, parents before children
 * @source Bitcoin Core src/cluster_linearize.h PostLinearize
 */
export function postLinearize(graph: DependencyGraph, order: readonly number[]): readonly number[] {
  const backward = regroup(graph, order.toReversed(), {
    dependencies: graph.descendants,
    sign: -1,
  }).toReversed();
  return regroup(graph, backward, { dependencies: graph.ancestors, sign: 1 });
}

interface Pass {
  /** What each may not be moved past. */
  readonly dependencies: BitRows;
  /** -1: from the end, where what pays less belongs to the front. */
  readonly sign: 1 | -1;
}

/** Numbers that stay together; its sets are the rows of its first number to come. */
interface Group {
  readonly row: number;
  readonly members: readonly number[];
  readonly fee: number;
  readonly size: number;
}

/** Each in turn moves past those groups that pay less, and joins the first that it cannot move past. */
function regroup({ fees, sizes, count }: DependencyGraph, order: readonly number[], pass: Pass): number[] {
  const groups: Group[] = [];
  const inGroup = createBitRows(count);
  const needed = createBitRows(count);
  for (const number of order) {
    addBit(inGroup, number, number);
    copyRow(needed, number, pass.dependencies, number);
    let current: Group = {
      row: number,
      members: [number],
      fee: pass.sign * (fees[number] as number),
      size: sizes[number] as number,
    };
    let place = groups.length;
    for (
      let before = groups[place - 1];
      before && compareFeeRates(current, before) > 0;
      before = groups[place - 1]
    ) {
      if (overlaps(needed, number, inGroup, before.row)) {
        includeRow(inGroup, number, inGroup, before.row);
        includeRow(needed, number, needed, before.row);
        current = join(before, current);
        groups.splice(place - 1, 1);
      }
      place--;
    }
    groups.splice(place, 0, current);
  }
  return groups.flatMap(({ members }) => members);
}

function join(before: Group, after: Group): Group {
  return {
    row: after.row,
    members: [...before.members, ...after.members],
    fee: before.fee + after.fee,
    size: before.size + after.size,
  };
}
