import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXAMPLE_ADDRESS } from '../../../src/rpc/methods/examples.ts';
import { type Daemon, startRegtest } from '../../helpers/daemon.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { agreed, peersOf } from '../../helpers/p2p/daemon-peers.ts';
import {
  beReached,
  type ForeignNode,
  inMempool,
  mineOn,
  part,
  reach,
  reorganizeEachOther,
  spendReward,
} from '../../helpers/p2p/foreign-node.ts';
import { createRpcClient } from '../../helpers/rpc-client.ts';

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

/** From here on both have the same rules. bcoin answers every byte that it does not understand, and bans: no BIP324. */
const SEGWIT_HEIGHT = 432;
async function startBcoin(): Promise<ForeignNode> {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { PATH: process.env['PATH'], NONCED_BCOIN: FOLDER },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await firstLine(child.stdout);
  const { p2p, rpc } = JSON.parse(line) as { readonly p2p: string; readonly rpc: string };
  const client = createRpcClient(rpc, 'any:any');
  onTestFinished(client.close);
  return { p2p, call: client.call, encrypts: false };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('bcoin ended before it said where it is');
}

/** A chain of bcoin's up to where both have the same rules, which our node got from it. */
async function startTogether(...args: readonly string[]): Promise<{ daemon: Daemon; bcoin: ForeignNode }> {
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
    await mineOn(daemon, 5, bcoin);
    await mineOn(bcoin, 5, daemon);
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
    const hash = await mineOn(bcoin, 1, daemon);
    const { tx } = await daemon.call<{ readonly tx: readonly string[] }>('getblock', [hash]);
    expect(tx.slice(1).sort()).toEqual([ours, theirs].sort());
    expect(await daemon.call('getrawmempool')).toEqual([]);
    const late = await daemon.call<string>('sendrawtransaction', [await spendReward(daemon, 3)]);
    await inMempool(bcoin, late);
    await mineOn(daemon, 1, bcoin);
    expect(await bcoin.call('getrawmempool')).toEqual([]);
    await daemon.stop();
  });

  it('and this node go over to the longer chain of the other', { timeout: TIMEOUT_MS }, async () => {
    const { daemon, bcoin } = await startTogether();
    await reorganizeEachOther(daemon, bcoin);
    await daemon.stop();
  });
});
