import { expect, it } from 'vitest';
import { RPC_METHODS } from '../../src/rpc/methods/all.ts';
import { EXAMPLE_ADDRESS } from '../../src/rpc/methods/examples.ts';
import { expectDocumentedResult } from '../helpers/check-result.ts';
import { type Daemon, p2pAddressOf, startRegtest } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { peersOf } from '../helpers/p2p/daemon-peers.ts';

/** Every method's own example, as `help` shows it, on a chain with the history that the examples speak of. */

/** The example, but for those that name what nobody can take away, and what only this node has. */
async function exampleOf(
  method: (typeof RPC_METHODS)[number],
  daemon: Daemon,
  other: Daemon,
): Promise<readonly unknown[]> {
  const { call } = daemon;
  switch (method.lowerName) {
    case 'disconnectnode':
      await greet(daemon, other);
      return [p2pAddressOf(other)];
    case 'getblockfrompeer':
      return [await submitHeaderAlone(daemon), await greet(daemon, other)];
    case 'sendmsgtopeer':
      return [await greet(daemon, other), ...method.example.slice(1)];
    case 'invalidateblock':
      return [await call('getBestBlockHash')];
    case 'importmempool':
      return [(await call<{ filename: string }>('saveMempool')).filename];
    case 'sendpayment':
      return [(await call<{ txid: string }>('preparePayment', [EXAMPLE_ADDRESS, 0.1])).txid];
    default:
      return method.example;
  }
}

/** Connects to the other. @returns its id as a peer, once it has said who it is */
async function greet(daemon: Daemon, other: Daemon): Promise<number> {
  await daemon.call('addNode', [p2pAddressOf(other), 'onetry']);
  const { id } = await eventually('the other as a peer', async () =>
    (await peersOf(daemon)).find(({ version }) => version > 0),
  );
  return id;
}

/** Lets the node know of a block that nobody has. @returns its hash */
async function submitHeaderAlone({ call }: Daemon): Promise<string> {
  const { hash, hex } = await call<{ readonly hash: string; readonly hex: string }>('generateBlock', [
    EXAMPLE_ADDRESS,
    [],
    false,
  ]);
  await call('submitHeader', [hex.slice(0, 2 * HEADER_SIZE)]);
  return hash;
}

const HEADER_SIZE = 80;
const INDEXES = ['-txindex', '-addressindex', '-txospenderindex', '-blockfilterindex', '-coinstatsindex'];

it('every RPC method answers its own example as documented', { timeout: 4 * PATIENCE_MS }, async () => {
  const daemon = await startRegtest({ args: INDEXES });
  // What an index needs is not pruned.
  const pruned = await startRegtest({ args: ['-prune=1', '-fastprune'] });
  await pruned.call('generateToAddress', [110, EXAMPLE_ADDRESS]);
  await daemon.call('generateToAddress', [102, EXAMPLE_ADDRESS]);
  // And something to pay with.
  await daemon.call('generateToAddress', [105, await daemon.call('getDefaultAddress')]);
  // Nothing answers after stop: it ends the test.
  const methods = RPC_METHODS.filter(({ lowerName, isGone }) => lowerName !== 'stop' && !isGone);
  // The transaction that others ask about is in the mempool once its own example was run.
  const isLate = ({ lowerName }: (typeof RPC_METHODS)[number]) => lowerName !== 'submittransaction';
  for (const method of [...methods].sort((a, b) => Number(isLate(a)) - Number(isLate(b)))) {
    const answerer = method.lowerName === 'pruneblockchain' ? pruned : daemon;
    const answer = await answerer.call(method.name, await exampleOf(method, daemon, pruned));
    expectDocumentedResult(method, answer);
    expect(await daemon.call('help', [method.name])).toMatch(new RegExp(`^${method.lowerName}\\b`));
  }
  await daemon.stop();
  await pruned.stop();
});
