import { describe, expect, it } from 'vitest';
import { createRpcOnChain, TEST_ADDRESS } from '../../../../helpers/rpc-on-chain.ts';

const HASH_OF_NOTHING = 'ab'.repeat(32);

describe('waitForNewBlock, waitForBlock, waitForBlockHeight', () => {
  it('answer with the block that was waited for', async () => {
    const rpc = await createRpcOnChain();
    const waiting = [rpc.call('waitForNewBlock'), rpc.call('waitForBlockHeight', 2)];
    await rpc.call('generateToAddress', 1, TEST_ADDRESS);
    const first = await rpc.call('getBestBlockHash');
    expect(await waiting[0]).toEqual({ hash: first, height: 1 });
    await rpc.call('generateToAddress', 1, TEST_ADDRESS);
    const second = await rpc.call('getBestBlockHash');
    expect(await waiting[1]).toEqual({ hash: second, height: 2 });
    expect(await rpc.call('waitForBlock', second)).toEqual({ hash: second, height: 2 });
    expect(await rpc.call('waitForNewBlock', 0, first)).toEqual({ hash: second, height: 2 });
    expect(await rpc.call('waitForBlockHeight', 1)).toEqual({ hash: second, height: 2 });
  });

  it('answer with the tip once the time is up', async () => {
    const rpc = await createRpcOnChain();
    const tip = { hash: await rpc.call('getBestBlockHash'), height: 0 };
    expect(await rpc.call('waitForNewBlock', 1)).toEqual(tip);
    expect(await rpc.call('waitForBlock', HASH_OF_NOTHING, 1)).toEqual(tip);
    expect(await rpc.call('waitForBlockHeight', 1, 1)).toEqual(tip);
  });

  it('answer with the tip once the node stops, before or meanwhile', async () => {
    const rpc = await createRpcOnChain();
    const waiting = rpc.call('waitForBlock', HASH_OF_NOTHING);
    rpc.stop();
    expect(await waiting).toMatchObject({ height: 0 });
    expect(await rpc.call('waitForNewBlock')).toMatchObject({ height: 0 });
  });

  it('refuse a negative time and what is no hash', async () => {
    const rpc = await createRpcOnChain();
    expect(await rpc.refusal('waitForNewBlock', -1)).toBe('-1 Negative timeout');
    expect(await rpc.refusal('waitForBlock', HASH_OF_NOTHING, -1)).toBe('-1 Negative timeout');
    expect(await rpc.refusal('waitForBlockHeight', 1, -1)).toBe('-1 Negative timeout');
    expect(await rpc.refusal('waitForBlock', 'foo')).toBe(
      "-8 blockhash must be of length 64 (not 3, for 'foo')",
    );
  });
});

describe('syncWithValidationInterfaceQueue', () => {
  it('answers once what was asked for before is done', async () => {
    const rpc = await createRpcOnChain();
    const mined = rpc.call('generateToAddress', 1, TEST_ADDRESS);
    expect(await rpc.call('syncWithValidationInterfaceQueue')).toBeNull();
    await mined;
  });
});
