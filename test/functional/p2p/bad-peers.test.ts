import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { getBlockSubsidy } from '../../../src/consensus/subsidy.ts';
import { COMMANDS } from '../../../src/p2p/codec/codec.ts';
import { MAX_HEADERS_RESULTS } from '../../../src/p2p/codec/limits.ts';
import { INV_TYPE } from '../../../src/p2p/codec/message.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type BuiltBlock, buildBlock, GENESIS, type ParentBlock } from '../../helpers/chain-builder.ts';
import { type Daemon, p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { dialNode, listenForNodes, type Script, type ScriptedPeer } from '../../helpers/p2p/scripted-peer.ts';
import { serveChain, serveHeadersOnly } from '../../helpers/p2p/serve-chain.ts';
import { seededRandom as seededBytes } from '../../helpers/p2p/test-peer.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { OPEN_LOCK, payTo } from '../../helpers/spending.ts';

/**
 * Peers that are up to no good, and one that is honest: the node comes to the honest tip, and nobody but the bad one
 * fares ill. NONCED_SYNC_BLOCKS says how long the honest chain is; with 10010 the invalid block is at height 10001.
 * NONCED_SEED repeats an earlier run.
 */

vi.setConfig({ testTimeout: 240_000 });

const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));

/** More than a window of blocks that are asked for ahead, and more than a message of headers. */
const HEIGHT = Number(process.env['NONCED_SYNC_BLOCKS'] ?? 2200);
/** A node that has the tip has caught up. */
const SPACING = Math.floor((Date.now() / 1000 - 3600 - GENESIS.header.time) / HEIGHT);

/** Blocks on top of each other. */
function grow(
  parent: ParentBlock,
  count: number,
  { tag = 0, spacing = 600 }: { readonly tag?: number; readonly spacing?: number } = {},
): readonly BuiltBlock[] {
  const chain: BuiltBlock[] = [];
  for (let tip = parent; chain.length < count; tip = expectDefined(chain.at(-1), 'a tip'))
    chain.push(buildBlock(tip, { tag, time: tip.header.time + spacing }));
  return chain;
}

const HONEST = grow(GENESIS, HEIGHT, { spacing: SPACING });
const { hash: TIP_HASH } = expectDefined(HONEST.at(-1), 'a tip');
const TIP = displayHash(TIP_HASH);

const serveHonest = serveChain(HONEST);
/** The honest peer announces its tip: while it is far behind the node asks one peer only, and who announces a block. */
const honest: Script = (message, peer) => {
  if (message.command === 'verack')
    peer.send({ command: 'inv', items: [{ type: INV_TYPE.block, hash: TIP_HASH }] });
  serveHonest(message, peer);
};

interface PeerInfo {
  readonly id: number;
  readonly subver: string;
  readonly inbound: boolean;
  readonly synced_blocks: number;
}

const peersOf = (daemon: Daemon) => daemon.call<PeerInfo[]>('getpeerinfo');

/** A node that tells all about its peers. */
const startVictim = (...args: readonly string[]) => startRegtest({ args: ['-debug=net', ...args] });

/** Lets the node connect to a peer. */
async function connectTo(daemon: Daemon, script: Script): Promise<ScriptedPeer> {
  const { address, peers } = await listenForNodes(script);
  await daemon.call('addnode', [address, 'onetry', false]);
  return eventually('a connection', async () => peers[0]);
}

async function comesToHonestTip(daemon: Daemon): Promise<void> {
  await eventually('the honest tip', async () => (await daemon.call('getbestblockhash')) === TIP);
}

const logs = (daemon: Daemon, line: string) =>
  eventually(`"${line}" in the log`, async () => daemon.log().includes(line));

