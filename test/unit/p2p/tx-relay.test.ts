import { describe, expect, it } from 'vitest';
import { INV_TYPE, type InventoryItem } from '../../../src/p2p/codec/message.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import type { Hash256 } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { TEST_GREETING, type TestPeer } from '../../helpers/p2p/test-peer.ts';
import { createTestTransactions } from '../../helpers/p2p/test-transactions.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';

const INBOUND = { kind: 'inbound' } as const;
const BLOOM = { ourServices: SERVICE.network | SERVICE.bloom };
const UNWILLING = { greeting: { ...TEST_GREETING, wantsTransactions: false } };
const LONG_MS = 120_000;

const wtx = (hash: Hash256): InventoryItem => ({ type: INV_TYPE.wtx, hash });
const announced = (peer: TestPeer): readonly InventoryItem[] =>
  peer.sentOf('inv').flatMap(({ items }) => items);

async function setUp(options?: Parameters<typeof createTestTransactions>[0]) {
  const test = await createTestTransactions(options);
  const coin = () => expectDefined(test.coins.pop(), 'another coin');
  const { mempool, timers } = test.node;
  /** As a client does. */
  async function submit(tx: Transaction): Promise<void> {
    const answer = mempool.submit(tx);
    timers.runAll();
    expect(await answer).toMatchObject({ ok: true });
  }
  return { ...test, test, coin, submit };
}

describe('announcing', () => {
  it('waits, and tells every peer that wants transactions, by the name that it uses', async () => {
    const { connect, wait, submit, coin } = await setUp();
    const [modern, old] = [connect(), connect({ usesWtxids: false })];
    const [blocksOnly, unwilling] = [connect({ kind: 'block-relay-only' }), connect(UNWILLING)];
    const tx = payOn([coin()], 1000);
    await submit(tx);
    wait(0);
    expect([modern, old].flatMap(announced)).toEqual([]);
    wait(LONG_MS);
    expect(announced(modern)).toEqual([wtx(tx.wtxid)]);
    expect(announced(old)).toEqual([{ type: INV_TYPE.tx, hash: tx.txid }]);
    expect([blocksOnly, unwilling].flatMap(announced)).toEqual([]);
  });

  it('tells peers that are not to be banned at once', async () => {
    const { connect, wait, submit, coin } = await setUp();
    const peer = connect({ ...INBOUND, permissions: new Set(['noban']) });
    const tx = payOn([coin()], 1000);
    await submit(tx);
    wait(0);
    expect(announced(peer)).toEqual([wtx(tx.wtxid)]);
  });

  it('tells all inbound peers at the same time, outbound ones each at its own', async () => {
    const { connect, wait, submit, coin } = await setUp({ coins: 10 });
    const inbound = [connect(INBOUND), connect(INBOUND), connect(INBOUND)];
    const outbound = [connect(), connect(), connect()];
    const toldAt = new Map<TestPeer, number[]>([...inbound, ...outbound].map((peer) => [peer, []] as const));
    for (let ms = 0, round = 0; round < 10; round++) {
      await submit(payOn([coin()], 1000));
      for (let step = 0; step < 300; step++) {
        wait(100);
        ms += 100;
        for (const [peer, times] of toldAt) if (announced(peer).length > times.length) times.push(ms);
      }
    }
    const [first, ...others] = inbound.map((peer) => toldAt.get(peer));
    for (const times of others) expect(times).toEqual(first);
    const [one, two] = outbound.map((peer) => toldAt.get(peer));
    expect(one).not.toEqual(two);
  });

  it('is in the order of mining, parents first', async () => {
    const { connect, wait, submit, coin } = await setUp();
    const peer = connect();
    const cheap = payOn([coin()], 500);
    const parent = payOn([coin()], 200);
    const child = payOn([outputAt(parent, 0)], 9000);
    for (const tx of [cheap, parent, child]) await submit(tx);
    wait(LONG_MS);
    expect(announced(peer)).toEqual([parent, child, cheap].map(({ wtxid }) => wtx(wtxid)));
  });

  it('leaves out what is gone, what pays too little for the peer, and what it knows', async () => {
    const { connect, wait, submit, coin, receive } = await setUp();
    const [demanding, teller, other] = [connect(), connect(), connect()];
    await receive(demanding, { command: 'feefilter', feeRate: 5000n });
    const spent = coin();
    const [gone, cheap, dear] = [payOn([spent], 200), payOn([coin()], 200), payOn([coin()], 9000)];
    const replacement = payOn([spent], 4000);
    for (const tx of [gone, cheap, dear, replacement]) await submit(tx);
    await receive(teller, { command: 'inv', items: [wtx(dear.wtxid)] });
    wait(LONG_MS);
    expect(announced(demanding)).toEqual([wtx(dear.wtxid), wtx(replacement.wtxid)]);
    expect(announced(teller)).toEqual([wtx(replacement.wtxid), wtx(cheap.wtxid)]);
    expect(announced(other)).toHaveLength(3);
  });

  it('keeps nothing of before for a peer that comes', async () => {
    const { connect, wait, submit, coin } = await setUp();
    await submit(payOn([coin()], 1000));
    const late = connect();
    wait(LONG_MS);
    expect(announced(late)).toEqual([]);
  });

  it('tells nobody of what a reorganisation gave back', async () => {
    const { connect, wait, coin, node } = await setUp();
    const peer = connect();
    const before = node.chainstate.tip();
    const tx = payOn([coin()], 1000);
    await node.mine([tx], { fees: 1000 });
    const other = await node.mine([], { parent: before, tag: 1 });
    await node.mine([], { parent: expectDefined(node.chainstate.find(other.hash), 'a block') });
    expect(node.mempool.get(tx.txid)).toBeDefined();
    wait(LONG_MS);
    expect(announced(peer)).toEqual([]);
  });

  it('tells anew of one that is submitted again, and of what nobody asked for after ten to fifteen minutes', async () => {
    const { connect, disconnect, wait, submit, coin, node, timers } = await setUp();
    const tx = payOn([coin()], 1000);
    await submit(tx);
    const [first] = [connect()];
    await node.mempool.submit(tx);
    wait(LONG_MS);
    expect(announced(first)).toEqual([wtx(tx.wtxid)]);
    disconnect(first);
    const second = connect();
    const [timer] = timers.waiting;
    expect(timer?.delayMs).toBeGreaterThanOrEqual(600_000);
    expect(timer?.delayMs).toBeLessThan(900_000);
    timers.runAll();
    wait(LONG_MS);
    expect(announced(second)).toEqual([wtx(tx.wtxid)]);
    expect(timers.waiting.size).toBe(1);
  });

  it('announces so many a second and no more', async () => {
    const { test, connect, wait, submit, coin, transactions } = await setUp({ txSendRate: 1 });
    const peer = connect(INBOUND);
    const many = payOn([coin()], 100_000, { parts: 40 });
    await submit(many);
    for (let part = 0; part < 39; part++) await submit(payOn([outputAt(many, part)], 1000));
    expect(transactions.backlogs().inbound).toMatchObject({ backlog: 10, countTokens: 0 });
    expect(test.statsOf(peer)).toMatchObject({ invToSend: 30 });
    wait(2000);
    // Overdrawn, so that the backlog is not put in order for two.
    expect(transactions.backlogs().inbound.backlog).toBeLessThanOrEqual(8);
    for (let minute = 0; minute < 5; minute++) wait(60_000);
    expect(announced(peer)).toHaveLength(40);
    expect(transactions.backlogs().inbound.backlog).toBe(0);
  });
});

