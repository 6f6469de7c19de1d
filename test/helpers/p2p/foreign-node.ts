import { expect } from 'vitest';
import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY } from '../../../src/rpc/methods/examples.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type Daemon, p2pAddressOf } from '../daemon.ts';
import { eventually } from '../eventually.ts';
import type { RpcClient } from '../rpc-client.ts';
import { agreed, hasPeers, type PeerInfo, peersOf } from './daemon-peers.ts';

/** Nodes of others' making as peers of a daemon of ours. */

export interface ForeignNode {
  readonly call: RpcClient['call'];
  /** Where peers reach it. */
  readonly p2p: string;
  /** Whether it speaks BIP324. */
  readonly encrypts: boolean;
}

/** What RPC needs of a node, ours or another. */
type Caller = Pick<ForeignNode, 'call'>;

/** Whom the others' blocks pay, so that they are not the blocks that ours makes in the same second. */
const OTHER_ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

const REWARD = 50;
const FEE = 0.0001;

/** Mines on one and waits until the others have it. @returns the tip's hash */
export async function mineOn(miner: Caller, count: number, ...others: readonly Caller[]): Promise<string> {
  await miner.call('generatetoaddress', [count, EXAMPLE_ADDRESS]);
  return agreed(miner, ...others);
}

export interface Spending {
  /** A transaction that has this output 0 …  */
  readonly txid: string;
  /** … of so much, BTC, for EXAMPLE_ADDRESS. */
  readonly amount: number;
  /** Where it is known to no node yet: its scriptPubKey. */
  readonly scriptPubKey?: string;
  /** BTC. */
  readonly fee?: number;
  readonly version?: number;
}

/** A signed transaction that spends an output of EXAMPLE_ADDRESS to itself. @returns it as hex */
export async function spendOutput({ call }: Daemon, spending: Spending): Promise<string> {
  const { txid, amount, scriptPubKey, fee = FEE, version = 2 } = spending;
  const output = { [EXAMPLE_ADDRESS]: (amount - fee).toFixed(8) };
  const unsigned = await call('createrawtransaction', [[{ txid, vout: 0 }], [output], 0, true, version]);
  const prevouts = scriptPubKey === undefined ? [] : [{ txid, vout: 0, scriptPubKey, amount }];
  const signed = await call<{ readonly hex: string; readonly complete: boolean }>(
    'signrawtransactionwithkey',
    [unsigned, [EXAMPLE_PRIVATE_KEY], prevouts],
  );
  expect(signed.complete).toBe(true);
  return signed.hex;
}

/** A transaction that spends the reward of the block of that height. @returns it as hex */
export async function spendReward(
  daemon: Daemon,
  height: number,
  as: Omit<Spending, 'txid' | 'amount'> = {},
): Promise<string> {
  const hash = await daemon.call<string>('getblockhash', [height]);
  const { tx } = await daemon.call<{ readonly tx: readonly string[] }>('getblock', [hash]);
  return spendOutput(daemon, { ...as, txid: expectDefined(tx[0], 'a coinbase'), amount: REWARD });
}

export const inMempool = ({ call }: Caller, txid: string) =>
  eventually(`transaction ${txid}`, async () => (await call<string[]>('getrawmempool')).includes(txid));

/** The only peer, once it has said what it is. */
export const greeted = (daemon: Caller): Promise<PeerInfo> =>
  eventually('a peer', async () => (await peersOf(daemon)).find(({ version }) => version > 0));

/** Lets our node connect to another. @returns what ours knows of it */
export async function reach(daemon: Daemon, { p2p, encrypts }: ForeignNode): Promise<PeerInfo> {
  await daemon.call('addnode', encrypts ? [p2p, 'onetry'] : [p2p, 'onetry', false]);
  return greeted(daemon);
}

/** Lets another node connect to ours. @returns what ours knows of it */
export async function beReached(daemon: Daemon, { call }: Caller): Promise<PeerInfo> {
  await call('addnode', [p2pAddressOf(daemon), 'onetry']);
  return greeted(daemon);
}

/** Ends our node's connections. */
export async function part(daemon: Daemon): Promise<void> {
  for (const { id } of await peersOf(daemon)) await daemon.call('disconnectnode', ['', id]);
  await hasPeers(daemon, 0);
}

/** What happens when each of both has a longer branch than the other in turn: both go over to it, whoever connects. */
export async function reorganizeEachOther(daemon: Daemon, foreign: ForeignNode): Promise<void> {
  await part(daemon);
  await daemon.call('generatetoaddress', [2, EXAMPLE_ADDRESS]);
  await foreign.call('generatetoaddress', [3, OTHER_ADDRESS]);
  const theirs = await foreign.call('getbestblockhash');
  await reach(daemon, foreign);
  expect(await agreed(daemon, foreign)).toBe(theirs);
  await part(daemon);
  await foreign.call('generatetoaddress', [2, OTHER_ADDRESS]);
  await daemon.call('generatetoaddress', [4, EXAMPLE_ADDRESS]);
  const ours = await daemon.call('getbestblockhash');
  await beReached(daemon, foreign);
  expect(await agreed(daemon, foreign)).toBe(ours);
}
