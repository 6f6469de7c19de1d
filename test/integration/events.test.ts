import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_ADDRESS, EXAMPLE_SIGNED_HEX, EXAMPLE_TXID } from '../../src/rpc/methods/examples.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { connectEvents, type EventsClient } from '../helpers/events-client.ts';

const OTHER_ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** A user beside the cookie's, whose password is `secret`. */
const ALICE = `-rpcauth=alice:salt$${createHmac('sha256', 'salt').update('secret').digest('hex')}`;

const cookieOf = ({ folder }: Daemon) => readFileSync(join(folder, '.cookie'), 'utf8');

async function subscribe(daemon: Daemon, request: object): Promise<EventsClient> {
  const client = await connectEvents(daemon.url, cookieOf(daemon));
  client.send(request);
  expect(await client.next()).toMatchObject({ type: 'subscribed' });
  return client;
}

describe('/events', () => {
  it('tells of blocks, of transactions of an address, and of reorganisations', async () => {
    const daemon = await startRegtest();
    const blocks = await subscribe(daemon, { subscribe: ['blocks', 'reorganisations'] });
    await daemon.call('generateToAddress', [101, EXAMPLE_ADDRESS]);
    for (let height = 1; height <= 101; height++) {
      expect(await blocks.next()).toMatchObject({ type: 'block', height, nTx: 1 });
    }
    const ours = await subscribe(daemon, { subscribe: ['transactions'], addresses: [EXAMPLE_ADDRESS] });
    const others = await subscribe(daemon, { subscribe: ['transactions'], addresses: [OTHER_ADDRESS] });
    await daemon.call('sendRawTransaction', [EXAMPLE_SIGNED_HEX]);
    expect(await ours.next()).toMatchObject({
      type: 'transaction',
      status: 'mempool',
      fee: 0.0001,
      tx: { txid: EXAMPLE_TXID },
    });
    const [hash] = await daemon.call<string[]>('generateToAddress', [1, OTHER_ADDRESS]);
    const block = { hash, height: 102 };
    expect(await blocks.next()).toMatchObject({ type: 'block', ...block, nTx: 2 });
    expect(await ours.next()).toMatchObject({ status: 'confirmed', block, tx: { txid: EXAMPLE_TXID } });
    // To the other address goes the coinbase alone.
    expect(await others.next()).toMatchObject({
      status: 'confirmed',
      block,
      tx: { vin: [{ sequence: 0xfffffffe }] },
    });
    const fork = { hash: await daemon.call('getBlockHash', [101]), height: 101 };
    await daemon.call('invalidateBlock', [hash]);
    expect(await blocks.next()).toEqual({
      type: 'reorganisation',
      from: block,
      to: fork,
      fork,
      disconnected: [hash],
      connected: [],
    });
    expect(await ours.next()).toMatchObject({ status: 'mempool', tx: { txid: EXAMPLE_TXID } });
    await daemon.stop();
    expect(await blocks.closed).toBe(1001);
  });

  it('tells of the hash rate', async () => {
    const daemon = await startRegtest();
    const client = await subscribe(daemon, { subscribe: ['hashrate'] });
    expect(await client.next()).toMatchObject({ type: 'hashrate', hashespersec: 0 });
    await daemon.stop('SIGTERM');
  });

  it('says what is wrong with a message, and takes the next', async () => {
    const daemon = await startRegtest();
    const client = await connectEvents(daemon.url, cookieOf(daemon));
    for (const [message, text] of [
      ['no JSON', 'a message must be JSON'],
      [{}, 'subscribe is missing'],
      [{ subscribe: ['weather'] }, /must be one of/],
      [{ subscribe: [], adresses: [] }, 'unknown field adresses; did you mean addresses?'],
      [{ subscribe: [], addresses: ['nobody'] }, /^nobody is no address here: /],
      [{ subscribe: [], scripts: ['0'] }, '0 is no script in hex'],
    ] as const) {
      client.send(message);
      const answer = await client.next();
      expect(answer['type']).toBe('error');
      expect(answer['message']).toMatch(text);
    }
    client.send({ subscribe: ['blocks'], scripts: ['51'] });
    expect(await client.next()).toEqual({ type: 'subscribed', topics: ['blocks'] });
    await daemon.stop();
  });

  it('is for those who may call, from pages of its own alone', async () => {
    const { url } = await startRegtest({ args: [ALICE] });
    for (const [login, options, status] of [
      ['', {}, 401],
      ['alice:wrong', {}, 401],
      ['alice:secret', { headers: { origin: 'http://example.com' } }, 403],
      ['alice:secret', { headers: { host: 'rebound.example' } }, 403],
      ['alice:secret', { path: '/other' }, 404],
    ] as const) {
      await expect(connectEvents(url, login, options)).rejects.toThrow(`HTTP ${status}`);
    }
    const client = await connectEvents(url, 'alice:secret', { headers: { origin: url } });
    client.send({ subscribe: [] });
    expect(await client.next()).toEqual({ type: 'subscribed', topics: [] });
  });
});

describe('what watches the node', () => {
  const get = (url: string, login = '') =>
    fetch(url, {
      headers: login === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    });

  it('tells supervisors that it lives and is ready, and Prometheus its figures', async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [3, OTHER_ADDRESS]);
    for (const state of ['live', 'ready']) {
      const answer = await get(`${daemon.url}/health/${state}`);
      expect([answer.status, await answer.text()]).toEqual([200, `${state}\n`]);
    }
    expect((await get(`${daemon.url}/metrics`)).status).toBe(401);
    expect((await get(`${daemon.url}/metrics`, '__cookie__:wrong')).status).toBe(401);
    const metrics = await get(`${daemon.url}/metrics`, cookieOf(daemon));
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await metrics.text();
    expect(text).toContain('# TYPE nonced_chain_height gauge\nnonced_chain_height 3\n');
    expect(text).toContain('nonced_mining_blocks_total{result="accepted"} ');
    await daemon.stop();
  });

  it('goes by the whitelist under the names events and metrics', async () => {
    const none = await startRegtest({ args: [ALICE, '-rpcwhitelist=alice:getblockcount'] });
    expect((await get(`${none.url}/metrics`, 'alice:secret')).status).toBe(403);
    await expect(connectEvents(none.url, 'alice:secret')).rejects.toThrow('HTTP 403');
    const both = await startRegtest({ args: [ALICE, '-rpcwhitelist=alice:events,metrics'] });
    expect((await get(`${both.url}/metrics`, 'alice:secret')).status).toBe(200);
    await connectEvents(both.url, 'alice:secret');
  });
});