describe('findTxToSend', () => {
  it('gives what was announced, not what is to be announced', async () => {
    const { connect, wait, submit, coin, transactions, node } = await setUp();
    const peer = connect();
    const tx = payOn([coin()], 1000);
    await submit(tx);
    expect(transactions.findTxToSend(peer.peer, wtx(tx.wtxid))).toBeUndefined();
    expect(node.mempool.unbroadcast.has(tx.txid)).toBe(true);
    wait(LONG_MS);
    for (const item of [wtx(tx.wtxid), { type: INV_TYPE.witnessTx, hash: tx.txid }]) {
      expect(transactions.findTxToSend(peer.peer, item)).toBe(tx);
    }
    expect(node.mempool.unbroadcast.has(tx.txid)).toBe(false);
    expect(transactions.findTxToSend(peer.peer, wtx(tx.txid))).toBeUndefined();
  });

  it('gives what was replaced to nobody, what the last block holds to everybody', async () => {
    const { connect, wait, submit, coin, transactions, node } = await setUp();
    const peer = connect();
    const spent = coin();
    const [old, better] = [payOn([spent], 1000), payOn([spent], 5000)];
    for (const tx of [old, better]) {
      await submit(tx);
      wait(LONG_MS);
    }
    expect(transactions.findTxToSend(peer.peer, wtx(old.wtxid))).toBeUndefined();
    await node.mine([better]);
    expect(transactions.findTxToSend(peer.peer, wtx(better.wtxid))?.txid).toEqual(better.txid);
    await node.mine();
    expect(transactions.findTxToSend(peer.peer, wtx(better.wtxid))).toBeUndefined();
  });

  it('answers only those to whom anything may be announced', async () => {
    const { connect, transactions } = await setUp();
    const answered = [connect(), connect(UNWILLING), connect({ ...UNWILLING, ...BLOOM })].map(({ peer }) =>
      transactions.servesTransactions(peer),
    );
    expect(answered).toEqual([true, false, true]);
  });
});

