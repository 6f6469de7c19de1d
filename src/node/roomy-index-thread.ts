import type { IndexThread } from '../index/follower.ts';

/**
 * The index thread, which does not go on with a long work into what is to stay free on the disk. At the end of the chain
 * it is asked as ever: it then writes little, and answers are not to wait for room.
 * @param requireRoom - throws DiskFullError where nothing may be written now
 */
export function roomyIndexThread(thread: IndexThread, requireRoom: () => void): IndexThread {
  let isBehind = false;
  return {
    async run(task) {
      if (task.kind === 'sync' && isBehind) requireRoom();
      const state = await thread.run(task);
      isBehind = state !== undefined && !state.isCurrent;
      return state;
    },
    close: thread.close,
  };
}
