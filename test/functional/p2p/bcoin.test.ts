import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY } from '../../../src/rpc/methods/examples.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type Daemon, p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { agreed, hasPeers, type PeerInfo, peersOf } from '../../helpers/p2p/daemon-peers.ts';
import { createRpcClient, type RpcClient } from '../../helpers/rpc-client.ts';

/**
 * npm bcoin 1.0.2 as a peer: a node of others' making (2018: segwit, BIP152 and BIP37, neither taproot nor BIP324), in
 * JavaScript like this one and without a line in common. Its native parts don't build on this Node, and need not:
 *
 *     mkdir -p FOLDER && cd FOLDER && npm init -y && npm install --ignore-scripts bcoin@1.0.2
 *     NONCED_BCOIN=FOLDER npx vitest run test/functional/p2p/bcoin.test.ts
 *
 * Where NONCED_BCOIN names no such folder the test is skipped. bcoin's regtest votes on csv and segwit (bits 0 and 1,
 * periods of 144 blocks): both are active from block 432 on where its own blocks come first. Until then bcoin refuses the
 * witness that this node's coinbases have from the first block on.
 */

const FOLDER = process.env['NONCED_BCOIN'];
const IS_INSTALLED = FOLDER !== undefined && existsSync(join(FOLDER, 'node_modules/bcoin/package.json'));
const SCRIPT = join(import.meta.dirname, '../clients/bcoin-node.cjs');
const TIMEOUT_MS = 6 * PATIENCE_MS;

/** From here on both have the same rules. */
const SEGWIT_HEIGHT = 432;
const REWARD = 50;
const FEE = 0.0001;

interface Bcoin {
  readonly call: RpcClient['call'];
  /** Where peers reach it. */
  readonly p2p: string;
}

async function startBcoin(): Promise<Bcoin> {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { PATH: process.env['PATH'], NONCED_BCOIN: FOLDER },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await firstLine(child.stdout);
  const { p2p, rpc } = JSON.parse(line) as { readonly p2p: string; readonly rpc: string };
  const client = createRpcClient(rpc, 'any:any');
  onTestFinished(client.close);
  return { p2p, call: client.call };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('bcoin ended before it said where it is');
}

/** Mines on one of both and waits until the other has it. */
async function mine(miner: Pick<Bcoin, 'call'>, count: number, ...others: readonly Pick<Bcoin, 'call'>[]) {
  await miner.call('generatetoaddress', [count, EXAMPLE_ADDRESS]);
  return agreed(miner, ...others);
}

/** A transaction that spends the reward of the block of that height. */
async function spendReward({ call }: Daemon, height: number): Promise<string> {
  const hash = await call<string>('getblockhash', [height]);
  const { tx } = await call<{ readonly tx: readonly string[] }>('getblock', [hash]);
  const input = { txid: expectDefined(tx[0], 'a coinbase'), vout: 0 };
  const unsigned = await call('createrawtransaction', [[input], [{ [EXAMPLE_ADDRESS]: REWARD - FEE }]]);
  const signed = await call<{ readonly hex: string; readonly complete: boolean }>(
    'signrawtransactionwithkey',
    [unsigned, [EXAMPLE_PRIVATE_KEY]],
  );
  expect(signed.complete).toBe(true);
  return signed.hex;
}

const inMempool = ({ call }: Pick<Bcoin, 'call'>, txid: string) =>
  eventually(`transaction ${txid}`, async () => (await call<string[]>('getrawmempool')).includes(txid));

/** Connects our node to bcoin: without encryption, as bcoin answers every byte that it does not understand, and bans. */
async function reach(daemon: Daemon, { p2p }: Bcoin): Promise<PeerInfo> {
  await daemon.call('addnode', [p2p, 'onetry', false]);
  return eventually('bcoin as a peer', async () =>
    (await peersOf(daemon)).find(({ version }) => version > 0),
  );
}

