import type { OpenChainStore } from '../store/chain-store.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { DiskSpace } from './disk-space.ts';

/**
 * The store as the node uses it: what is to be written is refused while the disk is full, and a write that finds no
 * room makes that known. Blocks may be pruned nevertheless, as far as there is room for that: it makes some.
 */
export function guardStore(
  store: OpenChainStore,
  disk: Pick<DiskSpace, 'require' | 'noteFull'>,
): OpenChainStore {
  /** Runs a write and passes on why it could not be, in the operator's words. */
  function watch<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (error instanceof DiskFullError) {
        disk.noteFull(error);
        disk.require();
      }
      throw error;
    }
  }

  function guard<T>(write: () => T): T {
    disk.require();
    return watch(write);
  }

  return {
    ...store,
    requireRoom: () => guard(store.requireRoom),
    commitChain: (batch) => guard(() => store.commitChain(batch)),
    commitMempool: (batch) => guard(() => store.commitMempool(batch)),
    pruneBlocks: (heights) => watch(() => store.pruneBlocks(heights)),
    releaseSpace: () => watch(store.releaseSpace),
  };
}
