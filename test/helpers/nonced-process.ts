import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program as a process of its own: what a person or a script starts. */

const PACKAGE = join(import.meta.dirname, '../..');

/** How long anything that must happen is waited for: far longer than it takes on a machine that is busy. */
export const PATIENCE_MS = 60_000;

export interface ProcessEnd {
  /** The exit status, or null where a signal ended the process. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface NoncedProcess {
  readonly pid: number;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Fulfilled once it has ended and all that it wrote was read. */
  readonly ended: Promise<ProcessEnd>;
  /** Reads no more of what it writes on stdout, as a pipe into `head` does. */
  closeStdout(): void;
  /** Sends a signal, unless it has ended. */
  kill(signal: NodeJS.Signals): void;
  /**
   * Waits for a line on stdout.
   * @returns the match
   * @throws Error with everything that the process said where it ends, or a long time passes, without it
   */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface ProcessOptions {
  /** `~` for the process, and so where its datadir is unless an argument says otherwise. */
  readonly home?: string;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the package is; this one unless given. */
  readonly packageFolder?: string;
  /** A program and its arguments that become the process, e.g. `['nice', '-n', '5']`. */
  readonly through?: readonly string[];
}

const alive = new Set<NoncedProcess>();
// The last net: a test run that is broken off leaves no daemon behind.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts the program. Nothing of this process's environment reaches it but the search path. */
export function spawnNonced(args: readonly string[], options: ProcessOptions = {}): NoncedProcess {
  const { home = tmpdir(), workingDirectory = home, environment = {}, packageFolder = PACKAGE } = options;
  const { through = [] } = options;
  const executable = join(packageFolder, 'dist/src/cli/nonced.js');
  if (!existsSync(executable)) throw new Error(`${executable} is not there: run "npm run build" first`);
  const [program = process.execPath, ...words] = [...through, process.execPath, executable, ...args];
  const child = spawn(program, words, {
    cwd: workingDirectory,
    env: { PATH: process.env['PATH'], HOME: home, ...environment },
  });
  child.stdin.end();
  const started = watch(child, args);
  alive.add(started);
  started.ended.then(() => alive.delete(started));
  return started;
}

/** Runs the program to its end. @param args - e.g. `['call', 'getBlockCount']` */
export async function runNonced(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessEnd & { readonly stdout: string; readonly stderr: string }> {
  const running = spawnNonced(args, options);
  const watchdog = setTimeout(() => running.kill('SIGKILL'), PATIENCE_MS);
  const end = await running.ended;
  clearTimeout(watchdog);
  return { ...end, stdout: running.stdout(), stderr: running.stderr() };
}

function watch(child: ChildProcessWithoutNullStreams, args: readonly string[]): NoncedProcess {
  const said = { stdout: '', stderr: '' };
  let hasEnded = false;
  // Who waits for output looks again at each piece of it, and at the end.
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      look();
    });
  }
  const ended = new Promise<ProcessEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      hasEnded = true;
      look();
      resolve({ status, signal });
    });
  });
  const story = () => `nonced ${args.join(' ')}\nstdout:\n${said.stdout}stderr:\n${said.stderr}`;
  return {
    pid: child.pid ?? -1,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    ended,
    closeStdout: () => child.stdout.destroy(),
    kill(signal) {
      if (!hasEnded) child.kill(signal);
    },
    waitFor(pattern) {
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          watchers.delete(check);
          act();
        };
        const check = () => {
          const match = pattern.exec(said.stdout);
          if (match) settle(() => resolve(match));
          else if (hasEnded) settle(() => reject(new Error(`ended without ${pattern}: ${story()}`)));
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`${PATIENCE_MS} ms without ${pattern}: ${story()}`))),
          PATIENCE_MS,
        );
        watchers.add(check);
        check();
      });
    },
  };
}
