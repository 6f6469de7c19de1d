import { JSONRPCClient, JSONRPCErrorException, type JSONRPCResponse } from 'json-rpc-2.0';
import { describe, expect, it } from 'vitest';
import { listen } from '../../src/http/app.ts';
import { AUTHORIZATION, createTrialHttp, withServer } from '../helpers/http.ts';

/** A client of the standard, written by others, over Node's own fetch. */
function createClient(port: number, authorization = AUTHORIZATION) {
  const client: JSONRPCClient = new JSONRPCClient(async (request: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (response.status === 204) return;
    if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
    client.receive((await response.json()) as JSONRPCResponse);
  });
  return client;
}

describe('the RPC over HTTP', () => {
  it('answers a client of JSON-RPC 2.0', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const client = createClient(port);
      expect(await client.request('upTime', [])).toBe(7);
      expect(await client.request('echoJson', { arg1: '€' })).toEqual([null, '€', null, null, null]);
      await expect(client.request('refuse', [])).rejects.toEqual(
        new JSONRPCErrorException('Block height out of range', -8),
      );
      await expect(client.request('nosuch', [])).rejects.toEqual(
        new JSONRPCErrorException('Method not found', -32601),
      );
      await expect(createClient(port, 'Basic x').request('uptime', [])).rejects.toThrow('HTTP 401');
    });
  });

  it('answers a batch in order, notifications not', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const response = await createClient(port).requestAdvanced([
        { jsonrpc: '2.0', id: 1, method: 'uptime' },
        { jsonrpc: '2.0', method: 'uptime' },
        { jsonrpc: '2.0', id: 2, method: 'nosuch' },
      ]);
      expect(response).toEqual([
        { jsonrpc: '2.0', id: 1, result: 7 },
        { jsonrpc: '2.0', id: 2, error: { code: -32601, message: 'Method not found' } },
      ]);
    });
  });

  it('answers many clients at once', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const calls = Array.from({ length: 200 }, (_, index) =>
        createClient(port).request('echojson', [index]),
      );
      expect((await Promise.all(calls)).map((answer: unknown[]) => answer[0])).toEqual([...calls.keys()]);
    });
  });

  it('sends a large answer whole', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const large = '0f'.repeat(4 * 2 ** 20);
      expect((await createClient(port).request('echojson', [large]))[0]).toBe(large);
    });
  });

  it('stops on request: the answer arrives, then nobody listens', async () => {
    const trial = createTrialHttp();
    const port = await listen(trial.app, { host: '127.0.0.1', port: 0 });
    expect(await createClient(port).request('stop', [])).toBe('nonced stopping');
    await expect.poll(trial.rpc.stops).toBe(1);
    await trial.app.close();
    await expect(createClient(port).request('uptime', [])).rejects.toThrow('fetch failed');
  });
});
