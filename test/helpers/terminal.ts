import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { quoteForShell } from '../../src/cli/shell.ts';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';

/** util-linux's script gives a program a terminal; tests that need one are skipped where it is not there. */
export const SCRIPT = '/usr/bin/script';

export const CONTROL_C = '\x03';

const EXECUTABLE = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');

/** The program on a terminal of 100 columns, as a person sees it. */
export interface Terminal {
  /** Everything that was written to it so far. */
  screen(): string;
  type(text: string): void;
  waitFor(pattern: RegExp): Promise<void>;
  /** Fulfilled with the exit status. */
  readonly status: Promise<number | null>;
}

/** Starts the program, which is gone when the test has ended. @param folder - its home and working directory */
export function openTerminal(args: readonly string[], folder: string): Terminal {
  const program = [process.execPath, EXECUTABLE, ...args].map(quoteForShell).join(' ');
  const command = `stty rows 24 cols 100; exec ${program}`;
  const running = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  let screen = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  const status = new Promise<number | null>((resolve) => running.once('close', resolve));
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await status;
  });
  return {
    screen: () => screen,
    type: (text) => running.stdin.write(text),
    waitFor: (pattern) => expect.poll(() => screen).toMatch(pattern),
    status,
  };
}
