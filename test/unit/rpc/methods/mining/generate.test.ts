import { expect, it } from 'vitest';
import { EXAMPLE_ADDRESS } from '../../../../../src/rpc/methods/examples.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

it('generate is known to have gone, as in Core, and what took its place', async () => {
  const node = await openRpcNode();
  const text =
    'generate\n\nhas been replaced by the -generate cli option. Refer to -help for more information.\n';
  expect(await node.call('help', 'generate')).toBe(text);
  expect(await node.call('help')).not.toContain('generate\n');
  expect(await node.refusal('generate')).toBe(`-32601 ${text}Blocks are mined by generateToAddress, too.`);
});

it('generateToAddress tries without end where it is told to try less than never, as Core does', async () => {
  const { call } = await openRpcNode();
  expect(await call('generateToAddress', 1, EXAMPLE_ADDRESS, -1)).toHaveLength(1);
  expect(await call('generateToAddress', 1, EXAMPLE_ADDRESS, 0)).toEqual([]);
});
