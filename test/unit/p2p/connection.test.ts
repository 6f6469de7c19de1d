import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../../src/p2p/connection.ts';
import { formatNetService } from '../../../src/p2p/net-address.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { type ObservedConnection, observe } from '../../helpers/connections.ts';
import { eventually } from '../../helpers/eventually.ts';
import { connectPair, type SocketPair } from '../../helpers/socket-pair.ts';
import { encode, MAGIC, receiveAll, singleBytes } from '../../helpers/transports.ts';

const opened: SocketPair[] = [];

afterEach(() => {
  for (const { dialed, accepted } of opened.splice(0)) {
    dialed.destroy();
    accepted.destroy();
  }
});

/** A peer's end of a connection, and ours, which the test observes. */
async function connected(options?: Partial<ConnectionOptions>) {
  const pair = await connectPair();
  opened.push(pair);
  return { peer: pair.dialed, socket: pair.accepted, ours: observe(pair.accepted, options) };
}

function frame(command: string, payload: Uint8Array): Uint8Array {
  return encode(createV1Transport(MAGIC), { command, payload });
}

const PING = frame('ping', new Uint8Array(8));
const MEGABYTE = new Uint8Array(1_000_000);

/** Lets the system deliver what it has. */
function settled({ connection }: ObservedConnection): Promise<number> {
  let last = -1;
  return eventually('a pause in what is received', async () => {
    const { bytesReceived } = connection.stats();
    if (bytesReceived === last) return bytesReceived;
    last = bytesReceived;
    return undefined;
  });
}

describe('openConnection', () => {
  it('receives what comes a byte at a time', async () => {
    const { peer, ours } = await connected();
    peer.setNoDelay(true);
    for (const byte of singleBytes(concatBytes(PING, frame('tx', Uint8Array.of(1))))) {
      peer.write(byte);
      await new Promise(setImmediate);
    }
    expect(await ours.next()).toMatchObject({ command: 'ping', wireSize: 32 });
    expect(await ours.next()).toMatchObject({ command: 'tx', payload: Uint8Array.of(1) });
  });

  it('tells once for what came together, and not before it has returned', async () => {
    const told: boolean[] = [];
    let hasReturned = false;
    const { peer, ours } = await connected({
      listeners: {
        received: () => void told.push(hasReturned),
        dropped() {},
        drained() {},
        written() {},
        closed() {},
      },
    });
    hasReturned = true;
    peer.write(concatBytes(PING, PING));
    await ours.next();
    await ours.next();
    expect(told).toEqual([true]);
  });

  it('sends messages in order', async () => {
    const { peer, ours } = await connected();
    ours.connection.send('ping', new Uint8Array(8));
    ours.connection.send('block', MEGABYTE);
    ours.connection.send('verack', new Uint8Array(0));
    const [first] = (await once(peer, 'data')) as [Buffer];
    const items = receiveAll(createV1Transport(MAGIC), [first]);
    expect(items[0]).toMatchObject({ command: 'ping' });
    const rest = buffer(peer);
    await eventually('everything sent', async () => ours.connection.stats().bytesSent === 32 + 24 + 1e6 + 24);
    ours.connection.close('done');
    const all = receiveAll(createV1Transport(MAGIC), [first, await rest]);
    expect(all.map((item) => item.kind === 'message' && item.command)).toEqual(['ping', 'block', 'verack']);
  });

  it('knows its own end', async () => {
    const { peer, ours } = await connected();
    expect(formatNetService(ours.connection.local)).toBe(`127.0.0.1:${peer.remotePort}`);
  });

  it('counts bytes, by type as far as it is known', async () => {
    const { peer, ours } = await connected();
    const none = { bytesReceived: 0, bytesSent: 0, lastReceived: 0, lastSent: 0 };
    expect(ours.connection.stats()).toMatchObject({ ...none, protocol: 'v1', isReceivePaused: false });
    const spoiled = frame('ping', Uint8Array.of(1)).fill(0, 20);
    peer.write(concatBytes(PING, frame('invented', Uint8Array.of(1)), spoiled, PING.subarray(0, 5)));
    await eventually('all of it', async () => ours.connection.stats().bytesReceived === 32 + 25 + 25 + 5);
    ours.connection.send('tx', Uint8Array.of(1));
    ours.connection.send('tx', Uint8Array.of(2));
    await eventually('all of it', async () => ours.connection.stats().bytesSent === 50);
    const stats = ours.connection.stats();
    expect(stats).toMatchObject({ lastReceived: 1_700_000_000, lastSent: 1_700_000_000 });
    expect([...stats.bytesReceivedByType]).toEqual([
      ['ping', 32],
      ['*other*', 50],
    ]);
    expect([...stats.bytesSentByType]).toEqual([['tx', 50]]);
  });

  it('drops a spoiled message and says so', async () => {
    const { peer, ours } = await connected();
    peer.write(concatBytes(frame('ping', Uint8Array.of(1)).fill(0, 20), PING));
    expect(await ours.next()).toMatchObject({ command: 'ping', wireSize: 32 });
    expect(ours.dropped).toEqual([expect.stringMatching(/^Header error: Wrong checksum \(ping, 1 bytes\)/)]);
  });
});

describe('a peer that sends faster than its messages are worked on', () => {
  it('has to wait until they are', async () => {
    const { peer, ours } = await connected({ maxReceiveBuffer: 1_500_000 });
    const block = frame('block', MEGABYTE);
    for (let i = 0; i < 20; i++) peer.write(block);
    await eventually('a pause', async () => ours.connection.stats().isReceivePaused);
    await settled(ours);
    expect(ours.connection.stats()).toMatchObject({ isReceivePaused: true });
    expect(ours.connection.stats().bytesReceived).toBeLessThan(3_000_000);
    for (let i = 0; i < 20; i++) expect((await ours.next()).payload).toHaveLength(MEGABYTE.length);
    expect(ours.connection.stats().isReceivePaused).toBe(false);
  });
});

