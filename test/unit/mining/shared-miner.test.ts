import { describe, expect, it } from 'vitest';
import { shareMiner } from '../../../src/mining/shared-miner.ts';
import { createDummyMiner } from '../../helpers/tutorial.ts';

function openShared() {
  const { miner, switched } = createDummyMiner();
  return { shared: shareMiner(miner), switched };
}

describe('shareMiner', () => {
  it('starts a miner that rests, and stops it when it is given back', async () => {
    const { shared, switched } = openShared();
    const giveBack = await shared.borrow();
    expect(switched).toEqual(['start']);
    await giveBack();
    expect(switched).toEqual(['start', 'stop']);
  });

  it('leaves a miner alone that the operator started', async () => {
    const { shared, switched } = openShared();
    await shared.start(3);
    const giveBack = await shared.borrow();
    await giveBack();
    expect(switched).toEqual(['start 3']);
  });

  it('stops it after the last of several', async () => {
    const { shared, switched } = openShared();
    const [first, second] = await Promise.all([shared.borrow(), shared.borrow()]);
    await first();
    expect(switched).toEqual(['start']);
    await second();
    expect(switched).toEqual(['start', 'stop']);
  });

  it('lets it run where the operator started it meanwhile', async () => {
    const { shared, switched } = openShared();
    const giveBack = await shared.borrow();
    await shared.start(2);
    await giveBack();
    expect(switched).toEqual(['start', 'start 2']);
  });

  it('stops it at once where the operator says so, for the next to start it again', async () => {
    const { shared, switched } = openShared();
    const first = await shared.borrow();
    await shared.stop();
    expect(shared.status().state).toBe('stopped');
    const second = await shared.borrow();
    await first();
    expect(shared.status().state).toBe('mining');
    await second();
    expect(switched).toEqual(['start', 'stop', 'start', 'stop']);
  });
});
