import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listen, MAX_BODY_SIZE, MAX_HEADERS_SIZE } from '../../../src/http/app.ts';
import { AUTHORIZATION, createTrialHttp, exchange, withServer } from '../../helpers/http.ts';

// Much of this is what Core's test/functional/interface_http.py asks for.

describe('createHttpApp', () => {
  it.each([
    ['GET', '/', 405, 'JSONRPC server handles only POST requests'],
    ['PUT', '/', 405, 'JSONRPC server handles only POST requests'],
    ['DELETE', '/', 405, 'JSONRPC server handles only POST requests'],
    ['OPTIONS', '/', 405, 'JSONRPC server handles only POST requests'],
    ['PATCH', '/', 405, 'JSONRPC server handles only POST requests'],
    ['GET', '/x', 404, 'Not found: JSON-RPC is at POST /'],
    ['POST', '/x', 404, 'Not found: JSON-RPC is at POST /'],
    ['DELETE', '/x', 405, 'Method DELETE is not served'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd', 404, 'Not found: JSON-RPC is at POST /'],
    ['GET', '/..%2Fetc%2Fpasswd', 404, 'Not found: JSON-RPC is at POST /'],
    ['GET', '/%2', 400, 'Bad request'],
  ] as const)('answers %s %s with %d', async (method, url, status, text) => {
    const { app } = createTrialHttp();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(status);
    expect(response.body).toBe(text);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('shows nothing of its insides where it fails itself', async () => {
    const { app, logged } = createTrialHttp();
    app.get('/fail', () => {
      throw new Error('the secret reason');
    });
    const response = await app.inject({ method: 'GET', url: '/fail' });
    expect(response.statusCode).toBe(500);
    expect(response.body).toBe('Internal error: see debug.log of the node');
    expect(logged.find((line) => line.startsWith('error '))).toMatch(/the secret reason.* at /s);
  });
});

describe('listen', () => {
  it('takes a free port where told 0, and says which', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      expect(response.status).toBe(405);
    });
  });

  it('says so where the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { app } = createTrialHttp();
    const expected = `Unable to bind to 127.0.0.1:${port} for RPC: the port is in use, perhaps by another nonced`;
    await expect(listen(app, { host: '127.0.0.1', port })).rejects.toThrow(expected);
    await app.close();
    other.close();
  });

  it('says so where the address is not of this machine', async () => {
    const { app } = createTrialHttp();
    const expected = /^Unable to bind to 203\.0\.113\.1:0 for RPC: this machine has no such address$/;
    await expect(listen(app, { host: '203.0.113.1', port: 0 })).rejects.toThrow(expected);
  });
});

