import { describe, expect, it } from 'vitest';
import { serializeBlock } from '../../../../src/primitives/block.ts';
import { displayHash, parseDisplayHash } from '../../../../src/primitives/hash256.ts';
import { createRest, type Rest } from '../../../../src/rpc/rest/rest.ts';
import { createWarmup } from '../../../../src/rpc/warmup.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode, type RpcNode } from '../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../helpers/spending.ts';

const NOTHING = new Uint8Array();
const UNKNOWN = 'ab'.repeat(32);
const IMMUTABLE = 'public, immutable, max-age=86400';

interface RestNode extends RpcNode {
  readonly rest: Rest;
  /** The answer as its status and text. */
  get(path: string, body?: Uint8Array): Promise<{ status: number; text: string }>;
  json(path: string): Promise<unknown>;
}

async function openRestNode(): Promise<RestNode> {
  const node = await openRpcNode();
  const warmup = createWarmup();
  warmup.finish();
  const rest = createRest({ registry: node.registry, warmup, context: () => node.context });
  const get = async (path: string, body: Uint8Array = NOTHING) => {
    const answer = await rest.answer(`/rest${path}`, body);
    return { status: answer.status, text: Buffer.from(answer.body).toString('latin1') };
  };
  const json = async (path: string): Promise<unknown> => {
    const { status, text } = await get(path);
    expect(status, text).toBe(200);
    return JSON.parse(text);
  };
  return { ...node, rest, get, json };
}

/** A chain with a transaction in a block, and one that spends it in the mempool. */
async function openNodeWithHistory() {
  const node = await openRestNode();
  const [coin] = await node.matureCoins(1);
  const first = payOn([expectDefined(coin, 'a coin')], 1000);
  await node.call('submittransaction', hexOfTransaction(first), 0);
  const address = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
  const [hash = ''] = await node.call<string[]>('generatetoaddress', 1, address);
  const second = payOn([outputAt(first, 0)], 2000);
  await node.call('submittransaction', hexOfTransaction(second), 0);
  return { ...node, coin: expectDefined(coin, 'a coin'), first, second, hash };
}

