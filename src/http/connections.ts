import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What happens on sockets beside whole requests: silence, noise, and methods that Fastify never sees.
 * @source Bitcoin Core src/httpserver.cpp (-rpcservertimeout; answers to what is no request)
 */

/** The response that a socket waits for. */
const unanswered = new WeakMap<Socket, ServerResponse>();

/** Watches a server's sockets; `server.timeout` says how long one may be silent. */
export function watchConnections(server: Server): void {
  // Else Node would drop all headers after a certain number without a word; headersSize wants to see them.
  server.maxHeadersCount = 0;
  server.on('request', (request, response) => {
    unanswered.set(request.socket, response);
    response.once('close', () => {
      if (unanswered.get(request.socket) === response) unanswered.delete(request.socket);
    });
  });
  server.on('timeout', (socket) => {
    // Silence is the client's only until its request is complete; from then on the wait is ours (waitforblock, long polls).
    if (!unanswered.get(socket)?.req.complete) socket.destroy();
  });
  server.on('connect', (_request, socket) => {
    socket.end(emptyAnswer('405 Method Not Allowed'));
  });
}

/** Answers what Node's parser refused: 400 whatever is wrong, after the answers still owed; nothing to who fell silent. */
export function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET' || error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    socket.destroy();
    return;
  }
  const refuse = () => socket.end(emptyAnswer('400 Bad Request'));
  const owed = unanswered.get(socket);
  if (owed?.req.complete) owed.once('close', refuse);
  else refuse();
}

/**
 * Bytes of the request line and the headers, with what ends and separates them: Node's own limit counts names and
 * values alone, so that many small headers would slip under it.
 */
export function headersSize({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/1.1\r\n`.length;
  // Two bytes after a name, ": ", and two after a value, the line's end.
  const lines = rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0);
  return requestLine + lines + '\r\n'.length;
}

function emptyAnswer(status: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}
