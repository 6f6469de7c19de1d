import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { StartError } from './start-error.ts';

/**
 * The cookie: a user and a password made anew at each start, in a file that the owner alone can read, unless told otherwise.
 * Whoever can read it may call the node.
 * @source Bitcoin Core src/rpc/request.cpp GenerateAuthCookie
 */

const COOKIE_USER = '__cookie__';

/** Who may read the file, from the fewest to the most. @source Bitcoin Core src/util/fs_helpers.cpp InterpretPermString */
export const COOKIE_READERS = ['owner', 'group', 'all'] as const;
export type CookieReaders = (typeof COOKIE_READERS)[number];

const MODES: Readonly<Record<CookieReaders, number>> = { owner: 0o600, group: 0o640, all: 0o644 };

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Cookie extends Credentials {
  /** Removes the file, unless a later process has put its own there. */
  remove(): void;
}

/**
 * Makes a password and writes `__cookie__:<64 hex digits>` to `path`, replacing what was there in one step.
 * @throws StartError where the file can't be written
 */
export function writeCookie(path: string, readers: CookieReaders = 'owner'): Cookie {
  const password = randomBytes(32).toString('hex');
  const content = `${COOKIE_USER}:${password}`;
  try {
    replaceFile(path, content, MODES[readers]);
  } catch (error) {
    throw new StartError(
      `the cookie file ${path} can't be written (${(error as Error).message}); see -rpccookiefile`,
    );
  }
  return {
    user: COOKIE_USER,
    password,
    remove: () => {
      if (readIfThere(path) === content) rmSync(path, { force: true });
    },
  };
}

/** The credentials in a cookie file, or undefined where there is none that could be read. */
export function readCookie(path: string): Credentials | undefined {
  const content = readIfThere(path) ?? '';
  const colon = content.indexOf(':');
  return colon < 0 ? undefined : { user: content.slice(0, colon), password: content.slice(colon + 1).trim() };
}

/** Readers see the old file or the whole new one; nobody but those whom the mode names can ever open it. */
function replaceFile(path: string, content: string, mode: number): void {
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  // Made anew ("x"), so that neither an existing file's permissions nor a link planted there count.
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, content);
    // The mode that a file is made with is cut by the umask of the process.
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there, or not ours to read: either way there is no cookie for us.
    return undefined;
  }
}
