import { connect } from 'node:net';
import { allowClients, type IsAllowed } from '../../src/http/allowed-clients.ts';
import { createHttpApp, listen } from '../../src/http/app.ts';
import { createLogin, passwordCredential } from '../../src/http/auth.ts';
import { createTrialRpc, recordingLog, type TrialRpc } from './rpc.ts';

export const USER = 'alice';
const PASSWORD = 'pa:ss wörd';

/** The Authorization header of a login. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export const AUTHORIZATION = basic(USER, PASSWORD);

export interface TrialHttp {
  readonly app: ReturnType<typeof createHttpApp>;
  readonly rpc: TrialRpc;
  /** What the HTTP server logged. */
  readonly logged: string[];
}

export interface TrialHttpOptions {
  /** How long a connection may be silent. */
  readonly idleTimeoutMs?: number;
  readonly isAllowed?: IsAllowed;
  readonly maxRequests?: number;
  readonly whitelists?: readonly string[];
}

/** The HTTP server over the trial methods. */
export function createTrialHttp(options: TrialHttpOptions = {}): TrialHttp {
  const { idleTimeoutMs = 30_000, maxRequests = 1000, isAllowed, whitelists } = options;
  const rpc = createTrialRpc({ whitelists });
  const logged: string[] = [];
  const app = createHttpApp({
    dispatcher: rpc.dispatcher,
    login: createLogin([passwordCredential(USER, PASSWORD)]),
    log: recordingLog(logged),
    allowedHosts: ['miner.lan'],
    isAllowed: isAllowed ?? allowClients([]),
    maxRequests,
    idleTimeoutMs,
  });
  return { app, rpc, logged };
}

/** Runs `use` against the server on a free port of loopback. */
export async function withServer(trial: TrialHttp, use: (port: number) => Promise<void>): Promise<void> {
  const port = await listen(trial.app, { host: '127.0.0.1', port: 0 });
  try {
    await use(port);
  } finally {
    await trial.app.close();
  }
}

/** Writes raw text to the server and collects what comes back until the server closes or `until` is met. */
export function exchange(
  port: number,
  text: string,
  until: (received: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const finish = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setEncoding('utf8');
    socket.on('data', (data) => {
      received += String(data);
      if (until(received)) finish();
    });
    socket.on('close', finish);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? finish() : reject(error),
    );
  });
}
