import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectChainFile } from '../../../../helpers/chain-file.ts';
import { recordingLog } from '../../../../helpers/rpc.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

it.each([true, false])(
  'saveMempool writes its file, whether the mempool is kept (%s) or not',
  async (isPersistent) => {
    const { call, path } = await openRpcNode({ mempool: { isPersistent } });
    const filename = join(dirname(path), 'mempool.dat');
    expect(await call('savemempool')).toEqual({ filename });
    expect(existsSync(filename)).toBe(true);
    expect(existsSync(`${filename}.new`)).toBe(false);
    expect(inspectChainFile(path).integrity).toBe('ok');
  },
);

it('says where the file cannot be written, and writes it once it can', async () => {
  const lines: string[] = [];
  const { call, refusal, path } = await openRpcNode({ log: recordingLog(lines) });
  const obstacle = join(dirname(path), 'mempool.dat.new');
  mkdirSync(obstacle);
  expect(await refusal('savemempool')).toBe('-1 Unable to dump mempool to disk');
  expect(lines.at(-1)).toMatch(/Failed to dump mempool: .*mempool\.dat\.new: EISDIR/);
  rmdirSync(obstacle);
  await call('savemempool');
});
