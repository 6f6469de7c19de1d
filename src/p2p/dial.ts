import { connect, type Socket } from 'node:net';
import type { Timers } from '../util/clock.ts';
import { type Endpoint, endpointText } from '../util/endpoint.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';

/** Where to connect to: a TCP endpoint, or a socket in the file system. */
export type Target = Endpoint | { readonly path: string };

export type DialProblem = 'connect-failed' | 'connect-timeout';

export interface DialOptions {
  readonly timers: Timers;
  /** How long it may take, in milliseconds (`-timeout`). @source Bitcoin Core src/netbase.h DEFAULT_CONNECT_TIMEOUT */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 5000;

/** An open socket to the target, or why there is none. Nothing is left open where there is none. */
export function dial(target: Target, options: DialOptions): Promise<Verdict<Socket, DialProblem>> {
  const { timers, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return new Promise((resolve) => {
    const socket = connect(target);

    function end(verdict: Verdict<Socket, DialProblem>): void {
      cancelTimer();
      if (!verdict.ok) socket.destroy();
      resolve(verdict);
    }

    const name = targetText(target);
    const cancelTimer = timers.after(timeoutMs, () =>
      end(reject('connect-timeout', `connection attempt to ${name} timed out`)),
    );
    socket.once('connect', () => end(accept(socket)));
    // Stays, so that an error between here and the next owner ends no process; that owner sees a destroyed socket.
    socket.on('error', (error) =>
      end(reject('connect-failed', `connect() to ${name} failed: ${error.message}`)),
    );
  });
}

function targetText(target: Target): string {
  return 'path' in target ? target.path : endpointText(target);
}
