import { expect } from 'vitest';
import { type Daemon, p2pAddressOf } from '../daemon.ts';
import { eventually } from '../eventually.ts';

/** Daemons that are connected as the test says. */

/** Who connects to whom. */
export type Edge = readonly [from: Daemon, to: Daemon];

/** Keeps these connections from now on; fulfilled once they are there. */
export async function joinNodes(edges: readonly Edge[]): Promise<void> {
  await Promise.all(edges.map(([from, to]) => from.call('addnode', [p2pAddressOf(to), 'add'])));
  for (const [from, to] of edges) {
    await eventually(`a connection to ${p2pAddressOf(to)}`, () => isConnected(from, to));
  }
}

/** Ends these connections for good. */
export async function partNodes(edges: readonly Edge[]): Promise<void> {
  await Promise.all(edges.map(([from, to]) => from.call('addnode', [p2pAddressOf(to), 'remove'])));
  for (const [from, to] of edges) {
    await eventually(`no connection to ${p2pAddressOf(to)}`, async () => {
      if (!(await isConnected(from, to))) return true;
      await from.call('disconnectnode', [p2pAddressOf(to)]).catch(() => {});
      return false;
    });
  }
}

async function isConnected(from: Daemon, to: Daemon): Promise<boolean> {
  const peers = await from.call<{ readonly addr: string }[]>('getpeerinfo');
  return peers.some(({ addr }) => addr === p2pAddressOf(to));
}

export const heightOf = (daemon: Daemon): Promise<number> => daemon.call('getblockcount');

/** Waits until every node has this block at this height. */
export async function expectAgreed(
  daemons: readonly Daemon[],
  height: number,
  hash?: string,
): Promise<string> {
  const agreed = await eventually(`one block ${height} on all nodes`, async () => {
    const hashes = await Promise.all(
      daemons.map(({ call }) => call<string>('getblockhash', [height]).catch(() => 'none')),
    );
    const [first = 'none'] = hashes;
    return first !== 'none' && hashes.every((one) => one === first) && first;
  });
  if (hash !== undefined) expect(agreed).toBe(hash);
  return agreed;
}
