/**
 * How soon a block of one node is the tip of all: nodes on this machine, connected in a ring with a chord as by
 * `nonced net up`, mine a new cpunet, each on one thread. For each block the time from the first node that had it as its
 * tip to the last, by the microseconds in their logs. Blocks that lost against another of their height are not counted.
 * The first blocks come faster than any network spreads them, so that they don't count either.
 *   npm run bench:spread -- [--nodes=5] [--seconds=120] [--skip=30] [--json]
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../src/node/package-info.ts';
import { blockSpreads } from '../test/helpers/p2p/block-spread.ts';
import { createBenchFolder } from './bench-folder.ts';
import { countOption, formatSummary, percentile, report, summarize } from './rounds.ts';

const NODES = countOption('nodes', 5);
const SECONDS = countOption('seconds', 120);
/** Seconds from the start that are left out. */
const SKIP = countOption('skip', 30);

const folder = createBenchFolder();
const net = spawn(
  process.execPath,
  [join(PACKAGE_ROOT, 'dist/src/cli/nonced.js'), 'net', 'up', String(NODES), '-json', `-datadir=${folder}`],
  { stdio: ['pipe', 'ignore', 'inherit'] },
);
process.once('exit', () => net.kill());
const ended = once(net, 'close');
await sleep(1000 * SKIP);
const from = new Date().toISOString();
await sleep(1000 * SECONDS);
net.stdin.end('stop\n');
assert.deepEqual(await ended, [0, null]);

/** The lines of a node's log since the blocks count. */
function logOf(node: number): string {
  const lines = readFileSync(join(folder, `node${node}`, 'cpunet/debug.log'), 'utf8').split('\n');
  return lines.filter((line) => line > from).join('\n');
}

const spreads = blockSpreads(Array.from({ length: NODES }, (_, i) => logOf(i + 1)));
assert(spreads.length > 0, 'no block reached all nodes: give it more --seconds');
const milliseconds = { ...summarize(spreads), p95: percentile(spreads, 0.95) };
const system = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
report(
  { ...system, nodes: NODES, seconds: SECONDS, blocks: spreads.length, milliseconds },
  [
    `${system.cpu}, ${system.cores} cores, Node ${system.node}; ${NODES} nodes that mine`,
    `${spreads.length} blocks from the first node to the last: ${formatSummary(milliseconds, 1)} ms, 95 of 100 in ${milliseconds.p95.toFixed(1)} ms`,
  ].join('\n'),
);
