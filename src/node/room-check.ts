import { hasRoom, requireFreeBytes } from '../store/disk-room.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import type { DiskSpaceDependencies } from './disk-space.ts';
import { StartError } from './start-error.ts';

/** What a node asks of the disk of its data, and what it does about one that is full when it starts or ends. */

export const ROOM_ADVICE = 'Make room on that disk, then start again.';

export interface RoomCheck extends Pick<DiskSpaceDependencies, 'requireRoom' | 'hasRoomAgain'> {
  /** @throws StartError where there is less room than has to stay free */
  requireToStart(): void;
}

/** @param reserveBytes - what has to stay free on the folder's disk */
export function createRoomCheck(folder: string, reserveBytes: number): RoomCheck {
  return {
    // Where nothing is reserved a disk without a single byte left is full all the same.
    requireRoom: () => requireFreeBytes(folder, Math.max(1, reserveBytes)),
    hasRoomAgain: () => hasRoom(folder, reserveBytes),
    requireToStart() {
      try {
        requireFreeBytes(folder, Math.max(1, reserveBytes));
      } catch (error) {
        if (!(error instanceof DiskFullError)) throw error;
        throw new StartError(`${error.message}. ${ROOM_ADVICE}`);
      }
    },
  };
}

/**
 * Closes a part of the node. What it would still have to write and there is no room for was never acknowledged: the
 * node ends well without it.
 */
export async function unlessFull(close: () => void | Promise<void>, log: Pick<Log, 'warn'>): Promise<void> {
  try {
    await close();
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    log.warn(`Ending without what waited for room on the disk: ${error.message}`);
  }
}
