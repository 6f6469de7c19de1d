import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addTutorialRoutes, isLoopback } from '../../../src/http/tutorial-routes.ts';
import type { TutorialReply } from '../../../src/rpc/tutorial/reply.ts';
import type { Tutorial } from '../../../src/rpc/tutorial/tutorial.ts';
import { createTrialHttp, type TrialHttp, withServer } from '../../helpers/http.ts';

interface TrialRoutes extends TrialHttp {
  /** What was asked of the tutorial, in order. */
  readonly asked: unknown[][];
}

/** The routes over a tutorial that notes what it is asked and always gives the same answer. */
function createRoutes(part: Partial<Tutorial> = {}, outcome: TutorialReply['outcome'] = 'done'): TrialRoutes {
  const trial = createTrialHttp();
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]): Promise<TutorialReply> => {
      asked.push([name, ...args]);
      return { outcome, text: '{}\n' };
    };
  const tutorial: Tutorial = {
    submitTransfer: (body) => note('txion')(Buffer.from(body).toString()),
    readChain: (query, path) => note('chain')({ ...query }, path),
    mine: () => note('mine')(),
    ...part,
  };
  addTutorialRoutes(trial.app, { tutorial, allowedHosts: ['miner.lan'] });
  return { ...trial, asked };
}

describe('addTutorialRoutes', () => {
  it('asks for what the address says, without a login', async () => {
    const { app, asked } = createRoutes();
    await app.inject('/getchain');
    await app.inject('/blocks?from=-3&limit=2&other=x');
    await app.inject('/mine');
    await app.inject({ method: 'POST', url: '/txion', payload: '{"from":1}' });
    await app.inject({ method: 'POST', url: '/txion' });
    expect(asked).toEqual([
      ['chain', {}, '/getchain'],
      ['chain', { from: '-3', limit: '2', other: 'x' }, '/blocks'],
      ['mine'],
      ['txion', '{"from":1}'],
      ['txion', ''],
    ]);
  });

  it.each([
    ['done', 200],
    ['refused', 400],
    ['unavailable', 503],
    ['fault', 500],
  ] as const)('answers what is %s with %d, as JSON that nobody may keep', async (outcome, status) => {
    const response = await createRoutes({}, outcome).app.inject('/mine');
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(response.body).toBe('{}\n');
  });

  it.each([
    ['POST', '/mine', 'GET'],
    ['POST', '/getchain', 'GET'],
    ['POST', '/blocks', 'GET'],
    ['GET', '/txion', 'POST'],
  ] as const)('says that %s %s has to be %s', async (method, url, right) => {
    const { app, asked } = createRoutes();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']).toBe(right);
    expect(response.json()).toMatchObject({ error: 'method-not-allowed', explanation: expect.any(String) });
    expect(asked).toEqual([]);
  });

  it.each([
    { host: 'evil.com' },
    { host: 'localhost', origin: 'http://evil.com' },
    { host: 'localhost:1', origin: 'http://localhost:2' },
    { host: 'localhost', origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch;prerender' },
  ])('lets no web page of others call: %j', async (headers) => {
    const { app, asked } = createRoutes();
    for (const url of ['/mine', '/getchain', '/blocks', '/txion']) {
      const response = await app.inject({ method: url === '/txion' ? 'POST' : 'GET', url, headers });
      expect(response.statusCode).toBe(403);
      expect(response.json()).toMatchObject({ error: 'forbidden' });
    }
    expect(asked).toEqual([]);
  });

  it.each([
    { host: 'miner.lan' },
    { host: '127.0.0.1:18443' },
    { host: 'localhost:1', origin: 'http://localhost:1', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost', 'sec-fetch-site': 'none' },
  ])('lets the person at the machine call: %j', async (headers) => {
    expect((await createRoutes().app.inject({ url: '/mine', headers })).statusCode).toBe(200);
  });

  it('takes bodies to 1 MiB and refuses one byte more', async () => {
    const { app, asked } = createRoutes();
    const post = (size: number) => app.inject({ method: 'POST', url: '/txion', payload: 'x'.repeat(size) });
    expect((await post(1024 * 1024)).statusCode).toBe(200);
    const response = await post(1024 * 1024 + 1);
    expect(response.statusCode).toBe(413);
    expect(response.json()).toMatchObject({ explanation: 'A request here may have 1048576 bytes.' });
    expect(asked).toHaveLength(1);
  });

  it('shows nothing of its insides where a route fails', async () => {
    const { app, logged } = createRoutes({
      readChain: async () => {
        throw new Error('the secret reason');
      },
    });
    const response = await app.inject('/getchain');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
    expect(logged.join()).toContain('the secret reason');
  });

  it('tells the one who mines that its client has gone', async () => {
    let abandoned: AbortSignal | undefined;
    const trial = createRoutes({
      mine: (signal) => {
        abandoned = signal;
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ outcome: 'unavailable', text: '{}\n' }));
        });
      },
    });
    await withServer(trial, async (port) => {
      const request = get({ port, path: '/mine' }).on('error', () => {});
      await expect.poll(() => abandoned).toBeDefined();
      expect(abandoned?.aborted).toBe(false);
      request.destroy();
      await expect.poll(() => abandoned?.aborted).toBe(true);
    });
  });

  it('leaves all else as it is', async () => {
    const { app } = createRoutes();
    expect((await app.inject('/')).statusCode).toBe(405);
    expect((await app.inject('/getchain/')).body).toBe('Not found: JSON-RPC is at POST /');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost', 'LOCALHOST'])('holds for %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '::ffff:10.0.0.1',
    '127.evil.com',
    'localhost.evil.com',
    'miner.lan',
    '',
  ])('does not hold for %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
