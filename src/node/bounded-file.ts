import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { isNoRoom } from '../store/disk-room.ts';
import { StartError } from './start-error.ts';

const OWNER_ONLY = 0o600;

/** A file of lines with a bound on its size. */
export interface BoundedFile {
  /** Appends a line, which ends in a newline, before it returns. Never throws: a line that can't be written is counted. */
  writeLine(line: string): void;
  /** Calls `listener` where a line is lost for want of room. */
  onNoRoom(listener: () => void): void;
  /** Closes the file; lines written afterwards go nowhere. */
  close(): void;
}

/**
 * Opens the file behind the lines that are there; a full one becomes `PATH.1` and a new one begins, so that
 * there are never more than two.
 * @param limit - bytes in a file, where it is a file: a device or a pipe has no bound
 * @param lostLine - the line that says how many lines before it could not be written
 * @throws StartError where the file can't be opened
 */
export function openBoundedFile(
  path: string,
  limit: number,
  lostLine: (lost: number) => string,
): BoundedFile {
  let file: number | undefined = openForAppending(path);
  const isRegular = fstatSync(file).isFile();
  let size = fstatSync(file).size;
  let lost = 0;
  let tellNoRoom = () => {};
  /** True where a full disk took the beginning of a line only. */
  let lineIsBroken = false;

  const append = (descriptor: number, line: string) => {
    const bytes = Buffer.from(line);
    for (let done = 0; done < bytes.length; ) {
      const written = writeSync(descriptor, bytes, done);
      done += written;
      size += written;
      lineIsBroken = done < bytes.length;
    }
  };
  const rotateIfFull = (descriptor: number, bytes: number) => {
    if (!isRegular || size === 0 || size + bytes <= limit) return descriptor;
    const fresh = startNewFile(path, descriptor);
    size = fstatSync(fresh).size;
    lineIsBroken = false;
    return fresh;
  };
  file = rotateIfFull(file, 1);
  return {
    writeLine(line) {
      if (file === undefined) return;
      try {
        file = rotateIfFull(file, Buffer.byteLength(line));
        if (lineIsBroken) append(file, '\n');
        if (lost > 0) append(file, lostLine(lost));
        lost = 0;
        append(file, line);
      } catch (error) {
        lost++;
        // The first one tells; what the listener logs is lost, too.
        if (lost === 1 && isNoRoom(error)) tellNoRoom();
      }
    },
    onNoRoom(listener) {
      tellNoRoom = listener;
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function openForAppending(path: string): number {
  try {
    return openSync(path, 'a', OWNER_ONLY);
  } catch (error) {
    throw new StartError(
      `Could not open debug log file ${path} (${(error as Error).message}); see -debuglogfile`,
    );
  }
}

/** Makes the full file `PATH.1` and begins a new one; where that can't be, the full one is emptied. */
function startNewFile(path: string, full: number): number {
  try {
    renameSync(path, `${path}.1`);
  } catch {
    ftruncateSync(full, 0);
    return full;
  }
  try {
    const fresh = openSync(path, 'a', OWNER_ONLY);
    closeSync(full);
    return fresh;
  } catch {
    renameSync(`${path}.1`, path);
    ftruncateSync(full, 0);
    return full;
  }
}
