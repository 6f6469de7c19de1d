import { describe, expect, it } from 'vitest';
import { chainPage } from '../../../../src/rpc/tutorial/chain-page.ts';
import { openTrialNode, person, type TrialNode } from '../../../helpers/tutorial.ts';

interface Page {
  readonly chain: readonly {
    readonly index: number;
    readonly hash: string;
    readonly previous_hash: string;
  }[];
  readonly length: number;
  readonly next?: string;
  readonly error?: string;
}

const ALICE = person('alice');

async function openChain(blocks: number): Promise<(query: object) => Page & { outcome: string }> {
  const node: TrialNode = await openTrialNode();
  if (blocks > 0) await node.mineTo(ALICE, blocks);
  return (query) => {
    const { outcome, text } = chainPage(query, '/getchain', node.context);
    return { outcome, ...(JSON.parse(text) as Page) };
  };
}

const indexes = ({ chain }: Page) => chain.map(({ index }) => index);

describe('chainPage', () => {
  it('begins with the genesis block, and links each block to the one before', async () => {
    const read = await openChain(3);
    const page = read({});
    expect(indexes(page)).toEqual([0, 1, 2, 3]);
    expect(page.length).toBe(4);
    expect(page.next).toBeUndefined();
    const [genesis] = page.chain;
    expect(genesis).toMatchObject({
      index: 0,
      timestamp: 1_296_688_602,
      data: {
        'proof-of-work': 2,
        bits: '207fffff',
        target: '7fffff0000000000000000000000000000000000000000000000000000000000',
        transactions: [{ from: 'network', to: expect.stringMatching(/^script 4104678afd/), amount: 50 }],
      },
      previous_hash: '0'.repeat(64),
      hash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    });
    for (const [i, block] of page.chain.slice(1).entries()) {
      expect(block.previous_hash).toBe(page.chain[i]?.hash);
      expect(block).toMatchObject({
        data: {
          transactions: [{ from: 'network', to: ALICE.address, amount: 50, txid: expect.any(String) }],
        },
      });
    }
  });

  it('passes over blocks that are pruned, and says so to who asks for them', async () => {
    const node = await openTrialNode();
    await node.mineTo(ALICE, 300);
    const { chainstate } = node;
    await chainstate.prune({ height: 5, isStopping: () => false });
    const read = (query: object) => {
      const { outcome, text } = chainPage(query, '/getchain', node.context);
      return { outcome, ...(JSON.parse(text) as Page) };
    };
    expect(read({})).toMatchObject({ length: 301, next: '/getchain?from=6&limit=100' });
    expect(indexes(read({}))).toEqual([0]);
    expect(indexes(read({ from: '6', limit: '2' }))).toEqual([6, 7]);
    for (const from of ['1', '5'])
      expect(read({ from })).toMatchObject({ outcome: 'refused', error: 'pruned' });
  });

  it('has 100 blocks unless told otherwise, and the link to the next page', async () => {
    const read = await openChain(100);
    expect(read({})).toMatchObject({ length: 101, next: '/getchain?from=100&limit=100' });
    expect(indexes(read({ from: '100', limit: '100' }))).toEqual([100]);
    expect(read({ from: '3', limit: '2' })).toMatchObject({ next: '/getchain?from=5&limit=2' });
  });

  it('counts negative heights from the tip, at most to the genesis block', async () => {
    const read = await openChain(5);
    expect(indexes(read({ from: '-1' }))).toEqual([5]);
    expect(indexes(read({ from: '-2', limit: '1' }))).toEqual([4]);
    expect(indexes(read({ from: '-6' }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(indexes(read({ from: '-7' }))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('ends a page early where its blocks are full', async () => {
    const { context } = await openTrialNode();
    const { chainstate } = context;
    await context.generate({ count: 3, scriptPubKey: ALICE.scriptPubKey, maxTries: 1000 });
    const readPage = (txCount: number): Page => {
      const atHeight = (height: number) => {
        const entry = chainstate.atHeight(height);
        return entry && { ...entry, txCount };
      };
      const full = { ...context, chainstate: { ...chainstate, atHeight } };
      return JSON.parse(chainPage({}, '/blocks', full).text) as Page;
    };
    expect(indexes(readPage(4999))).toEqual([0, 1, 2]);
    const page = readPage(5000);
    expect(indexes(page)).toEqual([0, 1]);
    expect(page.next).toBe('/blocks?from=2&limit=100');
  });

  it('is empty above the tip', async () => {
    const read = await openChain(1);
    const page = read({ from: '2' });
    expect(page).toEqual({ outcome: 'done', chain: [], length: 2 });
  });

  it.each([
    [{ from: 'x' }, 'bad-from'],
    [{ from: '' }, 'bad-from'],
    [{ from: '1.5' }, 'bad-from'],
    [{ from: '12345678901' }, 'bad-from'],
    [{ from: ['1', '2'] }, 'bad-from'],
    [{ limit: '0' }, 'bad-limit'],
    [{ limit: '101' }, 'bad-limit'],
    [{ limit: '-1' }, 'bad-limit'],
    [{ limit: '1e2' }, 'bad-limit'],
  ])('refuses %j with %s', async (query, error) => {
    const read = await openChain(0);
    expect(read(query)).toMatchObject({ outcome: 'refused', error });
  });
});
