import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import type { ChainEvents, TipChanged } from '../../../src/chain/events.ts';
import { createCleanup } from '../../../src/node/cleanup.ts';
import { startNotifying } from '../../../src/node/notify-commands.ts';
import { toHash256 } from '../../../src/primitives/hash256.ts';
import { createEmitter } from '../../../src/util/emitter.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { eventually } from '../../helpers/eventually.ts';

it('-alertnotify is told of each warning when it appears, in words that mean nothing to a shell', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nonced-alert-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'alerts');
  const events = createEmitter<ChainEvents>();
  let warnings: readonly string[] = [];
  startNotifying({
    options: {
      alertNotify: [`echo %s >> ${file}`],
      blockNotify: [],
      startupNotify: [],
      shutdownNotify: [],
      maxTipAge: 0,
    },
    clock: { nowSeconds: () => 0 },
    chainstate: { events },
    isInitialBlockDownload: () => false,
    warnings: () => warnings,
    log: SILENT_LOG,
    cleanup: createCleanup(),
  });
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);
  const newTip = async (told: readonly string[], count: number) => {
    warnings = told;
    events.emit('tipChanged', {} as TipChanged);
    await eventually('the alerts', async () => lines().length === count);
  };
  const rules = 'Unknown new rules activated (versionbit 3)';
  await newTip([], 0);
  await newTip([rules], 1);
  await newTip([rules, `it's $(touch ${folder}/made); \`id\``], 2);
  await newTip([], 2);
  await newTip([rules], 3);
  expect(lines()).toEqual([rules, `its (touch ${folder}/made); id`, rules]);
  expect(existsSync(join(folder, 'made'))).toBe(false);
});

describe('-blocknotify', () => {
  const NOW = 1_700_000_000;

  /** A chain of headers with a second and a unit of work each. */
  function chainOf(count: number, firstTime: number): readonly BlockIndexEntry[] {
    const entries: BlockIndexEntry[] = [];
    for (let height = 0; height < count; height++) {
      entries.push({
        height,
        hash: toHash256(new Uint8Array(32).fill(height)),
        parent: entries.at(-1),
        chainwork: BigInt(height),
        header: { time: firstTime + height },
      } as BlockIndexEntry);
    }
    return entries;
  }

  function listen() {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-blocks-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const events = createEmitter<ChainEvents>();
    const node = { isInitial: false };
    startNotifying({
      options: {
        alertNotify: [],
        blockNotify: [`touch ${folder}/%s`],
        startupNotify: [],
        shutdownNotify: [],
        maxTipAge: 100,
      },
      chainstate: { events },
      isInitialBlockDownload: () => node.isInitial,
      warnings: () => [],
      clock: { nowSeconds: () => NOW },
      log: SILENT_LOG,
      cleanup: createCleanup(),
    });
    const change = (previous?: BlockIndexEntry, tip?: BlockIndexEntry) => {
      if (previous && tip) events.emit('tipChanged', { previous, tip });
    };
    const heights = () => readdirSync(folder).map((name) => Number.parseInt(name.slice(0, 2), 16));
    const told = (expected: readonly number[]) =>
      eventually(
        'the commands',
        async () =>
          heights()
            .sort((a, b) => a - b)
            .join() === expected.join(),
      );
    return { change, told, node };
  }

  it('is told of every block that was the best, also where several came at once', async () => {
    const chain = chainOf(40, NOW);
    const { change, told } = listen();
    change(chain[0], chain[39]);
    await told(Array.from({ length: 39 }, (_, index) => index + 1));
  });

  it('is told of those of another branch that have more work than what was the best', async () => {
    const [chain, other] = [chainOf(4, NOW), chainOf(7, NOW)];
    const { change, told } = listen();
    change(chain[3], other[6]);
    await told([4, 5, 6]);
  });

  it('is told of nothing in the first download, and of what is new at its end', async () => {
    const chain = chainOf(8, NOW - 105);
    const { change, told, node } = listen();
    node.isInitial = true;
    change(chain[0], chain[3]);
    node.isInitial = false;
    change(chain[3], chain[7]);
    await told([5, 6, 7]);
  });
});