/** What the process has held at most, MiB; undefined where the system doesn't tell. */
function peakMemory({ process: { pid } }: Daemon): number | undefined {
  try {
    const peak = /^VmHWM:\s*(?<kilobytes>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(peak?.groups?.['kilobytes']) / 1024;
  } catch {
    return undefined;
  }
}

/** The bad ones made it hold no more than so many MiB beyond what it held before. */
function expectBounded(daemon: Daemon, before: number | undefined, bound: number): void {
  if (before !== undefined) expect((peakMemory(daemon) ?? 0) - before).toBeLessThan(bound);
}

describe('a peer that has headers and never a block', () => {
  it('is left for one that has blocks, once all waits for it', async () => {
    const daemon = await startVictim();
    const bad = await connectTo(daemon, serveHeadersOnly(HONEST));
    await eventually('a request for blocks', async () => bad.received.has('getdata'));
    const good = await connectTo(daemon, honest);
    await comesToHonestTip(daemon);
    await logs(daemon, 'Peer is stalling block download, disconnecting peer=0\n');
    await eventually('the end of the bad one', async () => bad.isClosed);
    expect(good.isClosed).toBe(false);
    expect(await peersOf(daemon)).toMatchObject([{ id: 1 }]);
    await daemon.stop();
  });
});

describe('a peer that sends rubbish', () => {
  it('gets itself disconnected, or nothing at all', async () => {
    const { below, bytes } = seededBytes(SEED);
    const daemon = await startVictim();
    const good = await connectTo(daemon, honest);
    const before = peakMemory(daemon);
    const address = p2pAddressOf(daemon);
    const noise = await dialNode(address, () => {});
    noise.sendBytes(bytes(5000));
    await eventually('the end of it', async () => noise.isClosed);
    await logs(daemon, 'Header error: Wrong MessageStart ');

    const frame = createV1Transport(REGTEST.magic);
    const oversized = concatBytes(...frame.send('block', new Uint8Array(8)));
    new DataView(oversized.buffer).setUint32(16, 4_000_001, true);
    const large = await dialNode(address, () => {});
    large.sendBytes(oversized);
    await eventually('the end of it', async () => large.isClosed);
    await logs(daemon, 'Header error: Size too large (block, 4000001 bytes)');

    // Random payloads of every message there is, each from a peer of its own that is ready.
    const noisy = await Promise.all(
      [...COMMANDS, 'nonsense'].map((command) =>
        dialNode(address, (message, peer) => {
          if (message.command !== 'verack') return;
          for (let i = 0; i < 20; i++) peer.sendBytes(concatBytes(...frame.send(command, bytes(below(400)))));
        }),
      ),
    );
    await comesToHonestTip(daemon);
    expect(good.isClosed, `seed ${SEED}`).toBe(false);
    for (const peer of noisy) peer.close();
    const alone = await eventually('the honest one alone, with all its blocks', async () => {
      const peers = await peersOf(daemon);
      return peers.length === 1 && peers[0]?.synced_blocks === HEIGHT && peers[0];
    });
    expect(alone.id).toBe(0);
    expectBounded(daemon, before, 300);
    await daemon.stop();
  });
});

describe('a peer that serves an invalid block', () => {
  it('is disconnected, and its chain is not followed though it is longer', async () => {
    const forkAt = HEIGHT - 10;
    const parent = expectDefined(HONEST[forkAt - 1], 'a block of the chain');
    const tooMuch = { outputs: [payTo(OPEN_LOCK, getBlockSubsidy(forkAt + 1, REGTEST.consensus) + 1)] };
    const invalid = buildBlock(parent, { tag: 1, coinbase: tooMuch });
    const dishonest = [...HONEST.slice(0, forkAt), invalid, ...grow(invalid, 11, { tag: 1 })];

    const daemon = await startVictim();
    const bad = await dialNode(p2pAddressOf(daemon), serveChain(dishonest));
    await eventually('the end of it', async () => bad.isClosed);
    await logs(daemon, 'Misbehaving: peer=0: bad-cb-amount');
    // Who connects from the same machine is not kept out.
    await logs(daemon, 'Warning: disconnecting but not discouraging local peer 0!');
    expect(await daemon.call('listbanned')).toEqual([]);
    // What it gave before that is good; it is committed a moment later.
    await eventually('the good part', async () => (await daemon.call('getblockcount')) === forkAt);

    const good = await connectTo(daemon, honest);
    await comesToHonestTip(daemon);
    expect(good.isClosed).toBe(false);
    const tips = await daemon.call<{ hash: string; status: string }[]>('getchaintips');
    expect(tips).toContainEqual(expect.objectContaining({ hash: TIP, status: 'active' }));
    expect(tips.map(({ status }) => status).sort()).toEqual(['active', 'invalid']);
    await daemon.stop();
  });
});

describe('a peer with a long chain of headers that is little work', () => {
  it('is heard again and again, and nothing of its chain is kept', async () => {
    const minimumWork = 2 * (HEIGHT - 50);
    const daemon = await startVictim(`-minimumchainwork=${minimumWork.toString(16).padStart(64, '0')}`);
    const low = grow(GENESIS, HEIGHT - 100, { tag: 1 });
    const first = low.slice(0, MAX_HEADERS_RESULTS).map(({ header }) => header);
    const bad = await connectTo(daemon, serveHeadersOnly(low));
    await logs(
      daemon,
      `Initial headers sync aborted with peer=0: incomplete headers message at height=${low.length}`,
    );
    const before = peakMemory(daemon);
    const asked = bad.received.get('getheaders') ?? 0;
    const eachTime = Math.floor(low.length / MAX_HEADERS_RESULTS);
    for (let i = 1; i <= 20; i++) {
      bad.send({ command: 'headers', headers: first });
      const expected = asked + i * eachTime;
      await eventually('requests for more', async () => bad.received.get('getheaders') === expected);
    }
    const good = await connectTo(daemon, honest);
    await comesToHonestTip(daemon);
    expect([bad.isClosed, good.isClosed]).toEqual([false, false]);
    expect(await daemon.call('getchaintips')).toMatchObject([{ hash: TIP, status: 'active' }]);
    const unknown = displayHash(expectDefined(low[0], 'a block').hash);
    await expect(daemon.call('getblockheader', [unknown])).rejects.toMatchObject({ code: -5 });
    expectBounded(daemon, before, 300);
    await daemon.stop();
  });
});
