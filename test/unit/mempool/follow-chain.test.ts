import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import type { MempoolOptions } from '../../../src/mempool/options.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { CHAIN_RESOURCES } from '../../helpers/chain-resources.ts';
import { parseScript } from '../../helpers/script.ts';
import {
  type Lock,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  spend,
} from '../../helpers/spending.ts';
import {
  coinbaseCoin,
  openTestMempool,
  TEST_MATURITY,
  type TestMempool,
} from '../../helpers/test-mempool.ts';

interface Fixture extends TestMempool {
  coin(): Spendable;
  accept(...txs: readonly Transaction[]): void;
  /** What is in the mempool, in order of entry. */
  held(): readonly Transaction[];
  /** The last event of each of these. */
  fates(...txs: readonly Transaction[]): readonly string[];
  /** Leaves so many blocks at the tip. */
  rewind(count: number): Promise<void>;
}

async function setUp(
  options: Partial<MempoolOptions> = {},
  memory = CHAIN_RESOURCES.memory,
): Promise<Fixture> {
  const node = await openTestMempool({ options, memory });
  const coins = (await node.mineCoins(8 + TEST_MATURITY)).slice(0, 8);
  const { mempool, chainstate, events } = node;
  return {
    ...node,
    coin: () => expectDefined(coins.pop(), 'another coin'),
    accept(...txs) {
      for (const tx of txs) expect(mempool.accept(tx)).toMatchObject({ ok: true });
    },
    held: () => [...mempool.entries()].map(({ tx }) => tx),
    fates: (...txs) =>
      txs.map(({ txid }) => {
        const last = events.findLast((event) => event.includes(displayHash(txid)));
        return last?.replace(/ [0-9a-f]{64}/, '') ?? 'unknown';
      }),
    async rewind(count) {
      const lowest = chainstate.atHeight(chainstate.tip().height - count + 1);
      await chainstate.invalidateBlock(expectDefined(lowest, 'a block to leave'));
    },
  };
}

/** Pays itself, and takes some 15 MB of memory. */
function heavy(coin: Spendable): Transaction {
  const ballast = Array.from({ length: 95_000 }, () => ({ value: 0, scriptPubKey: parseScript('RETURN') }));
  return spend([coin], [payTo(OPEN_LOCK, coin.value), ...ballast]);
}

describe('a reorganisation with more transactions than there is room for', () => {
  async function reorganise(heldBytes: number) {
    const memory = { ...CHAIN_RESOURCES.memory, heldBytes };
    const { accept, held, fates, coin, mine, rewind } = await setUp({}, memory);
    const [low, middle, high] = [1, 2, 3].map(() => payOn([coin()], 1000)) as [
      Transaction,
      Transaction,
      Transaction,
    ];
    await mine([low]);
    await mine([middle, heavy(coin())]);
    await mine([heavy(coin()), high]);
    const [aboveLow, aboveHigh] = [payOn([outputAt(low, 0)], 1000), payOn([outputAt(high, 0)], 1000)];
    accept(aboveLow, aboveHigh);
    await rewind(3);
    return {
      held: new Set(held()),
      expected: new Set([aboveLow, low, middle]),
      fates: fates(aboveHigh, high),
    };
  }

  it('gives those of the lower blocks back, and takes out what builds on the others', async () => {
    const { held, expected, fates } = await reorganise(2 ** 26);
    expect(held).toEqual(expected);
    expect(fates).toEqual(['removed reorg', 'unknown']);
  });

  it('takes out what an earlier step gave back, where it is made in steps', async () => {
    const { held, expected, fates } = await reorganise(2 ** 20);
    expect(held).toEqual(expected);
    expect(fates).toEqual(['removed reorg', 'removed reorg']);
  });
});

