import { describe, expect, it } from 'vitest';
import { AUTHORIZATION, basic, createTrialHttp, type TrialHttp, USER } from '../../helpers/http.ts';

type Headers = Readonly<Record<string, string>>;

async function post(trial: TrialHttp, payload: string | Buffer, headers: Headers = {}) {
  const response = await trial.app.inject({
    method: 'POST',
    url: '/',
    payload,
    headers: { authorization: AUTHORIZATION, ...headers },
  });
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    body: response.body,
    headers: response.headers,
  };
}

const JSON_TYPE = 'application/json';

describe('POST /', () => {
  const INTERNAL = '{"code":-32603,"message":"Internal error: see debug.log of the node"}';
  const WRONG_TYPE = JSON.stringify({
    code: -3,
    message:
      'Wrong type passed:\n{\n    "Position 1 (command)": "JSON value of type number is not of expected type string"\n}',
  });

  it.each([
    ['ok', '"method":"uptime"', 200, '"result":7'],
    ['unknown method', '"method":"nosuch"', 404, '"error":{"code":-32601,"message":"Method not found"}'],
    ['wrong type', '"method":"help","params":[0]', 500, `"error":${WRONG_TYPE}`],
    [
      'refused by the method',
      '"method":"refuse"',
      500,
      '"error":{"code":-8,"message":"Block height out of range"}',
    ],
    ['our own fault', '"method":"fail"', 500, `"error":${INTERNAL}`],
  ])('answers %s with the status of the dialect', async (_name, call, status, part) => {
    const old = part.startsWith('"error"') ? `"result":null,${part}` : `${part},"error":null`;
    const trial = createTrialHttp();
    expect(await post(trial, `{${call},"id":1}`)).toMatchObject({
      status,
      type: JSON_TYPE,
      body: `{${old},"id":1}\n`,
    });
    expect(await post(trial, `{"jsonrpc":"2.0",${call},"id":1}`)).toMatchObject({
      status: 200,
      type: JSON_TYPE,
      body: `{"jsonrpc":"2.0",${part},"id":1}\n`,
    });
    const notification = await post(trial, `{"jsonrpc":"2.0",${call}}`);
    expect(notification).toMatchObject({ status: 204, type: undefined, body: '' });
  });

  it.each([
    ['an empty body', '', 500, '-32700,"message":"Parse error"', ',"id":null'],
    ['no JSON', 'this is bad', 500, '-32700,"message":"Parse error"', ',"id":null'],
    ['15,000 nested lists', '['.repeat(15_000), 500, '-32700,"message":"Parse error"', ',"id":null'],
    ['no object', '5', 500, '-32700,"message":"Top-level object parse error"', ',"id":null'],
    ['no method', '{}', 400, '-32600,"message":"Missing method"', ''],
    ['another version', '{"jsonrpc":"3.0"}', 400, '-32600,"message":"JSON-RPC version not supported"', ''],
    ['a number as version', '{"jsonrpc":2}', 400, '-32600,"message":"jsonrpc field must be a string"', ''],
  ])('answers %s', async (_name, body, status, error, id) => {
    expect(await post(createTrialHttp(), body)).toMatchObject({
      status,
      type: JSON_TYPE,
      body: `{"result":null,"error":{"code":${error}}${id}}\n`,
    });
  });

  it('answers batches with 200, whatever is in them, and all notifications with 204', async () => {
    const trial = createTrialHttp();
    expect(await post(trial, '[]')).toMatchObject({ status: 200, type: JSON_TYPE, body: '[]\n' });
    expect(await post(trial, '[5,{"method":"fail"}]')).toMatchObject({ status: 200, type: JSON_TYPE });
    expect(await post(trial, '[{"jsonrpc":"2.0","method":"uptime"}]')).toMatchObject({
      status: 204,
      body: '',
    });
  });

  it.each([
    undefined,
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'json;;',
    'q',
    ';',
    '*/*',
  ])('does not look at the content type %s', async (type) => {
    const reply = await post(
      createTrialHttp(),
      '{"method":"uptime"}',
      type === undefined ? {} : { 'content-type': type },
    );
    expect(reply).toMatchObject({ status: 200, body: '{"result":7,"error":null}\n' });
  });

  it('takes bodies to 32 MiB and refuses one byte more', async () => {
    const fixed = '{"method":"echojson","params":[""]}';
    const body = (size: number) => `{"method":"echojson","params":["${'0'.repeat(size - fixed.length)}"]}`;
    const trial = createTrialHttp();
    expect((await post(trial, body(32 * 1024 * 1024))).status).toBe(200);
    expect(await post(trial, body(32 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
  });

  it.each([
    ['no login', undefined, 401],
    ['a wrong password', basic(USER, 'guess'), 401],
    ['another user', basic('bob', 'pa:ss wörd'), 401],
    ['another scheme', 'Bearer x', 401],
    ['what is no base64', 'Basic !!!', 401],
    ['the login', AUTHORIZATION, 200],
  ])('answers %s', async (_name, authorization, expected) => {
    const trial = createTrialHttp();
    const headers: Headers = authorization === undefined ? {} : { authorization };
    const response = await trial.app.inject({
      method: 'POST',
      url: '/',
      payload: '{"method":"uptime"}',
      headers,
    });
    expect(response.statusCode).toBe(expected);
    if (expected !== 401) return;
    expect(response.headers['www-authenticate']).toBe('Basic realm="jsonrpc"');
    expect(response.body).toMatch(/^Unauthorized: /);
    expect(trial.rpc.logged).toEqual([]);
  });

  it('delays the answer to a wrong password, logs it without the password, and not that to none', async () => {
    const trial = createTrialHttp();
    const began = performance.now();
    await post(trial, '{}', { authorization: basic(USER, 'guess') });
    expect(performance.now() - began).toBeGreaterThan(245);
    const warnings = trial.logged.filter((line) => line.startsWith('warn '));
    expect(warnings).toEqual([
      expect.stringMatching(/^warn ThreadRPCServer incorrect password attempt from 127\.0\.0\.1/),
    ]);
    expect(trial.logged.join()).not.toMatch(/guess|Z3Vlc3M/);
    await trial.app.inject({ method: 'POST', url: '/', payload: '{}' });
    expect(trial.logged.filter((line) => line.startsWith('warn '))).toHaveLength(1);
  });

  it('refuses other names and other origins before it looks at the login', async () => {
    const trial = createTrialHttp();
    for (const headers of [{ host: 'evil.com' }, { host: 'localhost', origin: 'http://evil.com' }]) {
      const reply = await post(trial, '{"method":"uptime"}', { authorization: 'Basic x', ...headers });
      expect(reply).toMatchObject({ status: 403, body: expect.stringMatching(/^Forbidden: /) });
    }
    expect(trial.rpc.logged).toEqual([]);
  });

  it('answers -28 with 500 during warm-up, in 2.0 with 200', async () => {
    const trial = createTrialHttp();
    trial.rpc.warmup.enter('Verifying blocks…');
    const error = '"error":{"code":-28,"message":"Verifying blocks…"}';
    expect(await post(trial, '{"method":"uptime","id":1}')).toMatchObject({
      status: 500,
      body: `{"result":null,${error},"id":1}\n`,
    });
    expect(await post(trial, '{"jsonrpc":"2.0","method":"uptime","id":1}')).toMatchObject({
      status: 200,
      body: `{"jsonrpc":"2.0",${error},"id":1}\n`,
    });
  });

  it('runs what is to follow the answer, once', async () => {
    const trial = createTrialHttp();
    expect((await post(trial, '{"method":"stop"}')).body).toBe('{"result":"nonced stopping","error":null}\n');
    await new Promise(setImmediate);
    expect(trial.rpc.stops()).toBe(1);
  });

  it.each([
    ['a listed method', '{"method":"uptime"}', 200],
    ['another method', '{"method":"stop"}', 403],
    ['a method that there is not', '{"method":"nosuch"}', 403],
    ['another method at the end of a batch', '[{"method":"uptime"},{"method":"stop"}]', 403],
    ['a batch of listed methods', '[{"method":"uptime"},{"method":"upTime"}]', 200],
    ['what is no request', '[5]', 200],
  ])('lets a user with a whitelist call what it lists: %s', async (_name, body, status) => {
    const trial = createTrialHttp({ whitelists: [`${USER}:uptime`] });
    const answer = await post(trial, body);
    expect(answer.status).toBe(status);
    expect(trial.rpc.stops()).toBe(0);
    if (status !== 403) return;
    expect(answer.body).toBe('');
    expect(trial.rpc.logged.join()).toContain(`RPC User ${USER} not allowed to call method `);
    expect(trial.rpc.logged.join()).not.toContain('ThreadRPCServer');
  });

  it('shuts out users without a whitelist once there is one', async () => {
    const trial = createTrialHttp({ whitelists: ['bob:uptime'] });
    expect(await post(trial, '{"method":"uptime"}')).toMatchObject({ status: 403, body: '' });
    expect(trial.rpc.logged).toEqual([`warn RPC User ${USER} not allowed to call any methods`]);
  });

  it('takes no more requests at once than it may', async () => {
    const none = createTrialHttp({ maxRequests: 0 });
    expect(await post(none, '{"method":"uptime"}')).toMatchObject({
      status: 503,
      body: 'Work queue depth exceeded',
    });
    expect(none.rpc.logged).toEqual([]);
    const one = createTrialHttp({ maxRequests: 1 });
    for (const body of ['{"method":"fail"}', 'no JSON', '{"method":"uptime"}']) {
      expect((await post(one, body)).status).not.toBe(503);
    }
  });
});
