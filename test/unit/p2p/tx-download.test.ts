import { describe, expect, it } from 'vitest';
import { INV_TYPE, type InventoryItem } from '../../../src/p2p/codec/message.ts';
import { displayHash, type Hash256 } from '../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { TestPeer } from '../../helpers/p2p/test-peer.ts';
import { createTestTransactions, type TestTransactions } from '../../helpers/p2p/test-transactions.ts';
import { BARE_LOCK, outputAt, payOn } from '../../helpers/spending.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const INBOUND = { kind: 'inbound' } as const;

const wtx = (hash: Hash256): InventoryItem => ({ type: INV_TYPE.wtx, hash });
const inv = (...items: readonly InventoryItem[]) => ({ command: 'inv', items }) as const;
const txMessage = (tx: Transaction) => ({ command: 'tx', tx }) as const;

/** What the peer was asked for. */
const requested = (peer: TestPeer): readonly InventoryItem[] =>
  peer.sentOf('getdata').flatMap(({ items }) => items);

async function setUp(options?: Parameters<typeof createTestTransactions>[0]) {
  const test = await createTestTransactions(options);
  const coin = () => expectDefined(test.coins.pop(), 'another coin');
  return { ...test, test, coin };
}

const has = ({ node }: Pick<TestTransactions, 'node'>, { txid }: Transaction): boolean =>
  node.mempool.get(txid) !== undefined;

const orphansOf = ({ transactions }: Pick<TestTransactions, 'transactions'>) =>
  transactions.orphans().map(({ tx, announcers }) => [displayHash(tx.txid), ...announcers]);

describe('inv', () => {
  it('asks an outbound peer at once, an inbound one two seconds later', async () => {
    const { connect, receive, wait } = await setUp();
    const [outbound, inbound] = [connect(), connect(INBOUND)];
    await receive(outbound, inv(wtx(numberedHash(1))));
    await receive(inbound, inv(wtx(numberedHash(2))));
    expect(requested(outbound)).toEqual([wtx(numberedHash(1))]);
    wait(1999);
    expect(requested(inbound)).toEqual([]);
    wait(1);
    expect(requested(inbound)).toEqual([wtx(numberedHash(2))]);
  });

  it('asks another peer after a minute without answer, and at once after notfound', async () => {
    const { connect, receive, wait } = await setUp();
    const [first, second, third] = [connect(), connect(INBOUND), connect(INBOUND)];
    const item = wtx(numberedHash(1));
    for (const peer of [first, second, third]) await receive(peer, inv(item));
    wait(59_999);
    expect([second, third].flatMap(requested)).toEqual([]);
    wait(1);
    const [asked, other] = requested(second).length > 0 ? [second, third] : [third, second];
    expect(requested(asked)).toEqual([item]);
    await receive(asked, { command: 'notfound', items: [item] });
    expect(requested(other)).toEqual([item]);
  });

  it('waits longer for a transaction named by txid where others name them by wtxid', async () => {
    const { connect, receive, wait } = await setUp();
    const old = connect({ usesWtxids: false });
    connect();
    await receive(old, inv({ type: INV_TYPE.tx, hash: numberedHash(1) }));
    wait(1999);
    expect(requested(old)).toEqual([]);
    wait(1);
    expect(requested(old)).toEqual([{ type: INV_TYPE.witnessTx, hash: numberedHash(1) }]);
  });

  it('looks at each item of one message once, and not at the kind that the peer does not use', async () => {
    const { connect, receive, lines } = await setUp();
    const peer = connect();
    await receive(
      peer,
      inv({ type: INV_TYPE.tx, hash: numberedHash(2) }, wtx(numberedHash(1)), wtx(numberedHash(1))),
    );
    expect(lines.filter((line) => line.startsWith('got inv'))).toEqual([
      `got inv: wtx ${displayHash(numberedHash(1))} new peer=0`,
    ]);
  });

  it('lets a peer with a hundred requests wait, and forgets what is above five thousand', async () => {
    const { connect, receive, wait } = await setUp();
    const peer = connect();
    const items = Array.from({ length: 5001 }, (_, number) => wtx(numberedHash(number)));
    await receive(peer, inv(...items.slice(0, 100)));
    await receive(peer, inv(...items.slice(100)));
    expect(requested(peer)).toHaveLength(100);
    wait(2000);
    expect(requested(peer)).toEqual(items.slice(0, 5000));
    expect(Math.max(...peer.sentOf('getdata').map(({ items: { length } }) => length))).toBe(1000);
  });

  it('asks peers with the relay permission for any number', async () => {
    const { connect, receive } = await setUp();
    const peer = connect({ permissions: new Set(['relay']) });
    await receive(peer, inv(...Array.from({ length: 5001 }, (_, number) => wtx(numberedHash(number)))));
    expect(requested(peer)).toHaveLength(5001);
  });

  it('asks for nothing while the node syncs', async () => {
    const { test, connect, receive } = await setUp();
    const peer = connect();
    test.isSyncing = true;
    await receive(peer, inv(wtx(numberedHash(1))));
    test.isSyncing = false;
    await receive(peer, inv());
    expect(requested(peer)).toEqual([]);
  });

  it('disconnects who announces though told not to', async () => {
    const { connect, receive } = await setUp();
    const peer = connect({ kind: 'block-relay-only' });
    await receive(peer, inv(wtx(numberedHash(0x1234))));
    expect(peer.disconnectedFor()).toBe(
      `transaction (${displayHash(numberedHash(0x1234))}) inv sent in violation of protocol`,
    );
  });
});

