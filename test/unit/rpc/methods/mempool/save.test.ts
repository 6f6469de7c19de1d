import { expect, it } from 'vitest';
import { inspectChainFile } from '../../../../helpers/chain-file.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

it.each([true, false])(
  'saveMempool names the file, whether the mempool is kept (%s) or not',
  async (isPersistent) => {
    const { call, path } = await openRpcNode({ mempool: { isPersistent } });
    expect(await call('savemempool')).toEqual({ filename: path });
    expect(inspectChainFile(path).integrity).toBe('ok');
  },
);