describe('REST', () => {
  it('has a block in every form', async () => {
    const { get, json, rest, call, hash, chainstate } = await openNodeWithHistory();
    const entry = expectDefined(chainstate.find(expectDefined(parseDisplayHash(hash), 'a hash')), 'a block');
    const bytes = serializeBlock(expectDefined(chainstate.readBlock(entry), 'its data'));
    expect(await get(`/block/${hash}.hex`)).toEqual({ status: 200, text: `${toHex(bytes)}\n` });
    expect(await rest.answer(`/rest/block/${hash}.bin`, NOTHING)).toEqual({
      status: 200,
      type: 'application/octet-stream',
      cacheControl: IMMUTABLE,
      body: bytes,
    });
    expect(await json(`/block/${hash}.json`)).toEqual(await call('getblock', hash, 3));
    expect(await json(`/block/notxdetails/${hash}.json`)).toEqual(await call('getblock', hash, 1));
    const part = await rest.answer(`/rest/blockpart/${hash}.bin?offset=20&size=30`, NOTHING);
    expect(part.body).toEqual(bytes.subarray(20, 50));
    expect(await json('/blockhashbyheight/102.json')).toEqual({ blockhash: hash });
    expect(await get('/blockhashbyheight/102.hex')).toEqual({ status: 200, text: `${hash}\n` });
  });

  it('has headers, upwards, by both forms of the path', async () => {
    const { json, call } = await openNodeWithHistory();
    const first = await call<string>('getblockhash', 1);
    const headers = (await json(`/headers/${first}.json?count=3`)) as { height: number }[];
    expect(headers.map(({ height }) => height)).toEqual([1, 2, 3]);
    expect(await json(`/headers/3/${first}.json`)).toEqual(headers);
    expect(await json(`/headers/${first}.json`)).toHaveLength(5);
    expect(await json(`/headers/${UNKNOWN}.json`)).toEqual([]);
  });

  it('has what the transactions of a block spent', async () => {
    const { json, get, hash, coin } = await openNodeWithHistory();
    expect(await json(`/spenttxouts/${hash}.json`)).toMatchObject([[], [{ value: coin.value / 1e8 }]]);
    const { text } = await get(`/spenttxouts/${hash}.hex`);
    expect(text.slice(0, 6)).toBe('020001');
  });

  it('has transactions of the mempool', async () => {
    const { json, get, second } = await openNodeWithHistory();
    const txid = displayHash(second.txid);
    expect(await get(`/tx/${txid}.hex`)).toEqual({ status: 200, text: `${hexOfTransaction(second)}\n` });
    expect(await json(`/tx/${txid}.json`)).toMatchObject({ txid, hex: hexOfTransaction(second) });
    expect(await get(`/tx/${UNKNOWN}.json`)).toEqual({ status: 404, text: `${UNKNOWN} not found\r\n` });
  });

  it('tells which outputs are unspent, with and without the mempool', async () => {
    const { json, get, rest, first, second, hash } = await openNodeWithHistory();
    const spent = `${displayHash(first.txid)}-0`;
    const fresh = `${displayHash(second.txid)}-0`;
    expect(await json(`/getutxos/${spent}/${fresh}.json`)).toMatchObject({
      chainHeight: 102,
      chaintipHash: hash,
      bitmap: '10',
      utxos: [{ height: 102 }],
    });
    expect(await json(`/getutxos/checkmempool/${spent}/${fresh}.json`)).toMatchObject({ bitmap: '01' });
    const question = Buffer.concat([Buffer.from([0, 1]), first.txid, Buffer.from([0, 0, 0, 0])]);
    const answer = await rest.answer('/rest/getutxos.bin', question);
    expect(Buffer.from(answer.body).readInt32LE(0)).toBe(102);
    expect(toHex(answer.body.subarray(36, 39))).toBe('010101');
    const hexQuestion = Buffer.from(`${question.toString('hex')}\n`);
    expect(await get('/getutxos.hex', hexQuestion)).toEqual({
      status: 200,
      text: `${toHex(answer.body)}\n`,
    });
  });

  it('has the results of methods', async () => {
    const { json, call, hash } = await openNodeWithHistory();
    expect(await json('/chaininfo.json')).toEqual(await call('getblockchaininfo'));
    expect(await json('/mempool/info.json')).toEqual(await call('getmempoolinfo'));
    expect(await json('/mempool/contents.json?%')).toEqual(await call('getrawmempool', true));
    expect(await json('/mempool/contents.json?verbose=false&mempool_sequence=true')).toEqual(
      await call('getrawmempool', false, true),
    );
    expect(await json('/deploymentinfo.json')).toEqual(await call('getdeploymentinfo'));
    expect(await json(`/deploymentinfo/${hash}.json`)).toEqual(await call('getdeploymentinfo', hash));
  });

  it.each([
    [400, '/block/xyz.json', 'Invalid hash: xyz'],
    [400, `/headers/${UNKNOWN}%.json`, `Invalid hash: ${UNKNOWN}%`],
    [404, `/block/${UNKNOWN}.json`, `${UNKNOWN} not found`],
    [
      400,
      `/headers/${UNKNOWN}.json?count=2001`,
      'Header count is invalid or out of acceptable range (1-2000): 2001',
    ],
    [
      400,
      `/headers/${UNKNOWN}.json?count=%2B1`,
      'Header count is invalid or out of acceptable range (1-2000): +1',
    ],
    [400, '/headers/1/2/3.json', 'Invalid URI format. Expected /rest/headers/<hash>.<ext>?count=<count>'],
    [400, '/blockhashbyheight/+1.json', 'Invalid height: +1'],
    [404, '/blockhashbyheight/1000000.json', 'Block height out of range'],
    [400, '/getutxos.json', 'Error: empty request'],
    [400, '/getutxos/checkmempool.json', 'Error: empty request'],
    [400, `/getutxos/${UNKNOWN}-+1.json`, 'Parse error'],
    [400, `/getutxos/${UNKNOWN}--1.json`, 'Parse error'],
    [
      400,
      `/getutxos/${Array(16).fill(`${UNKNOWN}-1`).join('/')}.json`,
      'Error: max outpoints exceeded (max: 15, tried: 16)',
    ],
    [400, `/blockpart/${UNKNOWN}.bin`, 'Block part offset missing or invalid'],
    [400, `/blockpart/${UNKNOWN}.bin?offset=0`, 'Block part size missing or invalid'],
    [400, '/mempool/nothing.json', 'Invalid URI format. Expected /rest/mempool/<info|contents>.json'],
    [
      400,
      '/mempool/contents.json?verbose=TRUE',
      'The "verbose" query parameter must be either "true" or "false".',
    ],
    [400, `/deploymentinfo/${UNKNOWN}.json`, 'Block not found'],
    [404, '/chaininfo.bin', 'output format not found (available: json)'],
    [404, '/blockhashbyheight/0', 'output format not found (available: .bin, .hex, .json)'],
    [404, '/nothing', 'Not found: see docs for what is under /rest/'],
  ])('answers %d to %s', async (status, path, text) => {
    const { get } = await openRestNode();
    expect(await get(path)).toEqual({ status, text: `${text}\r\n` });
  });

  it('checks where a part of a block lies', async () => {
    const { get, hash } = await openNodeWithHistory();
    for (const query of ['offset=0&size=0', 'offset=0&size=1000000', 'offset=1000000&size=1']) {
      expect((await get(`/blockpart/${hash}.bin?${query}`)).status).toBe(400);
    }
    expect(await get(`/blockpart/${hash}.json?offset=0&size=1`)).toEqual({
      status: 400,
      text: 'JSON output is not supported for this request type\r\n',
    });
  });

  it('is not there during the warm-up', async () => {
    const { registry, context } = await openRestNode();
    const rest = createRest({ registry, warmup: createWarmup(), context: () => context });
    const answer = await rest.answer('/rest/chaininfo.json', NOTHING);
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([
      503,
      'Service temporarily unavailable: RPC server started\r\n',
    ]);
  });
});
