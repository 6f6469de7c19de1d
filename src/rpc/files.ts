import { OperatorError } from '../util/operator-error.ts';

/** Files that methods read and write where a client says; `node` has them on the disk. */
export interface NamedFiles {
  /** The absolute path; a relative one is below the network's folder. */
  absolute(path: string): string;
  /** What is there. */
  find(path: string): Promise<'nothing' | 'pipe' | 'other'>;
  /**
   * Begins a file that is to be there as a whole or not at all: it is written under another name, in place of what
   * bears that one, and renamed in the end. A pipe is written to as it is, once somebody reads it.
   * @param draftPath - on the disk of the path; the same for a pipe
   * @throws FileError where it can't be opened, or is just being written
   */
  begin(path: string, draftPath: string): Promise<FileDraft>;
  /** The bytes of a file, some at a time, each array the reader's own. @throws FileError, while it is read */
  read(path: string): AsyncIterable<Uint8Array>;
}

/** A file that is being written. Whoever begins one ends it, in one of two ways. */
export interface FileDraft {
  /** @throws FileError, for want of room too */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes what was written durable, and gives it its name. @throws FileError */
  finish(): Promise<void>;
  /** Removes it. */
  discard(): Promise<void>;
}

/** The system, or a lack of room, keeps a file from being read or written. The message names the file. */
export class FileError extends OperatorError {
  override readonly name = 'FileError';
}