describe('a block', () => {
  it('takes its transactions out; what builds on them stays', async () => {
    const { accept, held, fates, coin, mine, mempool } = await setUp();
    const parent = payOn([coin()], 1000);
    const child = payOn([outputAt(parent, 0)], 2000);
    accept(parent, child);
    await mine([parent]);
    expect(held()).toEqual([child]);
    expect(fates(parent)).toEqual(['removed block']);
    expect(mempool.get(child.txid)).toMatchObject({ parents: new Set() });
  });

  it('takes out whatever spends the same coins, and all that builds on it', async () => {
    const { accept, held, fates, coin, mine } = await setUp();
    const spent = coin();
    const ours = payOn([spent, coin()], 1000);
    const child = payOn([outputAt(ours, 0)], 1000);
    const other = payOn([coin()], 1000);
    accept(ours, child, other);
    await mine([payOn([spent], 5000)]);
    expect(held()).toEqual([other]);
    expect(fates(ours, child)).toEqual(['removed conflict', 'removed conflict']);
  });

  it('takes a transaction out that it holds with another witness', async () => {
    const { accept, held, coin, mine, fates } = await setUp();
    const script = parseScript('DROP 1');
    const openedBy = (item: number): Lock => {
      const scriptPubKey = payToWitnessProgram(0, sha256(script));
      return { scriptPubKey, unlock: () => ({ witness: [Uint8Array.of(item), script] }) };
    };
    const made = spend([coin()], [payTo(openedBy(1), 1_000_000)]);
    await mine([made]);
    const ours = payOn([outputAt(made, 0, openedBy(1))], 1000);
    accept(ours);
    await mine([payOn([outputAt(made, 0, openedBy(2))], 1000)]);
    expect(held()).toEqual([]);
    expect(fates(ours)).toEqual(['removed block']);
  });
});

