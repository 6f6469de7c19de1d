/** The part that is used of npm `ws`, which has no types of its own. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export class WebSocket extends EventEmitter {
    /** A client's side: it emits open, message, close and error, and unexpected-response where it is refused. */
    constructor(url: string, options?: { readonly headers?: Readonly<Record<string, string>> });
    /** Bytes that wait to be sent. */
    readonly bufferedAmount: number;
    send(text: string | Uint8Array, options?: { readonly binary: boolean }): void;
    ping(): void;
    close(code: number, reason: string): void;
    terminate(): void;
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: {
      readonly noServer: true;
      readonly clientTracking: false;
      /** Bytes that a message may have. */
      readonly maxPayload: number;
    });
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      use: (client: WebSocket) => void,
    ): void;
  }
}
