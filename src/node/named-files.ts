import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type FileDraft, FileError, type NamedFiles } from '../rpc/files.ts';
import { requireFreeBytes } from '../store/disk-room.ts';

export interface NamedFilesOptions {
  /** Relative paths are below it. */
  readonly folder: string;
  /** Bytes that stay free on the disk of what is written. */
  readonly reserveBytes: number;
}

/** What a client has written is for the operator alone. */
const OWNER_ONLY = 0o600;

/** Bytes read at once. */
const CHUNK_BYTES = 1 << 20;

/** The files of this machine. */
export function createNamedFiles({ folder, reserveBytes }: NamedFilesOptions): NamedFiles {
  /** Paths that are being written. */
  const busy = new Set<string>();

  return {
    absolute: (path) => resolve(folder, path),
    async find(path) {
      // What can't be looked at can't be opened either, and that says why.
      const found = await stat(path).catch(() => undefined);
      if (!found) return 'nothing';
      return found.isFIFO() ? 'pipe' : 'other';
    },
    begin(path, draftPath) {
      return explaining(draftPath, async () => {
        if (busy.has(draftPath)) throw new Error('it is just being written');
        busy.add(draftPath);
        try {
          const file = await open(draftPath, 'w', OWNER_ONLY);
          const end = () => void busy.delete(draftPath);
          return path === draftPath
            ? pipeDraft({ file, path, end })
            : fileDraft({ file, path, draftPath, reserveBytes, end });
        } catch (error) {
          busy.delete(draftPath);
          throw error;
        }
      });
    },
    async *read(path) {
      try {
        yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw fileError(path, error);
      }
    },
  };
}

interface OpenDraft {
  readonly file: FileHandle;
  /** What it is to be called. */
  readonly path: string;
  /** To be called when it is closed. */
  readonly end: () => void;
}

function pipeDraft({ file, path, end }: OpenDraft): FileDraft {
  const close = () => file.close().finally(end);
  return {
    write: (bytes) => explaining(path, () => writeAll(file, bytes)),
    finish: () => explaining(path, close),
    discard: () => explaining(path, close),
  };
}

function fileDraft({
  file,
  path,
  draftPath,
  reserveBytes,
  end,
}: OpenDraft & { readonly draftPath: string; readonly reserveBytes: number }): FileDraft {
  return {
    write: (bytes) =>
      explaining(draftPath, () => {
        requireFreeBytes(dirname(draftPath), reserveBytes);
        return writeAll(file, bytes);
      }),
    finish: () =>
      explaining(draftPath, async () => {
        await file.sync();
        await file.close();
        await rename(draftPath, path);
        end();
      }),
    discard: () =>
      explaining(draftPath, async () => {
        // It may be closed already, and have its name.
        await file.close().catch(() => {});
        await rm(draftPath, { force: true }).finally(end);
      }),
  };
}

/** A pipe takes a part at a time. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
}

/** Does something to a file. @throws FileError in place of whatever else is thrown */
async function explaining<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileError(path, error);
  }
}

function fileError(path: string, error: unknown): FileError {
  return new FileError(`${path}: ${(error as Error).message}`, { cause: error });
}
