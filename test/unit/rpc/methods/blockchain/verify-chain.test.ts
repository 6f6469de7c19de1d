import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';

describe('verifyChain', () => {
  it('is true of a good chain, at every level and with all defaults', async () => {
    const { call } = await openRpcNode();
    expect(await call('verifyChain', 4, 0)).toBe(true);
    await call('generateToAddress', 20, OPEN_ADDRESS);
    expect(await call('verifyChain')).toBe(true);
    for (const level of [-1, 0, 1, 2, 3, 4, 5]) expect(await call('verifyChain', level, 0)).toBe(true);
  });

  it('is false of a damaged one, where the damage is in reach', async () => {
    const { call, path } = await openRpcNode();
    await call('generateToAddress', 20, OPEN_ADDRESS);
    const db = new Database(path);
    // The undo data of block 14: the seventh from the tip.
    db.exec('DELETE FROM undos WHERE id = 14');
    db.close();
    expect(await call('verifyChain')).toBe(true);
    expect(await call('verifyChain', 3, 7)).toBe(false);
    expect(await call('verifyChain', 1, 7)).toBe(true);
    expect(await call('verifyChain', null, 0)).toBe(false);
  });

  it('is false where the node stops meanwhile', async () => {
    const { call } = await openRpcNode({ isStopping: () => true });
    await call('setMockTime', 1_700_000_000);
    expect(await call('verifyChain')).toBe(true);
    await call('generateBlock', OPEN_ADDRESS, []);
    expect(await call('verifyChain')).toBe(false);
  });
});
