import { describe, expect, it } from 'vitest';
import { RpcError } from '../../../../src/rpc/errors.ts';
import { RPC_METHODS } from '../../../../src/rpc/methods/all.ts';
import { createRegistry, defineMethod, required } from '../../../../src/rpc/registry.ts';
import { createRest } from '../../../../src/rpc/rest/rest.ts';
import { createWarmup } from '../../../../src/rpc/warmup.ts';
import { reversed, toHex } from '../../../../src/util/bytes.ts';
import { Type } from '../../../../src/util/schema.ts';
import { openRpcNode } from '../../../helpers/rpc-node.ts';

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const HEADER = 'ab'.repeat(32);
const UNKNOWN = 'cd'.repeat(32);

/** The method that reads the index, as far as these resources go by it. */
function filterMethod(refusal?: string) {
  return defineMethod({
    name: 'getBlockFilter',
    category: 'blockchain',
    description: 'Answers with a filter.',
    params: { blockhash: required(Type.String(), 'h'), filtertype: required(Type.String(), 't') },
    result: Type.Object({ filter: Type.String(), header: Type.String() }),
    errors: [],
    example: ['', ''],
    handler: ({ blockhash }, _context: object) => {
      if (refusal !== undefined) throw new RpcError('RPC_MISC_ERROR', refusal);
      return { filter: `02${blockhash.slice(0, 2)}`, header: HEADER };
    },
  });
}

async function openNode(refusal?: string) {
  const node = await openRpcNode();
  const [hash = ''] = await node.call<string[]>('generateToAddress', 3, ADDRESS);
  const others = RPC_METHODS.filter(({ lowerName }) => lowerName !== 'getblockfilter');
  const registry = createRegistry([...others, filterMethod(refusal)], () => node.context);
  const warmup = createWarmup();
  warmup.finish();
  const rest = createRest({ registry, warmup, context: () => node.context });
  const get = async (path: string) => {
    const answer = await rest.answer(`/rest${path}`, new Uint8Array());
    return { status: answer.status, text: Buffer.from(answer.body).toString('latin1') };
  };
  return { hash, get };
}

describe('REST of filters', () => {
  it('has the filter of a block in every form', async () => {
    const { hash, get } = await openNode();
    const first = hash.slice(0, 2);
    expect(await get(`/blockfilter/basic/${hash}.json`)).toEqual({
      status: 200,
      text: `{"filter":"02${first}"}\n`,
    });
    const inOrder = toHex(reversed(Buffer.from(hash, 'hex')));
    expect(await get(`/blockfilter/basic/${hash}.hex`)).toEqual({
      status: 200,
      text: `00${inOrder}0202${first}\n`,
    });
  });

  it('has the headers of filters, upwards, by both forms of the path', async () => {
    const { hash, get } = await openNode();
    const two = `${JSON.stringify([HEADER, HEADER])}\n`;
    expect(await get(`/blockfilterheaders/basic/${hash}.json?count=2`)).toEqual({ status: 200, text: two });
    expect((await get(`/blockfilterheaders/basic/2/${hash}.json`)).text).toBe(two);
    expect((await get(`/blockfilterheaders/basic/${hash}.hex`)).text).toBe(`${HEADER.repeat(3)}\n`);
    expect((await get(`/blockfilterheaders/basic/${UNKNOWN}.json`)).text).toBe('[]\n');
  });

  it.each([
    ['/blockfilter/other/HASH.json', 400, 'Unknown filtertype other'],
    ['/blockfilter/basic/xyz.json', 400, 'Invalid hash: xyz'],
    [
      '/blockfilter/basic.json',
      400,
      'Invalid URI format. Expected /rest/blockfilter/<filtertype>/<blockhash>',
    ],
    ['/blockfilterheaders/other/HASH.json', 400, 'Unknown filtertype other'],
    [
      '/blockfilterheaders/basic/HASH.json?count=0',
      400,
      'Header count is invalid or out of acceptable range (1-2000): 0',
    ],
  ])('answers %s with %d', async (path, status, text) => {
    const { hash, get } = await openNode();
    expect(await get(path.replace('HASH', hash))).toEqual({ status, text: `${text}\r\n` });
  });

  it.each([
    ['Index is not enabled for filtertype basic', 400, undefined],
    ['Block not found', 404, 'HASH not found'],
    ['Filter not found. Block filters are still in the process of being indexed.', 404, undefined],
  ])('passes on why there is none: %s', async (refusal, status, text) => {
    const { hash, get } = await openNode(refusal);
    const expected = (text ?? refusal).replace('HASH', hash);
    expect(await get(`/blockfilter/basic/${hash}.json`)).toEqual({ status, text: `${expected}\r\n` });
  });
});
