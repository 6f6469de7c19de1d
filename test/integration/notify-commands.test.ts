import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

it('commands run at the start, at each new tip, and at the end, which waits for them', async () => {
  const datadir = temporaryDatadir();
  const file = `${datadir}.events`;
  const write = (text: string) => `echo ${text} >> ${file}`;
  const daemon = await startRegtest({
    datadir,
    args: [
      `-startupnotify=${write('start')}`,
      `-blocknotify=${write('%s')}`,
      `-shutdownnotify=sleep 0.1; ${write('end')}`,
      '-blocknotify=exit 3',
    ],
  });
  const lines = async () => {
    try {
      return readFileSync(join(file), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  await eventually('the start', async () => (await lines()).includes('start'));
  const [hash = ''] = await daemon.call<string[]>('generateToAddress', [1, ADDRESS]);
  await eventually('the block', async () => (await lines()).includes(hash));
  await eventually('the failure', async () => daemon.log().includes('system(exit 3) returned 3'));
  await daemon.stop();
  expect(await lines()).toEqual(['start', hash, 'end']);
});

it('the number of the process is in the file that was asked for, while it runs', async () => {
  const datadir = temporaryDatadir();
  const daemon = await startRegtest({ datadir, args: ['-pid=node.pid'] });
  const file = join(daemon.folder, 'node.pid');
  expect(readFileSync(file, 'utf8')).toMatch(/^\d+\n$/);
  await daemon.stop();
  expect(existsSync(file)).toBe(false);
});

it('the node stops at the height that it was told', async () => {
  const daemon = await startRegtest({ args: ['-stopatheight=2'] });
  await daemon.call('generateToAddress', [1, ADDRESS]);
  await daemon.call('generateToAddress', [1, ADDRESS]);
  expect(await daemon.process.ended).toMatchObject({ status: 0 });
});