describe('tx', () => {
  it('takes it in and announces it to the others', async () => {
    const { test, connect, receive, wait, coin, lines } = await setUp();
    const [from, other] = [connect(), connect({ kind: 'outbound-full-relay' })];
    const tx = payOn([coin()], 1000);
    await receive(from, txMessage(tx));
    expect(has(test, tx)).toBe(true);
    wait(60_000);
    expect(other.sentOf('inv')).toEqual([inv(wtx(tx.wtxid))]);
    expect(from.sentOf('inv')).toEqual([]);
    expect(test.statsOf(from)).toMatchObject({ lastTransactionAt: Math.floor(test.node.clock.nowSeconds()) });
    expect(lines).toContainEqual(
      expect.stringMatching(
        `^AcceptToMemoryPool: peer=0: accepted ${displayHash(tx.txid)} \\(wtxid=${displayHash(tx.wtxid)}\\) \\(poolsz 1 txn, \\d+ kB\\)$`,
      ),
    );
  });

  it('disconnects who sends one though told not to, unless that is permitted', async () => {
    const { test, connect, receive, coin } = await setUp({ p2p: { blocksOnly: true } });
    const [stranger, friend] = [connect(), connect({ permissions: new Set(['relay']) })];
    const tx = payOn([coin()], 1000);
    await receive(stranger, txMessage(tx));
    expect(stranger.disconnectedFor()).toBe('transaction sent in violation of protocol');
    expect(has(test, tx)).toBe(false);
    await receive(friend, txMessage(tx));
    expect(has(test, tx)).toBe(true);
  });

  it('is not looked at while the node syncs', async () => {
    const { test, connect, receive, coin } = await setUp();
    test.isSyncing = true;
    const tx = payOn([coin()], 1000);
    await receive(connect(), txMessage(tx));
    expect(has(test, tx)).toBe(false);
  });

  it('is refused by its name alone, before it is decoded, while the node syncs', async () => {
    const { test, connect } = await setUp();
    const { peer } = connect();
    const refusals = (command: string) =>
      test.transactions.features.flatMap((feature) => feature.useless?.(peer, command) ?? []);
    expect(refusals('tx')).toEqual([]);
    test.isSyncing = true;
    expect(refusals('tx')).toEqual(['ignoring transaction from peer=0, as blocks are missing']);
    expect(refusals('inv')).toEqual([]);
  });

  it('is not asked for again after it was refused, until the tip changes', async () => {
    const { connect, receive, coin, node, extras, lines } = await setUp();
    const peer = connect();
    const poor = payOn([coin()], 0);
    await receive(peer, txMessage(poor));
    expect(lines).toContain(
      `${displayHash(poor.txid)} (wtxid=${displayHash(poor.wtxid)}) from peer=0 was not accepted: min relay fee not met, 0 < 10`,
    );
    expect(extras).toEqual([poor]);
    await receive(peer, inv(wtx(poor.wtxid)));
    expect(requested(peer)).toEqual([]);
    await node.mine();
    await receive(peer, inv(wtx(poor.wtxid)));
    expect(requested(peer)).toEqual([wtx(poor.wtxid)]);
  });

  it('is not asked for again after a block has it, until that block leaves', async () => {
    const { connect, receive, coin, node } = await setUp();
    const peer = connect();
    const tx = payOn([coin()], 1000);
    const before = node.chainstate.tip();
    const { transactions } = await node.mine([tx]);
    const coinbase = expectDefined(transactions[0], 'a coinbase');
    await receive(peer, inv(wtx(tx.wtxid), wtx(coinbase.wtxid)));
    expect(requested(peer)).toEqual([]);
    const other = await node.mine([], { parent: before, tag: 1, fees: 0 });
    await node.mine([], { parent: expectDefined(node.chainstate.find(other.hash), 'a block') });
    await receive(peer, inv(wtx(tx.wtxid), wtx(coinbase.wtxid)));
    // The other one has come back.
    expect(requested(peer)).toEqual([wtx(coinbase.wtxid)]);
  });

  it('is remembered by wtxid alone, so that a spoiled witness keeps no better one out', async () => {
    const { test, connect, receive, coin } = await setUp();
    const [bad, good] = [connect(), connect()];
    const tx = payOn([coin()], 1000);
    const spoiled = makeTransaction({
      ...tx,
      inputs: tx.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(0)] })),
    });
    await receive(bad, txMessage(spoiled));
    await receive(good, inv(wtx(tx.wtxid)));
    expect(requested(good)).toEqual([wtx(tx.wtxid)]);
    await receive(good, txMessage(tx));
    expect(has(test, tx)).toBe(true);
  });

  it('is not remembered at all where its witness was taken away', async () => {
    const { test, connect, receive, coin, extras } = await setUp();
    const [bad, old] = [connect(), connect({ usesWtxids: false })];
    const tx = payOn([coin()], 1000);
    const stripped = makeTransaction({
      ...tx,
      inputs: tx.inputs.map((input) => ({ ...input, witness: [] })),
    });
    await receive(bad, txMessage(stripped));
    expect(extras).toEqual([]);
    await receive(old, inv({ type: INV_TYPE.tx, hash: tx.txid }));
    test.wait(2000);
    expect(requested(old)).toEqual([{ type: INV_TYPE.witnessTx, hash: tx.txid }]);
  });

  it('is passed on again for who has that permission', async () => {
    const { test, connect, receive, wait, coin, lines } = await setUp();
    const tx = payOn([coin()], 1000);
    await receive(connect(), txMessage(tx));
    wait(60_000);
    const late = connect();
    await receive(connect({ permissions: new Set(['forcerelay', 'relay']) }), txMessage(tx));
    wait(60_000);
    expect(late.sentOf('inv')).toEqual([inv(wtx(tx.wtxid))]);
    expect(lines).toContain(
      `Force relaying tx ${displayHash(tx.txid)} (wtxid=${displayHash(tx.wtxid)}) from peer=2`,
    );
    expect(has(test, tx)).toBe(true);
  });
});