describe('bloom filters', () => {
  const FILTER = { data: new Uint8Array(3), hashFunctions: 5, tweak: 0, flags: 1 };

  it('begin the announcements of a peer that wanted none, of what matches alone', async () => {
    const { test, connect, receive, wait, submit, coin } = await setUp();
    const peer = connect({ ...BLOOM, ...UNWILLING });
    expect(test.statsOf(peer)).toMatchObject({ relaysTransactions: false });
    const [wanted, other] = [payOn([coin()], 1000), payOn([coin()], 1000)];
    await receive(peer, { command: 'filterload', ...FILTER });
    await receive(peer, { command: 'filteradd', data: wanted.txid });
    for (const tx of [wanted, other]) await submit(tx);
    wait(LONG_MS);
    expect(announced(peer)).toEqual([wtx(wanted.wtxid)]);
    expect(test.statsOf(peer)).toMatchObject({ relaysTransactions: true });
    await receive(peer, { command: 'filterclear' });
    const last = payOn([coin()], 1000);
    await submit(last);
    wait(LONG_MS);
    expect(announced(peer)).toEqual([wtx(wanted.wtxid), wtx(last.wtxid)]);
  });

  it('are of no use without our offer', async () => {
    const { connect, receive } = await setUp();
    const load = { command: 'filterload', ...FILTER } as const;
    const add = { command: 'filteradd', data: new Uint8Array(1) } as const;
    for (const message of [load, add, { command: 'filterclear' } as const]) {
      const peer = connect();
      await receive(peer, message);
      expect(peer.disconnectedFor()).toBe(`${message.command} received despite not offering bloom services`);
    }
  });

  it('are not added to before there is one', async () => {
    const { connect, receive } = await setUp();
    const peer = connect(BLOOM);
    await receive(peer, { command: 'filteradd', data: new Uint8Array(1) });
    expect(peer.punishedFor()).toBe('bad filteradd message');
  });
});

describe('mempool', () => {
  it('is told as a whole to who may ask, and may be asked for then', async () => {
    const { connect, receive, wait, submit, coin, transactions } = await setUp();
    const [cheap, dear] = [payOn([coin()], 500), payOn([coin()], 5000)];
    for (const tx of [cheap, dear]) await submit(tx);
    const peer = connect({ permissions: new Set(['mempool']) });
    await receive(peer, { command: 'mempool' });
    wait(LONG_MS);
    expect(announced(peer)).toEqual([wtx(dear.wtxid), wtx(cheap.wtxid)]);
    expect(transactions.findTxToSend(peer.peer, wtx(cheap.wtxid))).toBe(cheap);
  });

  it('disconnects others, unless they are not to be banned', async () => {
    const { connect, receive } = await setUp({ isUploadSpent: true });
    const [stranger, friend] = [connect(), connect({ permissions: new Set(['noban']) })];
    for (const peer of [stranger, friend]) await receive(peer, { command: 'mempool' });
    expect(stranger.disconnectedFor()).toBe('mempool request with bloom filters disabled');
    expect(friend.disconnectedFor()).toBeUndefined();
    const greedy = connect(BLOOM);
    await receive(greedy, { command: 'mempool' });
    expect(greedy.disconnectedFor()).toBe('mempool request with bandwidth limit reached');
  });
});

describe('feefilter', () => {
  it('is kept where it is an amount', async () => {
    const { test, connect, receive, lines } = await setUp();
    const peer = connect();
    await receive(peer, { command: 'feefilter', feeRate: 1234n });
    await receive(peer, { command: 'feefilter', feeRate: 2_100_000_000_000_001n });
    await receive(peer, { command: 'feefilter', feeRate: -1n });
    expect(test.statsOf(peer)).toMatchObject({ minFeeFilter: 1234 });
    expect(lines.filter((line) => line.startsWith('received: feefilter'))).toEqual([
      'received: feefilter of 0.00001234 BTC/kvB from peer=0',
    ]);
  });
});
