import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../../src/crypto/sha256d.ts';
import { MAX_PAYLOAD_SIZE } from '../../../../src/p2p/transport/transport.ts';
import { createV1Transport, V1_HEADER_SIZE } from '../../../../src/p2p/transport/v1.ts';
import { concatBytes, toHex } from '../../../../src/util/bytes.ts';
import { hex } from '../../../helpers/script.ts';
import {
  anyCuts,
  anyMessage,
  cutAt,
  encode,
  MAGIC,
  receiveAll,
  singleBytes,
} from '../../../helpers/transports.ts';

/** The bytes of one message; `change` may spoil them. */
function frame(
  command: string,
  payload: Uint8Array,
  change: (bytes: Uint8Array) => void = () => {},
): Uint8Array {
  const bytes = encode(createV1Transport(MAGIC), { command, payload });
  change(bytes);
  return bytes;
}

function setSize(size: number): (bytes: Uint8Array) => void {
  return (bytes) => new DataView(bytes.buffer).setUint32(16, size, true);
}

const PING = frame('ping', new Uint8Array(8));
const PING_RECEIVED = { kind: 'message', command: 'ping', payload: new Uint8Array(8), wireSize: 32 };

describe('createV1Transport', () => {
  it('sends the bytes of the protocol documentation', () => {
    // https://en.bitcoin.it/wiki/Protocol_documentation#verack
    const verack = encode(createV1Transport(hex('f9beb4d9')), {
      command: 'verack',
      payload: new Uint8Array(0),
    });
    expect(toHex(verack)).toBe('f9beb4d976657261636b000000000000000000005df6e0e2');
  });

  it('gives the payload itself to the socket, uncopied', () => {
    const payload = new Uint8Array(5);
    expect(createV1Transport(MAGIC).send('tx', payload)[1]).toBe(payload);
  });

  it('receives the same messages however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 6 }), anyCuts, (messages, cuts) => {
        const sender = createV1Transport(MAGIC);
        const stream = concatBytes(...messages.map((message) => encode(sender, message)));
        const expected = messages.map((message) => ({
          kind: 'message',
          ...message,
          wireSize: V1_HEADER_SIZE + message.payload.length,
        }));
        expect(receiveAll(createV1Transport(MAGIC), cutAt(stream, cuts))).toEqual(expected);
        expect(receiveAll(createV1Transport(MAGIC), singleBytes(stream))).toEqual(expected);
      }),
    );
  });

  it('completes nothing before the last byte', () => {
    const receiver = createV1Transport(MAGIC);
    for (const byte of singleBytes(PING.subarray(0, -1))) expect(receiver.receive(byte)).toEqual([]);
    expect(receiver.receive(PING.subarray(-1))).toEqual([PING_RECEIVED]);
  });

  it('lets the chunk be reused', () => {
    const chunk = frame('tx', Uint8Array.of(1, 2, 3));
    const [item] = createV1Transport(MAGIC).receive(chunk);
    chunk.fill(9);
    expect(item).toMatchObject({ payload: Uint8Array.of(1, 2, 3) });
  });

  it('takes the longest payload', () => {
    const payload = new Uint8Array(MAX_PAYLOAD_SIZE).fill(7);
    const [item] = createV1Transport(MAGIC).receive(frame('block', payload));
    expect(item?.kind === 'message' && sha256d(item.payload)).toEqual(sha256d(payload));
  });

  it('says what it is', () => {
    const transport = createV1Transport(MAGIC);
    expect(transport.info()).toEqual({ protocol: 'v1' });
    expect(transport.takeHandshake()).toEqual([]);
    expect(transport.shouldReconnectV1(1000)).toBe(false);
  });
});

describe('createV1Transport breaks the stream at', () => {
  it.each([
    [
      'a wrong magic',
      frame('ping', new Uint8Array(8), (bytes) => bytes.fill(0xff, 0, 4)),
      'Wrong MessageStart ffffffff received',
    ],
    [
      'a size too large',
      frame('badmsg', new Uint8Array(0), setSize(MAX_PAYLOAD_SIZE + 1)),
      'Size too large (badmsg, 4000001 bytes)',
    ],
    [
      'the largest size',
      frame('b<a>d', new Uint8Array(0), setSize(0xffffffff)),
      'Size too large (bad, 4294967295 bytes)',
    ],
  ])('%s, as soon as the header is there', (_, bytes, reason) => {
    const receiver = createV1Transport(MAGIC);
    expect(receiver.receive(PING)).toEqual([PING_RECEIVED]);
    expect(receiver.receive(bytes.subarray(0, V1_HEADER_SIZE - 1))).toEqual([]);
    expect(receiver.receive(concatBytes(bytes.subarray(V1_HEADER_SIZE - 1), PING))).toEqual([
      { kind: 'broken', reason: `Header error: ${reason}` },
    ]);
    expect(receiver.receive(PING)).toEqual([]);
  });
});

describe('createV1Transport drops', () => {
  const payload = Uint8Array.of(1, 2, 3);
  const checksum = toHex(sha256d(payload).subarray(0, 4));

  it.each([
    [
      'a wrong checksum',
      frame('msg', payload, (bytes) => bytes.fill(0xff, 20, 24)),
      `Wrong checksum (msg, 3 bytes), expected ${checksum} was ffffffff`,
    ],
    [
      'a payload that was changed',
      frame('msg', payload, (bytes) => bytes.fill(0xff, 24)),
      `Wrong checksum (msg, 3 bytes), expected ${toHex(sha256d(hex('ffffff')).subarray(0, 4))} was ${checksum}`,
    ],
    [
      'characters after a zero',
      frame('badmsg', payload, (bytes) => bytes.fill(0, 7, 8)),
      'Invalid message type (bad, 3 bytes)',
    ],
    ['unprintable characters', frame('bad\u007fmsg', payload), 'Invalid message type (badmsg, 3 bytes)'],
    [
      'a wrong checksum first',
      frame('bad\u007fmsg', payload, (bytes) => bytes.fill(0xff, 20, 24)),
      `Wrong checksum (badmsg, 3 bytes), expected ${checksum} was ffffffff`,
    ],
  ])('%s, and goes on', (_, bytes, problem) => {
    expect(createV1Transport(MAGIC).receive(concatBytes(bytes, PING))).toEqual([
      { kind: 'dropped', reason: `Header error: ${problem}`, wireSize: 27 },
      PING_RECEIVED,
    ]);
  });
});
