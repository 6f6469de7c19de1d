import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNetworkFile } from '../../src/node/network-file-reader.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/config-sources.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { CONTROL_C, openTerminal, SCRIPT } from '../helpers/terminal.ts';

/** What a person at a terminal sees. */

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** The program on a terminal, at home in the test's folder. */
const open = (args: readonly string[]) => openTerminal(args, folder.path);

describe.skipIf(!existsSync(SCRIPT))('nonced on a terminal', { timeout: 2 * PATIENCE_MS }, () => {
  it('shows the live status and stops at Ctrl-C', async () => {
    const terminal = open(['-regtest', '-rpcport=0', '-port=0']);
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
    const terminal = open(['-regtest', '-rpcport=0', '-port=0', '-mine', '-blockinterval=1']);
    await terminal.waitFor(/These words restore it/);
    await terminal.waitFor(/height [1-9]/);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen().split('These words restore it')).toHaveLength(2);
  });

  it('says why a start failed, where the error refers to the log', async () => {
    const terminal = open(['-regtest', '-rpcport=0', '-rpcauth=alice']);
    expect(await terminal.status).toBe(1);
    expect(terminal.screen()).toMatch(
      /^-rpcauth must be USER:SALT\$HASH.*\r\nError: Unable to start HTTP server\. See debug log for details\.\r\n$/,
    );
  });

  it('shows log lines in place of the status with -printtoconsole', async () => {
    const terminal = open(['-regtest', '-rpcport=0', '-port=0', '-printtoconsole']);
    await terminal.waitFor(/Ready: regtest/);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen()).not.toContain('·');
  });

  it('asks what a new network should be like', async () => {
    const terminal = open(['newnetwork', 'ours']);
    const answers: Readonly<Record<string, string>> = {
      targetspacing: '60',
      bits: '207fffff',
      initialsubsidy: '0.5',
    };
    for (let question = 1; question <= 16; question++) {
      await expect.poll(() => terminal.screen().split(']: ').length - 1).toBe(question);
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
    const terminal = open(['newnetwork', 'ours']);
    await terminal.waitFor(/targetspacing \[15\]: /);
    terminal.type(CONTROL_C);
    expect(await terminal.status).toBe(1);
    expect(terminal.screen()).toContain('Error: given up: nothing was written');
    expect(existsSync(join(folder.path, 'ours.json'))).toBe(false);
  });
});
