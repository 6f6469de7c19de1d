import { describe, expect, it } from 'vitest';
import { addEventsSocket } from '../../../src/http/events-socket.ts';
import { AUTHORIZATION, createTrialHttp, exchange, withServer } from '../../helpers/http.ts';
import { recordingLog } from '../../helpers/rpc.ts';

/** The rest is tested on a daemon: test/integration/events.test.ts. */
function createTrial() {
  const trial = createTrialHttp();
  addEventsSocket(trial.app, {
    source: () => undefined,
    login: () => ({ user: 'alice' }),
    mayListen: () => true,
    allowedHosts: [],
    log: recordingLog(trial.logged),
  });
  return trial;
}

const OFFER = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';

describe('addEventsSocket', () => {
  it('leaves calls alone that offer another protocol', async () => {
    const body = '{"method":"uptime"}';
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\n${OFFER}Authorization: ${AUTHORIZATION}\r\nContent-Length: ${body.length}\r\n\r\n`;
    await withServer(createTrial(), async (port) => {
      const received = await exchange(port, head + body, (text) => text.includes('"result":7'));
      expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    });
  });

  it('is not there until the node is ready', async () => {
    const request =
      'GET /events HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    await withServer(createTrial(), async (port) => {
      expect(await exchange(port, request)).toMatch(/^HTTP\/1.1 503 Service Unavailable\r\n/);
    });
  });
});
