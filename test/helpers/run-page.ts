import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { temporaryFolder } from './config-sources.ts';
import { readTutorial, type Step, unmetExpectation } from './tutorial-text.ts';

/**
 * Runs a page of docs as a reader would: every bash block, as it stands there and in order, in one shell, against the
 * built program. What the text says that a block prints must be there.
 */

/** Stands between the outputs of two blocks. */
const MARK = '=== end of a block, status';

interface Ran extends Step {
  readonly output: string;
  readonly status: number;
}

export interface PageRun {
  /** The page, from the package's folder. */
  readonly page: string;
  /** Fewer blocks than this say that the page was not understood. */
  readonly minBlocks: number;
  /** Variables that the page reads. @param home - a folder that is deleted later */
  readonly environment: (home: string) => NodeJS.ProcessEnv;
  /** Milliseconds for all of it. */
  readonly patienceMs: number;
}

/** Runs the page, and expects that everything is as it says. */
export async function expectPageIsTrue(run: PageRun): Promise<void> {
  const steps = readTutorial(readFileSync(join(PACKAGE_ROOT, run.page), 'utf8'));
  expect(steps.length).toBeGreaterThan(run.minBlocks);
  const { ran, rest } = await runSteps(steps, run);
  for (const [index, { command, expected, output, status }] of ran.entries()) {
    const place = `block ${index + 1}:\n${command}\nprinted:\n${output}`;
    expect(unmetExpectation(expected, output), place).toBeUndefined();
    expect({ status, failed: /^FAILED .*/m.exec(output)?.[0] }, place).toEqual({ status: 0 });
  }
  expect(ran.length, `the block after them did not end: it had printed\n${rest}`).toBe(steps.length);
}

/** Runs the blocks in one shell, in a folder that looks like a built clone of the repository. */
async function runSteps(
  steps: readonly Step[],
  run: PageRun,
): Promise<{ readonly ran: readonly Ran[]; readonly rest: string }> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const clone = join(folder.path, 'nonced');
  mkdirSync(clone);
  for (const name of ['package.json', 'node_modules', 'native', 'dist', 'config']) {
    const original = join(PACKAGE_ROOT, name);
    if (!existsSync(original)) throw new Error(`${original} is not there: run "npm run build" first`);
    symlinkSync(original, join(clone, name));
  }
  const home = folder.path;
  const environment = { PATH: process.env['PATH'], HOME: home, ...run.environment(home) };
  const script = folder.write('steps.sh', scriptOf(steps));
  const output = await runShell({ script, folder: clone, environment, patienceMs: run.patienceMs });
  const parts = output.split(MARK);
  const ran = parts.slice(1).flatMap((after, index) => {
    const step = steps[index];
    const before = parts[index]?.replace(/^ \d+\n/, '') ?? '';
    return step ? [{ ...step, output: before, status: Number(/^ (\d+)/.exec(after)?.[1]) }] : [];
  });
  return { ran, rest: parts.at(-1) ?? '' };
}

/** A command that fails without the text expecting it shows itself. */
function scriptOf(steps: readonly Step[]): string {
  const blocks = steps.map(({ command }) => `${command}\nprintf '%s %d\\n' '${MARK}' $?\n`);
  return `exec 2>&1\ntrap 'echo "FAILED $BASH_COMMAND"' ERR\n${blocks.join('')}`;
}

interface Shell {
  readonly script: string;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly patienceMs: number;
}

/** @returns everything that was written; the shell and what it started are gone then */
function runShell({ script, folder, environment, patienceMs }: Shell): Promise<string> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a daemon that the text left running can be ended with it.
    const shell = spawn('bash', [script], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // What was printed until then tells which block it is that doesn't end.
    const watchdog = setTimeout(() => endGroup(shell.pid), patienceMs);
    onTestFinished(() => endGroup(shell.pid));
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    shell.once('error', reject);
    shell.once('close', () => {
      clearTimeout(watchdog);
      resolve(output);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nothing of it is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
