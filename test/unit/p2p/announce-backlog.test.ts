import { describe, expect, it } from 'vitest';
import { createTransactionGraph } from '../../../src/mempool/graph.ts';
import { createAnnounceBacklog } from '../../../src/p2p/announce-backlog.ts';
import { entryFacts } from '../../helpers/cluster-entries.ts';

function setUp(sendRate: number) {
  const graph = createTransactionGraph();
  const backlog = createAnnounceBacklog({ sendRate, speed: 1 }, graph);
  backlog.refill(0);
  const addSome = (count: number) =>
    Array.from({ length: count }, (_, n) => {
      const entry = graph.add(entryFacts({ number: graph.count() + 1, fee: 100 * (n + 1) }));
      backlog.add(entry.tx.wtxid);
      return entry;
    });
  return { graph, backlog, addSome };
}

describe('createAnnounceBacklog', () => {
  it('gives thirty seconds of transactions at once, best first, and some more for the sake of less sorting', () => {
    const { backlog, addSome } = setUp(1);
    const entries = addSome(50);
    expect(backlog.take()).toEqual(
      entries
        .reverse()
        .slice(0, 35)
        .map(({ tx }) => tx.wtxid),
    );
    expect(backlog.info()).toMatchObject({ backlog: 15, countTokens: -5 });
    expect(backlog.take()).toEqual([]);
  });

  it('gives again when it has got tokens', () => {
    const { backlog, addSome } = setUp(1);
    addSome(50);
    backlog.take();
    backlog.refill(5000);
    expect(backlog.take()).toEqual([]);
    backlog.refill(6000);
    expect(backlog.take()).toHaveLength(6);
  });

  it('has each once, and forgets what is gone', () => {
    const { graph, backlog, addSome } = setUp(10);
    const [first, second] = addSome(2);
    if (!first || !second) return;
    backlog.add(first.tx.wtxid);
    expect(backlog.info().backlog).toBe(2);
    graph.remove(second);
    expect(backlog.take()).toEqual([first.tx.wtxid]);
    expect(backlog.info().backlog).toBe(0);
  });

  it('counts bytes, too', () => {
    const { backlog, addSome } = setUp(1000);
    const [entry] = addSome(1);
    backlog.take();
    expect(backlog.info().sizeTokens).toBe(12_000_000 - (entry?.tx.size ?? 0));
  });
});
