import { describe, expect, it } from 'vitest';
import { TEST_GREETING } from '../../helpers/p2p/test-peer.ts';
import { createTestTransactions } from '../../helpers/p2p/test-transactions.ts';

const MINUTE_MS = 60_000;

describe('createFeeFilter', () => {
  it('tells what a transaction must pay, once', async () => {
    const { connect, wait } = await createTestTransactions();
    const peer = connect();
    for (let minute = 0; minute < 60; minute++) wait(MINUTE_MS);
    expect(peer.sentOf('feefilter')).toEqual([{ command: 'feefilter', feeRate: 100n }]);
  });

  it('tells that nothing pays enough while the node syncs, and at once when that is over', async () => {
    const test = await createTestTransactions();
    test.isSyncing = true;
    const peer = test.connect();
    expect(peer.sentOf('feefilter')).toEqual([{ command: 'feefilter', feeRate: 9_936_506n }]);
    test.isSyncing = false;
    test.wait(1);
    expect(peer.sentOf('feefilter').at(-1)).toEqual({ command: 'feefilter', feeRate: 100n });
  });

  it('tells nothing to who needs not know', async () => {
    const { connect } = await createTestTransactions();
    const peers = [
      connect({ kind: 'block-relay-only' }),
      connect({ permissions: new Set(['forcerelay']) }),
      connect({ greeting: { ...TEST_GREETING, commonVersion: 70_012 } }),
    ];
    expect(peers.flatMap((peer) => peer.sentOf('feefilter'))).toEqual([]);
    const quiet = await createTestTransactions({ p2p: { blocksOnly: true } });
    expect(quiet.connect().sentOf('feefilter')).toEqual([]);
  });
});