/** Lets bcoin connect to our node. */
async function beReached(daemon: Daemon, { call }: Bcoin): Promise<PeerInfo> {
  await call('addnode', [p2pAddressOf(daemon), 'onetry']);
  return eventually('bcoin as a peer', async () =>
    (await peersOf(daemon)).find(({ version }) => version > 0),
  );
}

async function part(daemon: Daemon): Promise<void> {
  for (const { id } of await peersOf(daemon)) await daemon.call('disconnectnode', ['', id]);
  await hasPeers(daemon, 0);
}

/** A chain of bcoin's up to where both have the same rules, which our node got from it. */
async function startTogether(...args: readonly string[]): Promise<{ daemon: Daemon; bcoin: Bcoin }> {
  const [daemon, bcoin] = await Promise.all([startRegtest({ args: ['-debug=net', ...args] }), startBcoin()]);
  await bcoin.call('generatetoaddress', [SEGWIT_HEIGHT, EXAMPLE_ADDRESS]);
  await reach(daemon, bcoin);
  await agreed(daemon, bcoin);
  return { daemon, bcoin };
}

describe.runIf(IS_INSTALLED)('bcoin (where NONCED_BCOIN names a folder that has it)', () => {
  it('and this node get the chain from each other, whoever connects', { timeout: TIMEOUT_MS }, async () => {
    const { daemon, bcoin } = await startTogether();
    expect(await peersOf(daemon)).toMatchObject([
      { subver: '/bcoin:v1.0.2/', transport_protocol_type: 'v1' },
    ]);
    expect(await daemon.call('getblockcount')).toBe(SEGWIT_HEIGHT);
    await mine(daemon, 5, bcoin);
    await mine(bcoin, 5, daemon);
    const another = await startBcoin();
    await part(daemon);
    expect(await beReached(daemon, another)).toMatchObject({ inbound: true, subver: '/bcoin:v1.0.2/' });
    await agreed(daemon, another);
    expect(await another.call('getblockcount')).toBe(SEGWIT_HEIGHT + 10);
    await daemon.stop();
  });

  it('and this node tell each other of transactions, and mine those of the other', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { daemon, bcoin } = await startTogether();
    const ours = await daemon.call<string>('sendrawtransaction', [await spendReward(daemon, 1)]);
    await inMempool(bcoin, ours);
    const theirs = await bcoin.call<string>('sendrawtransaction', [await spendReward(daemon, 2)]);
    await inMempool(daemon, theirs);
    const hash = await mine(bcoin, 1, daemon);
    const { tx } = await daemon.call<{ readonly tx: readonly string[] }>('getblock', [hash]);
    expect(tx.slice(1).sort()).toEqual([ours, theirs].sort());
    expect(await daemon.call('getrawmempool')).toEqual([]);
    const late = await daemon.call<string>('sendrawtransaction', [await spendReward(daemon, 3)]);
    await inMempool(bcoin, late);
    await mine(daemon, 1, bcoin);
    expect(await bcoin.call('getrawmempool')).toEqual([]);
    await daemon.stop();
  });

  it('and this node go over to the longer chain of the other', { timeout: TIMEOUT_MS }, async () => {
    const { daemon, bcoin } = await startTogether();
    await part(daemon);
    await daemon.call('generatetoaddress', [2, EXAMPLE_ADDRESS]);
    await bcoin.call('generatetoaddress', [3, EXAMPLE_ADDRESS]);
    const theirs = await bcoin.call('getbestblockhash');
    await reach(daemon, bcoin);
    expect(await agreed(daemon, bcoin)).toBe(theirs);
    await part(daemon);
    await bcoin.call('generatetoaddress', [2, EXAMPLE_ADDRESS]);
    await daemon.call('generatetoaddress', [4, EXAMPLE_ADDRESS]);
    const ours = await daemon.call('getbestblockhash');
    await beReached(daemon, bcoin);
    expect(await agreed(daemon, bcoin)).toBe(ours);
    await daemon.stop();
  });
});