describe('orphans', () => {
  it('are kept, their parents asked for by txid, and judged when these come', async () => {
    const { test, connect, receive, wait, coin } = await setUp();
    const peer = connect();
    const parent = payOn([coin()], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    await receive(peer, txMessage(child));
    expect(orphansOf(test)).toEqual([[displayHash(child.txid), 0]]);
    wait(2000);
    expect(requested(peer)).toEqual([{ type: INV_TYPE.witnessTx, hash: parent.txid }]);
    await receive(peer, txMessage(parent));
    expect([has(test, parent), has(test, child)]).toEqual([true, true]);
    expect(orphansOf(test)).toEqual([]);
  });

  it('let everybody who announced them be asked', async () => {
    const { test, connect, receive, wait, coin } = await setUp();
    const [first, second, third] = [connect(), connect(), connect()];
    const parent = payOn([coin()], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    await receive(first, inv(wtx(child.wtxid)));
    await receive(second, inv(wtx(child.wtxid)));
    await receive(first, txMessage(child));
    await receive(third, inv(wtx(child.wtxid)));
    expect(orphansOf(test)).toEqual([[displayHash(child.txid), 0, 1, 2]]);
    const asked = () =>
      [first, second, third].filter((peer) => requested(peer).some(({ hash }) => hash === parent.txid));
    wait(2000);
    expect(asked()).toHaveLength(1);
    wait(60_000);
    wait(60_000);
    expect(asked()).toHaveLength(3);
  });

  it('go with their peers, and with blocks', async () => {
    const { test, connect, disconnect, receive, coin, node, lines } = await setUp();
    const [first, second] = [connect(), connect()];
    const parent = payOn([coin()], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    await receive(first, txMessage(child));
    disconnect(first);
    expect(orphansOf(test)).toEqual([]);
    expect(lines).toContain('Erased 1 orphan transaction(s) from peer=0');
    await receive(second, txMessage(child));
    await node.mine([parent, child], { fees: 2000 });
    expect(orphansOf(test)).toEqual([]);
    expect(lines).toContain('Erased 1 orphan transaction(s) included or conflicted by block');
  });

  it('are not kept where a parent was refused, whatever its fee', async () => {
    const { test, connect, receive, coin, node, lines } = await setUp();
    const peer = connect();
    const odd = payOn([coin()], 1000, { lock: BARE_LOCK });
    await node.mine([odd]);
    const parent = payOn([outputAt(odd, 0, BARE_LOCK)], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    await receive(peer, txMessage(parent));
    await receive(peer, txMessage(child));
    expect(orphansOf(test)).toEqual([]);
    expect(lines).toContain(
      `not keeping orphan with rejected parents ${displayHash(child.txid)} (wtxid=${displayHash(child.wtxid)})`,
    );
  });

  it('pay for a parent that pays too little, of the same peer, whichever comes first', async () => {
    for (const isChildFirst of [true, false]) {
      const { test, connect, receive, coin } = await setUp();
      const peer = connect();
      const parent = payOn([coin()], 0);
      const child = payOn([outputAt(parent, 0)], 2000);
      const order = isChildFirst ? [child, parent] : [parent, child, parent];
      for (const tx of order) await receive(peer, txMessage(tx));
      expect([has(test, parent), has(test, child)]).toEqual([true, true]);
    }
  });

  it('pay for no parent of another peer', async () => {
    const { test, connect, receive, coin } = await setUp();
    const [first, second] = [connect(), connect()];
    const parent = payOn([coin()], 0);
    await receive(first, txMessage(payOn([outputAt(parent, 0)], 2000)));
    await receive(second, txMessage(parent));
    expect(has(test, parent)).toBe(false);
  });

  it('are tried once with a parent', async () => {
    const { test, connect, receive, coin, lines } = await setUp();
    const peer = connect();
    const parent = payOn([coin()], 0);
    const child = payOn([outputAt(parent, 0)], 5);
    for (const tx of [child, parent, child, parent]) await receive(peer, txMessage(tx));
    expect(lines.filter((line) => line.startsWith('package evaluation'))).toEqual([
      `package evaluation for parent ${displayHash(parent.txid)} (wtxid=${displayHash(parent.wtxid)}, sender=0) + child ${displayHash(child.txid)} (wtxid=${displayHash(child.wtxid)}, sender=0): package rejected`,
    ]);
    expect([has(test, parent), orphansOf(test)]).toEqual([false, []]);
  });

  it('ask for no more than their peer may announce', async () => {
    const { test, connect, receive, coin } = await setUp();
    const peer = connect(INBOUND);
    await receive(peer, inv(...Array.from({ length: 5000 }, (_, number) => wtx(numberedHash(number)))));
    await receive(peer, txMessage(payOn([outputAt(payOn([coin()], 1000), 0)], 1000)));
    expect(orphansOf(test)).toEqual([]);
  });
});
