import { describe, expect, it, onTestFinished } from 'vitest';
import { createIndexFollower, type IndexThread, NO_INDEXES } from '../../../src/index/follower.ts';
import type { IndexReader } from '../../../src/index/ports.ts';
import type { SyncState } from '../../../src/index/sync.ts';
import { ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { eventually } from '../../helpers/eventually.ts';

/** A follower of one index, whose thread answers when it is told to. */
function followSlowThread() {
  let answer: (state: SyncState) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const thread: IndexThread = {
    run: ({ kind }) =>
      kind === 'close'
        ? Promise.resolve(undefined)
        : new Promise((resolve, reject) => {
            [answer, fail] = [resolve, reject];
          }),
    close: async () => {},
  };
  const openReader = () => ({ close() {} }) as IndexReader;
  const follower = createIndexFollower({ names: ['coinstatsindex'], thread, openReader, log: SILENT_LOG });
  follower.wake();
  onTestFinished(async () => {
    answer(AT_END);
    await follower.close();
  });
  return {
    ...follower,
    answer: (state: SyncState) => answer(state),
    fail: () => fail(new Error('the file is damaged')),
  };
}

const tips = { coinstatsindex: { height: 7, hash: ZERO_HASH } };
const AT_END: SyncState = { tips, isCurrent: true };
const ON_THE_WAY: SyncState = { tips, isCurrent: false };

describe('createIndexFollower', () => {
  it('needs all blocks before it knows what it has, then those above, and none where it can not go on', async () => {
    const follower = followSlowThread();
    expect(follower.doneHeight()).toBe(-1);
    follower.answer(ON_THE_WAY);
    await eventually('the thread is asked again', async () => follower.doneHeight() === 7);
    follower.answer({ ...ON_THE_WAY, missing: { height: 8, hash: ZERO_HASH } });
    await eventually('its answer counts', async () => follower.doneHeight() === Number.POSITIVE_INFINITY);
    expect(NO_INDEXES.doneHeight()).toBe(Number.POSITIVE_INFINITY);
  });

  it('knows what the last run left, as soon as it is asked', async () => {
    const follower = followSlowThread();
    const status = follower.status();
    const current = follower.current('coinstatsindex');
    follower.answer(AT_END);
    expect(await status).toEqual([{ name: 'coinstatsindex', isSynced: true, height: 7 }]);
    follower.answer(AT_END);
    expect(await current).toBeDefined();
  });

  it('says that an index is not at the end yet, and does not wait until it is', async () => {
    const follower = followSlowThread();
    const status = follower.status();
    const current = follower.current('coinstatsindex');
    follower.answer(ON_THE_WAY);
    expect(await status).toEqual([{ name: 'coinstatsindex', isSynced: false, height: 7 }]);
    expect(await current).toBeUndefined();
  });

  it('has nothing where its thread fails', async () => {
    const follower = followSlowThread();
    const current = follower.current('coinstatsindex');
    follower.fail();
    expect(await current).toBeUndefined();
    expect(await follower.status()).toEqual([{ name: 'coinstatsindex', isSynced: false, height: -1 }]);
  });
});
