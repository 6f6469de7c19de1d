import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SYSTEM_TIMERS } from '../../../src/node/timers.ts';
import { dial } from '../../../src/p2p/dial.ts';
import type { Timers } from '../../../src/util/clock.ts';
import { listen } from '../../helpers/socket-pair.ts';

/** Every time is up before anything else happens. */
const IMPATIENT: Timers = {
  after(_, action) {
    queueMicrotask(action);
    return () => {};
  },
};

describe('dial', () => {
  it('opens a socket', async () => {
    const { server, port } = await listen((socket) => socket.end('hello'));
    const dialed = await dial({ host: '127.0.0.1', port }, { timers: SYSTEM_TIMERS });
    expect(dialed.ok && String(await once(dialed.value, 'data'))).toBe('hello');
    server.close();
  });

  it('connect-failed where nobody listens', async () => {
    const { server, port } = await listen(() => {});
    server.close();
    await once(server, 'close');
    expect(await dial({ host: '127.0.0.1', port }, { timers: SYSTEM_TIMERS })).toEqual({
      ok: false,
      code: 'connect-failed',
      debug: `connect() to 127.0.0.1:${port} failed: connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  it('connect-failed where there is no such socket file', async () => {
    const dialed = await dial({ path: '/nonexistent/socket' }, { timers: SYSTEM_TIMERS });
    expect(dialed).toMatchObject({ code: 'connect-failed' });
  });

  it('connect-timeout, and nothing stays open', async () => {
    const { server, port } = await listen(() => {});
    expect(await dial({ host: '127.0.0.1', port }, { timers: IMPATIENT })).toEqual({
      ok: false,
      code: 'connect-timeout',
      debug: `connection attempt to 127.0.0.1:${port} timed out`,
    });
    server.close();
    await once(server, 'close');
  });
});
