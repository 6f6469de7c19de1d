import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ChainEvents, TipChanged } from '../../../src/chain/events.ts';
import { createCleanup } from '../../../src/node/cleanup.ts';
import { startNotifying } from '../../../src/node/notify-commands.ts';
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
    options: { alertNotify: [`echo %s >> ${file}`], blockNotify: [], startupNotify: [], shutdownNotify: [] },
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
