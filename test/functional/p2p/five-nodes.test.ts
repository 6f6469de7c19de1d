import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../helpers/config-sources.ts';
import { type Daemon, startDaemon } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { makeNetwork } from '../../helpers/own-network.ts';
import { blockSpreads } from '../../helpers/p2p/block-spread.ts';
import { type Edge, expectAgreed, heightOf, joinNodes, partNodes } from '../../helpers/p2p/daemon-net.ts';

const NETWORK = 'swift';

/** Blocks of a branch while the network is in two. */
const SPLIT_BLOCKS = 40;

/** A payment of a node that has a mature reward. @returns the id of its transaction */
async function pay(from: Daemon, to: Daemon): Promise<string> {
  const address = await to.call('getdefaultaddress');
  const { txid } = await from.call<{ readonly txid: string }>('preparepayment', [address, 0.1]);
  await from.call('sendpayment', [txid]);
  return txid;
}

/** True once the payment's first coin is in a block. */
async function isMined({ call }: Daemon, txid: string): Promise<boolean> {
  const coins = await Promise.all([0, 1].map((index) => call('gettxout', [txid, index, false])));
  return coins.some((coin) => coin !== null);
}

/** Like cpunet, but with a block a second. */
async function makeFastNetwork(): Promise<string> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return makeNetwork(folder.path, NETWORK, ['-targetspacing=1', '-halflife=20', '-coinbasematurity=20']);
}

async function startNode(file: string): Promise<Daemon> {
  return startDaemon({
    network: `-network=${file}`,
    networkName: NETWORK,
    args: ['-mine=0', '-threads=1', '-logtimemicros', '-rpcservertimeout=600'],
  });
}

const mine = (daemons: readonly Daemon[], on: boolean) =>
  Promise.all(daemons.map(({ call }) => call('setgenerate', on ? [true, 1] : [false])));

/** Waits for so many blocks more, for each of them as long as one may take. */
async function moreBlocks(daemon: Daemon, count: number): Promise<void> {
  const height = await heightOf(daemon);
  for (let more = 1; more <= count; more++) {
    await eventually('one more block', async () => (await heightOf(daemon)) >= height + more);
  }
}

/**
 * Stops mining with one block ahead of all: two that were found at once would both stay, each with its first node.
 * A block that was found when its miner was stopped may still come: it is one with the first of two more.
 */
async function settle(daemons: readonly Daemon[]): Promise<void> {
  const [last, ...others] = daemons as [Daemon, ...Daemon[]];
  await mine(others, false);
  const height = Math.max(...(await Promise.all(daemons.map(heightOf))));
  await eventually('all blocks of the others', async () => (await heightOf(last)) >= height);
  await moreBlocks(last, 2);
  await mine([last], false);
}

it('five nodes mine one chain, which comes together again after forty blocks apart', async () => {
  const file = await makeFastNetwork();
  const all = await Promise.all(Array.from({ length: 5 }, () => startNode(file)));
  const [one, two, three, four, five] = all as [Daemon, Daemon, Daemon, Daemon, Daemon];
  const within: Edge[] = [
    [one, two],
    [three, four],
    [four, five],
  ];
  const between: Edge[] = [
    [two, three],
    [five, one],
    [two, four],
  ];
  await joinNodes([...within, ...between]);
  await mine(all, true);
  // Whose blocks come when is a matter of luck: that they come is not.
  while ((await one.call<number>('getbalance')) <= 0.2) await moreBlocks(one, 1);
  await expectAgreed(all, (await heightOf(one)) - 10);
  const spreads = await eventually('a block that was a tip of all', async () => {
    const found = blockSpreads(all.map(({ log }) => log())).toSorted((a, b) => a - b);
    return found.length > 0 && found;
  });
  console.log(
    `five nodes: ${spreads.length} blocks went from the first node to the last, the median in ${spreads[spreads.length >> 1]?.toFixed(1)} ms`,
  );

  await partNodes(between);
  const txid = await pay(one, two);
  await eventually('the payment in a block of one branch', () => isMined(two, txid));
  expect(await isMined(five, txid)).toBe(false);
  await mine([one, two], false);
  const forkedAt = await heightOf(one);
  while ((await heightOf(three)) < forkedAt + SPLIT_BLOCKS) await moreBlocks(three, 1);
  const winner = await expectAgreed([three, four, five], forkedAt + SPLIT_BLOCKS - 10);

  await joinNodes(between);
  await expectAgreed(all, forkedAt + SPLIT_BLOCKS - 10, winner);
  await mine([one, two], true);
  for (const node of all) await eventually('the payment in a block again', () => isMined(node, txid));

  const late = await startNode(file);
  await joinNodes([[late, three]]);
  await settle(all);
  const tip = await eventually('one tip', async () => {
    const tips = await Promise.all([...all, late].map(({ call }) => call<string>('getbestblockhash')));
    return new Set(tips).size === 1 && tips[0];
  });
  expect(await late.call('getbestblockhash')).toBe(tip);
  await Promise.all([...all, late].map((node) => node.stop()));
}, 600_000);
