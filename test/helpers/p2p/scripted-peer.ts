import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../src/p2p/codec/codec.ts';
import type { Message, VersionMessage } from '../../../src/p2p/codec/message.ts';
import { PROTOCOL_VERSION } from '../../../src/p2p/handshake.ts';
import { NO_ADDRESS } from '../../../src/p2p/net-address.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { REGTEST } from '../regtest.ts';

/** A peer of a real node, over TCP, that does its handshake and then what a script says. It ends with the test. */
export interface ScriptedPeer {
  /** How many messages of each command the node has sent. */
  readonly received: ReadonlyMap<string, number>;
  send(message: Message): void;
  /** Bytes as they are, which may be no message. */
  sendBytes(bytes: Uint8Array): void;
  readonly isClosed: boolean;
  close(): void;
}

/** What it does about each message of the node; `verack` says that the handshake is done. Pings are answered anyway. */
export type Script = (message: Message, peer: ScriptedPeer) => void;

export interface ListeningPeer {
  /** Where a node connects to it. */
  readonly address: string;
  /** Those that nodes made of it so far. */
  readonly peers: readonly ScriptedPeer[];
}

/** Connects to a node. @param address - e.g. `127.0.0.1:40001` */
export async function dialNode(address: string, script: Script): Promise<ScriptedPeer> {
  const [host = '', port] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect');
  const peer = play(socket, script);
  peer.send(versionMessage());
  return peer;
}

/** Waits for nodes to connect. */
export async function listenForNodes(script: Script): Promise<ListeningPeer> {
  const peers: ScriptedPeer[] = [];
  const server = createServer((socket) => {
    const greet: Script = (message, peer) => {
      if (message.command === 'version') peer.send(versionMessage());
      script(message, peer);
    };
    peers.push(play(socket, greet));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, peers };
}

/** Makes such a peer of one end of a connection; it says nothing by itself. */
export function play(socket: Socket, script: Script): ScriptedPeer {
  const transport = createV1Transport(REGTEST.magic);
  const received = new Map<string, number>();
  const peer: ScriptedPeer = {
    received,
    send(message) {
      peer.sendBytes(concatBytes(...transport.send(message.command, encodeMessage(message))));
    },
    sendBytes(bytes) {
      if (!socket.destroyed) socket.write(bytes);
    },
    get isClosed() {
      return socket.destroyed;
    },
    close: () => void socket.destroy(),
  };

  function hear(message: Message): void {
    received.set(message.command, (received.get(message.command) ?? 0) + 1);
    script(message, peer);
    if (message.command === 'version') peer.send({ command: 'verack' });
    if (message.command === 'ping') peer.send({ command: 'pong', nonce: message.nonce });
  }

  socket.on('data', (chunk) => {
    for (const item of transport.receive(chunk)) {
      const message = item.kind === 'message' ? decodeMessage(item.command, item.payload) : undefined;
      // A node sends nothing that can't be read.
      if (message?.ok) hear(message.value);
      else socket.destroy(new Error(`not a message: ${JSON.stringify(item)}`));
    }
  });
  // The node may end the connection while it is written to.
  socket.on('error', () => {});
  onTestFinished(peer.close);
  return peer;
}

/** What a peer greets with that has everything. */
export function versionMessage(): VersionMessage {
  return {
    command: 'version',
    version: PROTOCOL_VERSION,
    services: SERVICE.network | SERVICE.witness,
    time: BigInt(Math.floor(Date.now() / 1000)),
    receiver: { services: 0n, service: { ...NO_ADDRESS, port: 0 } },
    nonce: 0x5c217ed7n,
    userAgent: '/scripted/',
    startHeight: 0,
    relay: true,
  };
}