const call = (body: string, path = '/') =>
  `POST ${path} HTTP/1.1\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const UPTIME = '{"result":7,"error":null}\n';

/** A request whose first line and headers, each of them small, have that many bytes. */
function smallHeaders(size: number): string {
  const [first, header, end] = ['GET /x HTTP/1.1\r\n', 'a: b\r\n', '\r\n'];
  const room = size - first.length - end.length;
  const count = Math.floor(room / header.length) - 1;
  const last = `a: ${'b'.repeat(room - count * header.length - header.length + 1)}\r\n`;
  return first + header.repeat(count) + last + end;
}

describe('on a socket', () => {
  it('keeps a connection for many calls, without a Host header', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const received = await exchange(
        port,
        call('{"method":"uptime"}').repeat(3),
        (text) => text.split(UPTIME).length === 4,
      );
      expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    });
  });

  it('closes it where the client asks for it', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const request = call('{"method":"uptime"}').replace('\r\n', '\r\nConnection: close\r\n');
      expect(await exchange(port, request)).toMatch(
        /^HTTP\/1\.1 200 OK.*\r\n\r\n\{"result":7,"error":null\}\n$/s,
      );
    });
  });

  it('reads chunked bodies', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const head = `POST / HTTP/1.1\r\nAuthorization: ${AUTHORIZATION}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const chunks = '9\r\n{"method"\r\na\r\n:"uptime"}\r\n0\r\n\r\n';
      expect(await exchange(port, head + chunks, (text) => text.endsWith(UPTIME))).toMatch(
        /^HTTP\/1\.1 200 OK/,
      );
    });
  });

  it('answers a body announced as too large at once', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const head = `POST / HTTP/1.1\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Length: ${MAX_BODY_SIZE + 1}\r\n\r\n`;
      const received = await exchange(port, head, (text) => text.includes('\r\n\r\n'));
      expect(received).toMatch(/^HTTP\/1\.1 413 Content too large/);
    });
  });

  it('refuses a body before it is sent where the login is wrong', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const head = `POST / HTTP/1.1\r\nContent-Length: ${MAX_BODY_SIZE}\r\n\r\n`;
      expect(await exchange(port, head, (text) => text.includes('\r\n\r\n'))).toMatch(
        /^HTTP\/1\.1 401 Unauthorized/,
      );
    });
  });

  it.each([
    ['CONNECT', 'CONNECT / HTTP/1.1\r\n\r\n', 405],
    ['TRACE', 'TRACE / HTTP/1.1\r\n\r\n', 405],
    ['a far-future version', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
    ['no number as version', 'GET / HTTP/INVALID\r\nHost: localhost\r\n\r\n', 400],
    ['another protocol', 'GET / NOTHTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['no version', 'GET / \r\n\r\n', 400],
    ['a null byte in the path', 'GET /safe\0/../etc HTTP/1.1\r\n\r\n', 400],
    ['a space before a colon', 'GET / HTTP/1.1\r\nAuthorization : x\r\n\r\n', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nAuthorization: Basic\r\n x\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 999\r\n\r\n{', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a path of the largest size', `GET /${'x'.repeat(MAX_HEADERS_SIZE - 1000)} HTTP/1.1\r\n\r\n`, 404],
    ['a path beyond it', `GET /${'x'.repeat(MAX_HEADERS_SIZE)} HTTP/1.1\r\n\r\n`, 400],
    ['as many headers as may be', smallHeaders(MAX_HEADERS_SIZE), 404],
    ['one byte more', smallHeaders(MAX_HEADERS_SIZE + 1), 400],
    ['far too many headers', smallHeaders(2 * MAX_HEADERS_SIZE), 400],
  ])('answers %s', async (_name, request, status) => {
    await withServer(createTrialHttp(), async (port) => {
      const received = await exchange(port, request, (text) => text.includes('\r\n\r\n'));
      expect(received.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    });
  });

  it('answers in order, what is no request after the calls before it', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const requests =
        call('{"method":"stop","params":[100]}') + call('{}', `/${'x'.repeat(2 * MAX_HEADERS_SIZE)}`);
      expect(await exchange(port, requests)).toMatch(
        /^HTTP\/1\.1 200 OK.*nonced stopping.*HTTP\/1\.1 400 Bad Request/s,
      );
    });
  });

  it.each([
    ['half a request', 'GET / HTTP/1.1\r\nHost: somehost\r\n'],
    ['half a body', call('{"method":"uptime"}').slice(0, -5)],
    ['nothing', ''],
  ])('cuts a client that falls silent after %s, without an answer', async (_name, text) => {
    await withServer(createTrialHttp({ idleTimeoutMs: 200 }), async (port) => {
      expect(await exchange(port, text)).toBe('');
    });
  });

  it('cuts an idle connection, but not one that waits for its answer', async () => {
    await withServer(createTrialHttp({ idleTimeoutMs: 200 }), async (port) => {
      expect(await exchange(port, call('{"method":"stop","params":[700]}'))).toMatch(/nonced stopping/);
    });
  });

  it('answers what is in flight before it closes', async () => {
    const trial = createTrialHttp();
    const port = await listen(trial.app, { host: '127.0.0.1', port: 0 });
    const answer = exchange(port, call('{"method":"stop","params":[200]}'));
    await expect.poll(() => trial.rpc.logged).toContainEqual(expect.stringContaining('method=stop'));
    await trial.app.close();
    expect(await answer).toMatch(/nonced stopping/);
  });
});

describe('a connection', () => {
  it('is cut where its address is not allowed, before anything is read', async () => {
    const trial = createTrialHttp({ isAllowed: (address) => address !== '127.0.0.1' });
    await withServer(trial, async (port) => {
      expect(await exchange(port, request('{"method":"uptime"}'))).toBe('');
    });
    expect(trial.rpc.logged).toEqual([]);
    expect(trial.logged).toEqual([
      expect.stringMatching(/^http Connection from 127\.0\.0\.1:\d+ rejected: Client network is not allowed/),
    ]);
  });

  const request = (body: string) =>
    `POST / HTTP/1.1\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it('has one request after the other run, as they may go by what was before', async () => {
    await withServer(createTrialHttp(), async (port) => {
      const both = request('{"method":"stop","params":[20]}') + request('{"method":"getrpcinfo"}');
      const received = await exchange(port, both, (text) => text.includes('logpath'));
      expect(received.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
      expect(received).toMatch(/nonced stopping.*"active_commands":\[\{"method":"getrpcinfo"[^{]*\],/s);
    });
  });
});
