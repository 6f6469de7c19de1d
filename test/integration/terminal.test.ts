import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quoteForShell } from '../../src/cli/shell.ts';
import { readNetworkFile } from '../../src/node/network-file-reader.ts';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/config-sources.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';

/** What a person at a terminal sees; util-linux's script gives the program one. */

const SCRIPT = '/usr/bin/script';
const EXECUTABLE = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');
const CONTROL_C = '\x03';

let folder: TemporaryFolder;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

interface Terminal {
  screen(): string;
  type(text: string): void;
  waitFor(pattern: RegExp): Promise<void>;
  readonly status: Promise<number | null>;
}

function openTerminal(args: readonly string[]): Terminal {
  const program = [process.execPath, EXECUTABLE, ...args].map(quoteForShell).join(' ');
  const command = `stty rows 24 cols 100; exec ${program}`;
  const running = spawn(SCRIPT, ['-qefc', command, '/dev/null'], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, TERM: 'xterm', SHELL: '/bin/sh' },
  });
  child = running;
  let screen = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  const status = new Promise<number | null>((resolve) => running.once('close', resolve));
  return {
    screen: () => screen,
    type: (text) => running.stdin.write(text),
    waitFor: (pattern) => expect.poll(() => screen, { timeout: PATIENCE_MS }).toMatch(pattern),
    status,
  };
}

describe.skipIf(!existsSync(SCRIPT))('nonced on a terminal', { timeout: 2 * PATIENCE_MS }, () => {
  it('shows the live status and stops at Ctrl-C', async () => {
    const terminal = openTerminal(['-regtest', '-rpcport=0']);
    await terminal.waitFor(/regtest · height 0 · not mining · 0 peers/);
    expect(terminal.screen()).toContain(
      `nonced 0.1.0 on regtest, data in ${join(folder.path, '.nonced/regtest')}`,
    );
    expect(terminal.screen()).toMatch(/JSON-RPC on http:\/\/127\.0\.0\.1:\d+/);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen()).toContain('Stopping.');
    expect(terminal.screen()).not.toContain('[warning]');
  });

  it('shows the words of a new key once, and nowhere else', async () => {
    const terminal = openTerminal(['-regtest', '-rpcport=0', '-mine', '-blockinterval=1']);
    await terminal.waitFor(/These words restore it/);
    await terminal.waitFor(/height [1-9]/);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen().split('These words restore it')).toHaveLength(2);
  });

  it('shows log lines in place of the status with -printtoconsole', async () => {
    const terminal = openTerminal(['-regtest', '-rpcport=0', '-printtoconsole']);
    await terminal.waitFor(/Ready: regtest/);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen()).not.toContain('·');
  });

  it('asks what a new network should be like', async () => {
    const terminal = openTerminal(['newnetwork', 'ours']);
    const answers: Readonly<Record<string, string>> = {
      targetspacing: '60',
      bits: '207fffff',
      initialsubsidy: '0.5',
    };
    for (let question = 1; question <= 16; question++) {
      await expect
        .poll(() => terminal.screen().split(']: ').length - 1, { timeout: PATIENCE_MS })
        .toBe(question);
      const field = /(\w+) \[[^\]]*\]: [^\n]*$/.exec(terminal.screen())?.[1] ?? '';
      terminal.type(`${answers[field] ?? ''}\r`);
    }
    expect(await terminal.status).toBe(0);
    expect(readNetworkFile(join(folder.path, 'ours.json'))).toMatchObject({
      name: 'ours',
      consensus: { initialSubsidy: 50_000_000, retarget: { targetSpacing: 60, halfLife: 1200 } },
    });
  });

  it('writes nothing where the person goes', async () => {
    const terminal = openTerminal(['newnetwork', 'ours']);
    await terminal.waitFor(/targetspacing \[15\]: /);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(1);
    expect(terminal.screen()).toContain('Error: given up: nothing was written');
    expect(existsSync(join(folder.path, 'ours.json'))).toBe(false);
  });
});