describe('a peer that does not read', () => {
  it('pauses the connection, which goes on when it does', async () => {
    const { peer, ours } = await connected();
    let count = 0;
    for (; !ours.connection.isSendPaused; count++) {
      ours.connection.send('block', MEGABYTE);
      await sleep(20);
    }
    expect(ours.connection.isClosed).toBe(false);
    const drainedBefore = ours.drained();
    expect(ours.connection.stats().bytesSent).toBeLessThan(count * 1_000_024);

    const receiver = createV1Transport(MAGIC);
    let received = 0;
    peer.on('data', (chunk) => {
      received += receiver.receive(chunk).length;
    });
    await eventually('all blocks', async () => received === count);
    expect(ours.connection.isSendPaused).toBe(false);
    expect(ours.drained()).toBe(drainedBefore + 1);
  });

  it('is given up when far too much waits for it', async () => {
    const { ours } = await connected();
    let count = 0;
    for (; !ours.connection.isClosed; count++) {
      ours.connection.send('block', MEGABYTE);
      await new Promise(setImmediate);
    }
    expect(ours.closed).toEqual([{ kind: 'send-overflow', text: 'too much waits to be sent' }]);
    // What the system's own buffers hold comes on top of what the connection does.
    expect(count).toBeLessThan(30);
    ours.connection.send('block', MEGABYTE);
    expect(ours.connection.isSendPaused).toBe(false);
  });

  it('has small messages counted with what they cost', async () => {
    const { ours } = await connected({ maxSendBuffer: 10_000 });
    for (let i = 0; i < 1000; i++) ours.connection.send('ping', new Uint8Array(0));
    expect(ours.connection.isSendPaused).toBe(true);
    await eventually('all of them', async () => ours.connection.stats().bytesSent === 24_000);
    expect(ours.connection.isSendPaused).toBe(false);
  });
});

describe('a connection ends', () => {
  it('once, when it is closed here', async () => {
    const { peer, ours } = await connected();
    const ended = once(peer.resume(), 'end');
    peer.write(PING);
    await settled(ours);
    ours.connection.close('enough');
    ours.connection.close('again');
    expect(ours.connection.isClosed).toBe(true);
    expect(ours.connection.poll()).toBeUndefined();
    await ended;
    await new Promise(setImmediate);
    expect(ours.closed).toEqual([{ kind: 'closed-here', text: 'enough' }]);
  });

  it('only once that was told, and even where the one who hears of it fails', async () => {
    let wasOpen = false;
    const { peer, socket, ours } = await connected({
      listeners: {
        received() {},
        dropped() {},
        drained() {},
        written() {},
        closed() {
          wasOpen = !socket.destroyed;
          throw new Error('on purpose');
        },
      },
    });
    const ended = once(peer.resume(), 'end');
    expect(() => ours.connection.close('enough')).toThrow('on purpose');
    await ended;
    expect(wasOpen).toBe(true);
  });

  it('when the peer closes its half', async () => {
    const { peer, socket, ours } = await connected();
    peer.end(PING.subarray(0, 10));
    expect(await ours.reason()).toEqual({ kind: 'closed-there', text: 'socket closed' });
    expect(socket.destroyed).toBe(true);
  });

  it('when the peer resets it in the middle of a message', async () => {
    const { peer, ours } = await connected();
    peer.write(PING.subarray(0, 10));
    await eventually('the beginning', async () => ours.connection.stats().bytesReceived === 10);
    peer.resetAndDestroy();
    expect(await ours.reason()).toEqual({ kind: 'socket-error', text: 'socket error: read ECONNRESET' });
    expect(ours.closed).toHaveLength(1);
  });

  it('when the peer resets it while it is written to', async () => {
    const { peer, ours } = await connected();
    for (let i = 0; i < 5; i++) ours.connection.send('block', MEGABYTE);
    peer.resetAndDestroy();
    expect((await ours.reason()).kind).toMatch(/socket-error|closed-there/);
    expect(ours.closed).toHaveLength(1);
  });

  it('when its bytes make no sense, and nothing before them is worked on', async () => {
    const { peer, ours } = await connected();
    const ended = once(peer.resume(), 'end');
    peer.write(concatBytes(PING, new Uint8Array(24).fill(0xff), PING));
    expect(await ours.reason()).toEqual({
      kind: 'broken-stream',
      text: 'Header error: Wrong MessageStart ffffffff received',
    });
    expect(ours.connection.poll()).toBeUndefined();
    await ended;
  });

  it('when its socket was closed on the way here', async () => {
    const pair = await connectPair();
    opened.push(pair);
    pair.accepted.destroy();
    await once(pair.accepted, 'close');
    const ours = observe(pair.accepted);
    expect(ours.closed).toEqual([]);
    expect((await ours.reason()).kind).toBe('closed-there');
  });

  it('within the call that hears of a dropped message', async () => {
    const closed: string[] = [];
    const { peer, ours } = await connected({
      listeners: {
        received: () => closed.push('received'),
        dropped: () => ours.connection.close('strict'),
        drained() {},
        written() {},
        closed: ({ text }) => closed.push(text),
      },
    });
    peer.write(concatBytes(PING, frame('ping', Uint8Array.of(1)).fill(0, 20), PING));
    await eventually('the end', async () => closed.length > 0);
    expect(closed).toEqual(['strict']);
  });
});
