import { describe, expect, it } from 'vitest';
import { EXAMPLE_ADDRESS } from '../../../src/rpc/methods/examples.ts';
import { BITCOIND, startBitcoind } from '../../helpers/bitcoind.ts';
import { type Daemon, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { agreed, type PeerInfo, peersOf } from '../../helpers/p2p/daemon-peers.ts';
import {
  beReached,
  type ForeignNode,
  greeted,
  inMempool,
  mineOn,
  part,
  reach,
  reorganizeEachOther,
  spendOutput,
  spendReward,
} from '../../helpers/p2p/foreign-node.ts';

/**
 * Bitcoin Core as a peer, of version 29 or later; needs no wallet:
 *
 *     BITCOIND=/path/to/bitcoind npx vitest run test/functional/p2p/bitcoind.test.ts
 *
 * Where BITCOIND is not set the test is skipped.
 */

const TIMEOUT_MS = 6 * PATIENCE_MS;

/** Rewards of so many blocks can be spent once a hundred more are there. */
const SPENDABLE = 30;
const MATURITY = 100;

/** Transactions with a fee below what a mempool takes travel in a package with a child that pays for both. */
const NO_FEE = 0;

/** A chain with rewards that both know, made by ours. */
async function startTogether(): Promise<{ daemon: Daemon; bitcoind: ForeignNode }> {
  const [daemon, bitcoind] = await Promise.all([startRegtest({ args: ['-debug=net'] }), startBitcoind()]);
  await reach(daemon, bitcoind);
  await mineOn(daemon, MATURITY + SPENDABLE, bitcoind);
  await eventually('an end of the first sync', () => isSynced(daemon, bitcoind));
  return { daemon, bitcoind };
}

async function isSynced(...nodes: readonly Pick<ForeignNode, 'call'>[]): Promise<boolean> {
  const infos = await Promise.all(
    nodes.map(({ call }) => call<{ readonly initialblockdownload: boolean }>('getblockchaininfo')),
  );
  return infos.every(({ initialblockdownload }) => !initialblockdownload);
}

/** Messages of a kind that came from the only peer, and their bytes. */
async function received(node: Pick<ForeignNode, 'call'>, command: string): Promise<number> {
  const [peer] = await peersOf(node);
  return peer?.bytesrecv_per_msg[command] ?? 0;
}

/** What the blocks left, as both hash it. */
const coinsOf = async ({ call }: Pick<ForeignNode, 'call'>) => {
  const { muhash, txouts, total_amount } = await call<Record<string, unknown>>('gettxoutsetinfo', ['muhash']);
  const { hash_serialized_3 } = await call<Record<string, unknown>>('gettxoutsetinfo', ['hash_serialized_3']);
  return { muhash, txouts, total_amount, hash_serialized_3 };
};

describe.runIf(BITCOIND !== undefined)('bitcoind (where BITCOIND names one)', { timeout: TIMEOUT_MS }, () => {
  it('and this node get the chain from each other, whoever connects, and have the same coins', async () => {
    const { daemon, bitcoind } = await startTogether();
    await mineOn(bitcoind, 5, daemon);
    await mineOn(daemon, 5, bitcoind);
    const [late, lateOther] = await Promise.all([startRegtest(), startBitcoind()]);
    expect(await beReached(late, bitcoind)).toMatchObject({ inbound: true });
    await agreed(daemon, late);
    await part(daemon);
    expect(await beReached(daemon, lateOther)).toMatchObject({ inbound: true });
    await agreed(daemon, lateOther);
    const coins = await Promise.all([daemon, bitcoind, late, lateOther].map(coinsOf));
    for (const set of coins) expect(set).toEqual(coins[0]);
    await Promise.all([daemon.stop(), late.stop()]);
  });

  it.each([
    ['encrypted, where both can', [], []],
    ['as of old with one that can do no more', ['-v2transport=0'], []],
    ['as of old where ours is told to', [], ['-v2transport=0']],
  ])('speaks with this node %s', async (_, theirs, ours) => {
    const [daemon, bitcoind] = await Promise.all([startRegtest({ args: ours }), startBitcoind(...theirs)]);
    const isEncrypted = theirs.length === 0 && ours.length === 0;
    const expectAlike = (one: PeerInfo, other: PeerInfo): void => {
      const transport_protocol_type = isEncrypted ? 'v2' : 'v1';
      for (const peer of [one, other]) expect(peer).toMatchObject({ transport_protocol_type });
      expect(one.session_id).toBe(other.session_id);
      expect(one.session_id).toMatch(isEncrypted ? /^[0-9a-f]{64}$/ : /^$/);
    };
    expectAlike(await reach(daemon, bitcoind), await greeted(bitcoind));
    await mineOn(daemon, 1, bitcoind);
    await part(daemon);
    await eventually('no peer', async () => (await peersOf(bitcoind)).length === 0);
    expectAlike(await beReached(daemon, bitcoind), await greeted(bitcoind));
    await mineOn(bitcoind, 1, daemon);
    await daemon.stop();
  });

  it('and this node tell each other of transactions, and mine those of the other', async () => {
    const { daemon, bitcoind } = await startTogether();
    const ours = await daemon.call<string>('sendrawtransaction', [await spendReward(daemon, 1)]);
    await inMempool(bitcoind, ours);
    const theirs = await bitcoind.call<string>('sendrawtransaction', [await spendReward(daemon, 2)]);
    await inMempool(daemon, theirs);
    const hash = await mineOn(bitcoind, 1, daemon);
    const { tx } = await daemon.call<{ readonly tx: readonly string[] }>('getblock', [hash]);
    expect(tx.slice(1).sort()).toEqual([ours, theirs].sort());
    const late = await bitcoind.call<string>('sendrawtransaction', [await spendReward(daemon, 3)]);
    await inMempool(daemon, late);
    await mineOn(daemon, 1, bitcoind);
    for (const node of [daemon, bitcoind]) expect(await node.call('getrawmempool')).toEqual([]);
    await daemon.stop();
  });

  it.each(['this node', 'bitcoind'])('gets a package of one parent and one child, from %s', async (first) => {
    const { daemon, bitcoind } = await startTogether();
    const [from, to] = first === 'bitcoind' ? [bitcoind, daemon] : [daemon, bitcoind];
    const parent = await spendReward(daemon, 1, { fee: NO_FEE, version: 3 });
    const { txid, vout } = await daemon.call<Decoded>('decoderawtransaction', [parent]);
    const { value: amount, scriptPubKey } = vout[0];
    const child = await spendOutput(daemon, { txid, amount, scriptPubKey: scriptPubKey.hex, version: 3 });
    const { txid: childId } = await daemon.call<Decoded>('decoderawtransaction', [child]);
    expect(await from.call('submitpackage', [[parent, child]])).toMatchObject({ package_msg: 'success' });
    await inMempool(to, childId);
    await inMempool(to, txid);
    await daemon.stop();
  });

  it('and this node go over to the longer chain of the other', async () => {
    const { daemon, bitcoind } = await startTogether();
    await reorganizeEachOther(daemon, bitcoind);
    await daemon.stop();
  });

  it('and this node send each other compact blocks, and what of them the other lacks', async () => {
    const { daemon, bitcoind } = await startTogether();
    // Whoever brings a block is asked to announce the next ones so (BIP152's high bandwidth).
    await mineOn(daemon, 1, bitcoind);
    await mineOn(bitcoind, 1, daemon);
    for (const [miner, other, height] of [
      [daemon, bitcoind, 1],
      [bitcoind, daemon, 2],
    ] as const) {
      await eventually('a wish for compact blocks', async () => {
        const [peer] = await miner.call<{ readonly bip152_hb_from: boolean }[]>('getpeerinfo');
        return peer?.bip152_hb_from;
      });
      const known = await other.call<string>('sendrawtransaction', [await spendReward(daemon, height)]);
      await inMempool(miner, known);
      const [compactBefore, lackedBefore, wholeBefore] = await bytesOf(other);
      const unknown = await spendReward(daemon, height + 10);
      await miner.call('generateblock', [EXAMPLE_ADDRESS, [known, unknown]]);
      await agreed(miner, other);
      const [compact, lacked, whole] = await bytesOf(other);
      expect(compact).toBeGreaterThan(compactBefore);
      expect(lacked).toBeGreaterThan(lackedBefore);
      expect(whole).toBe(wholeBefore);
    }
    await daemon.stop();
  });
});

interface Decoded {
  readonly txid: string;
  readonly vout: readonly [{ readonly value: number; readonly scriptPubKey: { readonly hex: string } }];
}

const bytesOf = async (node: Pick<ForeignNode, 'call'>) =>
  [
    await received(node, 'cmpctblock'),
    await received(node, 'blocktxn'),
    await received(node, 'block'),
  ] as const;
