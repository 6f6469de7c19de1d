import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { eventually } from '../helpers/eventually.ts';
import { runNonced } from '../helpers/nonced-process.ts';
import { CONTROL_C, openTerminal, SCRIPT } from '../helpers/terminal.ts';

interface Told {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Status extends Told {
  readonly nodes: readonly { readonly height: number; readonly tip: string; readonly peers: number }[];
}

/** `nonced net up` with --json, its temporary folders where the test sees them. */
function startNet(args: readonly string[], home?: string) {
  const path = home ?? newFolder();
  const running = spawn(
    process.execPath,
    [join(PACKAGE_ROOT, 'dist/src/cli/nonced.js'), 'net', 'up', ...args],
    {
      env: { PATH: process.env['PATH'], HOME: path, TMPDIR: path },
    },
  );
  const told: Told[] = [];
  createInterface({ input: running.stdout }).on('line', (line) => told.push(JSON.parse(line) as Told));
  const ended = new Promise<number | null>((resolve) => running.once('close', resolve));
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await ended;
  });
  const pids = () => told.filter(({ event }) => event === 'started').map(({ pid }) => Number(pid));
  return {
    folder: path,
    ended,
    kill: (signal: NodeJS.Signals) => running.kill(signal),
    type: (line: string) => running.stdin.write(`${line}\n`),
    pids,
    all: (event: string) => told.filter((one) => one.event === event),
    status: () => told.findLast(({ event }) => event === 'status') as Status | undefined,
    isEmpty: () => pids().every((pid) => !isAlive(pid)),
  };
}

function newFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** Those of networks. */
const foldersOf = (path: string): readonly string[] =>
  readdirSync(path).filter((name) => name.startsWith('nonced-net-'));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

type Net = ReturnType<typeof startNet>;

const heights = (net: Net) => net.status()?.nodes.map(({ height }) => height) ?? [0];

async function expectMining(net: Net, count: number): Promise<void> {
  await eventually('blocks on all nodes', async () => Math.min(...heights(net)) > 0);
  expect(net.pids()).toHaveLength(count);
  await eventually('all nodes on one block', async () => net.all('agreed').length > 0);
}

describe('nonced net up', () => {
  it('starts nodes that mine one chain, splits and joins them, and leaves nothing behind', async () => {
    const net = startNet(['3', '-regtest', '-json']);
    await expectMining(net, 3);
    net.type('split');
    await eventually('a split', async () => net.all('split').length > 0);
    await eventually('a node alone', async () => net.status()?.nodes[2]?.peers === 0);
    // Both have blocks of their own: where one has none it gets the other's without a reorganisation.
    const common = Math.max(...heights(net));
    await eventually('two branches', async () => {
      const { nodes = [] } = net.status() ?? {};
      return nodes[0]?.tip !== nodes[2]?.tip && [0, 2].every((n) => (nodes[n]?.height ?? 0) >= common + 2);
    });
    const before = { moved: net.all('reorganisation').length, agreed: net.all('agreed').length };
    net.type('join');
    await eventually('a reorganisation', async () => net.all('reorganisation').length > before.moved);
    await eventually('all nodes on one block again', async () => net.all('agreed').length > before.agreed);
    net.type('stop');
    expect(await net.ended).toBe(0);
    expect(net.isEmpty()).toBe(true);
    expect(existsSync(join(net.folder, '.nonced'))).toBe(false);
  }, 180_000);

  it('tells which node ended and why, goes on, and takes the others with it however it ends', async () => {
    const net = startNet(['3', '-regtest', '-json']);
    await expectMining(net, 3);
    process.kill(net.pids()[1] ?? -1, 'SIGKILL');
    await eventually('word of it', async () => net.all('gone').length > 0);
    expect(net.all('gone')).toMatchObject([{ reason: 'SIGKILL' }]);
    const before = Math.max(...heights(net));
    await eventually('more blocks', async () => Math.max(...heights(net)) > before);
    // Not even this leaves a node behind.
    net.kill('SIGKILL');
    await net.ended;
    await eventually('no node left', async () => net.isEmpty());
    const left = foldersOf(net.folder);
    expect(left).toHaveLength(1);
    // Nor, once there is a next time, a folder.
    const next = startNet(['1', '-regtest', '-json'], net.folder);
    await eventually('the next network', async () => next.pids().length === 1);
    expect(foldersOf(net.folder)).toHaveLength(1);
    expect(foldersOf(net.folder)).not.toEqual(left);
    next.type('stop');
    expect(await next.ended).toBe(0);
    expect(foldersOf(net.folder)).toEqual([]);
  }, 180_000);

  it.skipIf(!existsSync(SCRIPT))(
    'shows a table on a terminal, and Ctrl-C stops all',
    async () => {
      const folder = temporaryFolder();
      onTestFinished(() => folder.remove());
      const terminal = openTerminal(['net', 'up', '2', '-regtest'], folder.path);
      await terminal.waitFor(/node +height +tip +hash rate +peers +found +state/);
      await terminal.waitFor(/ mining/);
      terminal.type('s');
      await terminal.waitFor(/split in two: node 1 and node 2/);
      terminal.type(CONTROL_C);
      expect(await terminal.status).toBe(0);
      expect(terminal.screen()).toContain('Stopping all nodes.');
    },
    120_000,
  );

  it.each([
    [['net'], 'what to do with a network? To start one: nonced net up 5'],
    [['net', 'down'], 'unknown: net down. To start one: nonced net up 5'],
    [['net', 'up', '0'], '0 nodes? Give a whole number from 1 to 50: nonced net up 5'],
    [['net', 'up', '2', '-threads=2'], 'unknown option -threads'],
  ])('%j says what to do', async (args, words) => {
    const { status, stderr } = await runNonced(args);
    expect(stderr).toContain(words);
    expect(status).toBe(1);
  });
});
