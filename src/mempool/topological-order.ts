import { hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';

/**
 * The same items with every transaction behind those among them whose outputs it spends; otherwise in their order.
 * @param items - no transaction twice; their spends form no circle, which no hash could
 */
export function inTopologicalOrder<T extends { readonly tx: Transaction }>(items: readonly T[]): T[] {
  const waiting = new Map(items.map((item) => [hashKey(item.tx.txid), item]));
  const ordered: T[] = [];
  // An own stack: chains may be longer than the engine's.
  const path: T[] = [];
  for (const item of items) {
    if (waiting.has(hashKey(item.tx.txid))) path.push(item);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const parent = waitingParent(top, waiting);
      if (parent) path.push(parent);
      else {
        path.pop();
        if (waiting.delete(hashKey(top.tx.txid))) ordered.push(top);
      }
    }
  }
  return ordered;
}

function waitingParent<T extends { readonly tx: Transaction }>(
  { tx }: T,
  waiting: ReadonlyMap<string, T>,
): T | undefined {
  for (const { prevout } of tx.inputs) {
    const parent = waiting.get(hashKey(prevout.txid));
    if (parent) return parent;
  }
  return undefined;
}
