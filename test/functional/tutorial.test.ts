import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { freePort } from '../helpers/free-port.ts';
import { readTutorial, type Step, unmetExpectation } from '../helpers/tutorial-text.ts';

/**
 * Runs docs/tutorial.md as a student would: every bash block, as it stands there and in order, in one shell, against
 * the built program. What the text says that a block prints must be there.
 */

/** It takes half a minute; but two searches of a million hashes may have bad luck, and the machine may be busy. */
const PATIENCE_MS = 240_000;

const TUTORIAL = join(PACKAGE_ROOT, 'docs/tutorial.md');

/** Stands between the outputs of two blocks. */
const MARK = '=== end of a block, status';

interface Ran extends Step {
  readonly output: string;
  readonly status: number;
}

describe('docs/tutorial.md', () => {
  it(
    'does what it says, block by block',
    async () => {
      const steps = readTutorial(readFileSync(TUTORIAL, 'utf8'));
      expect(steps.length).toBeGreaterThan(20);
      const ran = await runSteps(steps);
      for (const [index, { command, expected, output, status }] of ran.entries()) {
        const place = `block ${index + 1}:\n${command}\nprinted:\n${output}`;
        expect(unmetExpectation(expected, output), place).toBeUndefined();
        expect({ status, failed: /^FAILED .*/m.exec(output)?.[0] }, place).toEqual({ status: 0 });
      }
      expect(ran).toHaveLength(steps.length);
    },
    PATIENCE_MS + 10_000,
  );
});

/** Runs the blocks in one shell, in a folder that looks like a built clone of the repository. */
async function runSteps(steps: readonly Step[]): Promise<readonly Ran[]> {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const clone = join(folder.path, 'nonced');
  mkdirSync(clone);
  for (const name of ['package.json', 'node_modules', 'native', 'dist', 'config']) {
    const original = join(PACKAGE_ROOT, name);
    if (!existsSync(original)) throw new Error(`${original} is not there: run "npm run build" first`);
    symlinkSync(original, join(clone, name));
  }
  const environment = {
    PATH: process.env['PATH'],
    HOME: folder.path,
    NONCED_DATADIR: join(folder.path, 'data'),
    NONCED_RPCPORT: String(await freePort()),
    // By default mining takes what others leave, which is nothing where other tests run.
    NONCED_MININGPRIORITY: '5',
  };
  const script = folder.write('steps.sh', scriptOf(steps));
  const output = await runShell(script, clone, environment);
  return output
    .split(MARK)
    .slice(1)
    .flatMap((after, index) => {
      const step = steps[index];
      const before = output.split(MARK)[index]?.replace(/^ \d+\n/, '') ?? '';
      return step ? [{ ...step, output: before, status: Number(/^ (\d+)/.exec(after)?.[1]) }] : [];
    });
}

/** A command that fails without the text expecting it shows itself. */
function scriptOf(steps: readonly Step[]): string {
  const blocks = steps.map(({ command }) => `${command}\nprintf '%s %d\\n' '${MARK}' $?\n`);
  return `exec 2>&1\ntrap 'echo "FAILED $BASH_COMMAND"' ERR\n${blocks.join('')}`;
}

/** @returns everything that was written; the shell and what it started are gone then */
function runShell(script: string, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a daemon that the text left running can be ended with it.
    const shell = spawn('bash', [script], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // What was printed until then tells which block it is that doesn't end.
    const watchdog = setTimeout(() => endGroup(shell.pid), PATIENCE_MS);
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
