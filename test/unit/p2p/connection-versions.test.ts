import { afterEach, describe, expect, it } from 'vitest';
import type { Transport } from '../../../src/p2p/transport/transport.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { createGarbage } from '../../../src/p2p/transport/v2-garbage.ts';
import { type ObservedConnection, observe } from '../../helpers/connections.ts';
import { eventually } from '../../helpers/eventually.ts';
import { connectPair, type SocketPair } from '../../helpers/socket-pair.ts';
import { MAGIC, v2Transport } from '../../helpers/transports.ts';

interface Ends {
  readonly initiator: ObservedConnection;
  readonly responder: ObservedConnection;
}

const opened: SocketPair[] = [];

afterEach(() => {
  for (const { dialed, accepted } of opened.splice(0)) {
    dialed.destroy();
    accepted.destroy();
  }
});

async function openSockets(): Promise<SocketPair> {
  const pair = await connectPair();
  opened.push(pair);
  return pair;
}

/** A connection over 127.0.0.1 with these transports at its ends. */
async function connect(initiating: Transport, responding: Transport): Promise<Ends> {
  const { dialed, accepted } = await openSockets();
  return {
    initiator: observe(dialed, { transport: initiating }),
    responder: observe(accepted, { transport: responding }),
  };
}

const v1 = () => createV1Transport(MAGIC);
const v2 = (isInitiator: boolean) => v2Transport(isInitiator, createGarbage());
const BLOCK = new Uint8Array(3_000_000).fill(7);

/** Sends messages both ways at once, before anything was received, and checks that all come. */
async function exchange({ initiator, responder }: Ends): Promise<void> {
  for (const { connection } of [initiator, responder]) {
    connection.send('version', new Uint8Array(100));
    connection.send('block', BLOCK);
    connection.send('ping', new Uint8Array(8));
  }
  for (const end of [initiator, responder]) {
    expect(await end.next()).toMatchObject({ command: 'version' });
    const block = await end.next();
    expect(Buffer.compare(block.payload, BLOCK)).toBe(0);
    expect(await end.next()).toMatchObject({ command: 'ping', payload: new Uint8Array(8) });
    await eventually('all sent', async () => !end.connection.isSendPaused);
  }
}

describe('a connection', () => {
  it('of two that speak version 2 is encrypted', async () => {
    const ends = await connect(v2(true), v2(false));
    await exchange(ends);
    const stats = ends.initiator.connection.stats();
    expect(stats).toMatchObject({ protocol: 'v2', sessionId: expect.any(Uint8Array) });
    expect(ends.responder.connection.stats().sessionId).toEqual(stats.sessionId);
    // The handshake counts for the whole, and for no message; 13 bytes and 20 go with one of no known type.
    expect(stats.bytesSentByType.get('*other*')).toBe(100 + 13 + 20);
    expect(stats.bytesSentByType.get('ping')).toBe(8 + 1 + 20);
    const messages = [...stats.bytesSentByType.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(stats.bytesSent).toBeGreaterThanOrEqual(messages + 64 + 16 + 20);
  });

  it('that one of version 1 made to one of version 2 is in the clear', async () => {
    const ends = await connect(v1(), v2(false));
    await exchange(ends);
    expect(ends.responder.connection.stats()).toMatchObject({ protocol: 'v1' });
    expect(ends.responder.connection.stats().sessionId).toBeUndefined();
  });

  it('that one of version 2 made to one of version 1 ends at once, and is worth another try', async () => {
    const { initiator, responder } = await connect(v2(true), v1());
    initiator.connection.send('version', new Uint8Array(100));
    expect(await responder.reason()).toMatchObject({ kind: 'broken-stream' });
    await initiator.reason();
    expect(initiator.connection.shouldReconnectV1()).toBe(true);
    expect(responder.connection.shouldReconnectV1()).toBe(false);
    expect(initiator.connection.stats()).toMatchObject({ protocol: 'detecting' });

    const again = await connect(v1(), v1());
    await exchange(again);
  });

  it('of version 2 that ends later is not worth another try', async () => {
    const { initiator, responder } = await connect(v2(true), v2(false));
    initiator.connection.send('ping', new Uint8Array(8));
    await responder.next();
    responder.connection.close('enough');
    await initiator.reason();
    expect(initiator.connection.shouldReconnectV1()).toBe(false);
  });

  it('to one that says nothing keeps what waits for the handshake within bounds', async () => {
    const { dialed } = await openSockets();
    const initiator = observe(dialed, { transport: v2(true) });
    initiator.connection.send('block', new Uint8Array(1_000_000));
    expect(initiator.connection.isSendPaused).toBe(true);
    for (let i = 0; i < 20 && !initiator.connection.isClosed; i++) initiator.connection.send('block', BLOCK);
    expect(initiator.closed).toMatchObject([{ kind: 'send-overflow' }]);
  });
});