describe('a reorganisation', () => {
  it('gives the transactions of blocks that left back, before those that build on them', async () => {
    const { accept, held, coin, mine, rewind } = await setUp();
    const first = payOn([coin()], 1000);
    const second = payOn([outputAt(first, 0)], 1000);
    const third = payOn([outputAt(second, 0)], 1000);
    await mine([first]);
    await mine([second]);
    accept(third);
    await rewind(2);
    expect(held()).toEqual([third, first, second]);
  });

  it('gives back also what paid no fee to anybody', async () => {
    const { held, coin, mine, rewind, mempool } = await setUp();
    const free = payOn([coin()], 0);
    expect(mempool.accept(free)).toMatchObject({ ok: false, code: 'min relay fee not met' });
    await mine([free]);
    await rewind(1);
    expect(held()).toEqual([free]);
  });

  it('keeps what the new chain holds too, and what builds on it', async () => {
    const { accept, held, coin, mine, chainstate } = await setUp();
    const fork = chainstate.tip();
    const confirmed = payOn([coin()], 1000);
    await mine([confirmed]);
    const child = payOn([outputAt(confirmed, 0)], 1000);
    accept(child);
    const rival = await mine([confirmed], { parent: fork, tag: 1, fees: 1000 });
    const entry = expectDefined(chainstate.find(rival.hash), 'the other branch');
    await mine([], { parent: entry, tag: 2 });
    expect(chainstate.isActive(entry)).toBe(true);
    expect(held()).toEqual([child]);
  });

  it('drops what the new chain has spent otherwise', async () => {
    const { accept, held, fates, coin, mine, chainstate } = await setUp();
    const fork = chainstate.tip();
    const spent = coin();
    const ours = payOn([spent], 1000);
    await mine([ours]);
    const child = payOn([outputAt(ours, 0)], 1000);
    accept(child);
    const rival = await mine([payOn([spent], 2000)], { parent: fork, tag: 1, fees: 2000 });
    await mine([], { parent: expectDefined(chainstate.find(rival.hash), 'the other branch'), tag: 2 });
    expect(held()).toEqual([]);
    expect(fates(child)).toEqual(['removed reorg']);
  });

  it('drops what is not final any more', async () => {
    const { accept, held, fates, coin, mine, rewind, chainstate } = await setUp();
    await mine();
    const { height } = chainstate.tip();
    const late = payOn([coin()], 1000, { lockTime: height, sequence: 0xfffffffe });
    const early = payOn([coin()], 1000, { lockTime: height - 1, sequence: 0xfffffffe });
    accept(late, early);
    await rewind(1);
    expect(held()).toEqual([early]);
    expect(fates(late)).toEqual(['removed reorg']);
  });

  it('drops what spends a coinbase that is immature again, or gone', async () => {
    const { accept, held, fates, mine, rewind } = await setUp();
    const youngest = coinbaseCoin(await mine());
    for (let depth = 1; depth < TEST_MATURITY; depth++) await mine();
    const tx = payOn([youngest], 1000);
    accept(tx);
    await rewind(1);
    expect([held(), fates(tx)]).toEqual([[], ['removed reorg']]);
    await mine([], { tag: 1 });
    accept(tx);
    await rewind(TEST_MATURITY);
    expect([held(), fates(tx)]).toEqual([[], ['removed reorg']]);
  });

  it('drops what is locked again, by the height at which its coin is now', async () => {
    const { accept, held, fates, coin, mine, rewind } = await setUp();
    const made = spend([coin()], [payTo(OPEN_LOCK, 1_000_000), payTo(OPEN_LOCK, 1_000_000)]);
    await mine([made]);
    await mine();
    const locked = payOn([outputAt(made, 0)], 1000, { sequence: 2 });
    const free = payOn([outputAt(made, 1)], 1000, { sequence: 0 });
    accept(locked, free);
    await rewind(2);
    expect(held()).toEqual([free, made]);
    expect(fates(locked)).toEqual(['removed reorg']);
  });

  it('keeps clusters small: what is too far from what came back goes', async () => {
    const { accept, held, fates, coin, mine, rewind } = await setUp(limitedTo(3));
    const first = payOn([coin()], 1000);
    await mine([first]);
    const chain = [payOn([outputAt(first, 0)], 1000)];
    while (chain.length < 3) chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'one'), 0)], 1000));
    accept(...chain);
    await rewind(1);
    expect(held()).toEqual([chain[0], chain[1], first]);
    expect(fates(expectDefined(chain[2], 'the last'))).toEqual(['removed sizelimit']);
  });

  it('keeps of what does not fit together with what came back that which pays most', async () => {
    const { accept, held, fates, coin, mine, rewind } = await setUp(limitedTo(3));
    const parent = payOn([coin()], 1000, { parts: 3 });
    await mine([parent]);
    const children = [2000, 4000, 3000].map((fee, i) => payOn([outputAt(parent, i)], fee));
    accept(...children);
    await rewind(1);
    expect(held()).toEqual([children[1], children[2], parent]);
    expect(fates(expectDefined(children[0], 'the cheapest'))).toEqual(['removed sizelimit']);
  });

  it('leaves apart what a block joined, where it would be too much', async () => {
    const { accept, held, fates, coin, mine, rewind } = await setUp(limitedTo(4));
    const parents = [payOn([coin()], 1000), payOn([coin()], 1000)];
    await mine(parents);
    const chains = parents.map((parent) => [payOn([outputAt(parent, 0)], 1000)]);
    for (const chain of chains) chain.push(payOn([outputAt(expectDefined(chain[0], 'one'), 0)], 1000));
    const ends = chains.map((chain) => outputAt(expectDefined(chain[1], 'an end'), 0));
    accept(...chains.flat());
    await mine(chains.flat());
    const joining = payOn(ends, 5000);
    accept(joining);
    await rewind(2);
    expect(held()).toEqual(
      [...parents, ...chains.flat()].sort((a, b) => held().indexOf(a) - held().indexOf(b)),
    );
    expect(fates(joining)).toEqual(['removed sizelimit']);
  });

  it('gives back as much of a long chain of a block as a cluster may have', async () => {
    const { accept, held, fates, coin, mine, rewind } = await setUp(limitedTo(2));
    const chain = [payOn([coin()], 1000)];
    while (chain.length < 3) chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'one'), 0)], 1000));
    await mine(chain);
    const child = payOn([outputAt(expectDefined(chain[2], 'the last'), 0)], 1000);
    accept(child);
    await rewind(1);
    expect(held()).toEqual(chain.slice(0, 2));
    expect(fates(child)).toEqual(['removed reorg']);
  });
});

function limitedTo(clusterCount: number): Partial<MempoolOptions> {
  return { limits: { clusterCount, clusterVsize: 101_000 } };
}
