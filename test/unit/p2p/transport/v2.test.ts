import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreeOnSecret, createEllSwiftKey } from '../../../../src/p2p/transport/ellswift.ts';
import { MAX_PAYLOAD_SIZE, type Transport } from '../../../../src/p2p/transport/transport.ts';
import { createV1Transport } from '../../../../src/p2p/transport/v1.ts';
import { createV2Transport } from '../../../../src/p2p/transport/v2.ts';
import { createPacketCipher, type PacketCipher } from '../../../../src/p2p/transport/v2-cipher.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { hex } from '../../../helpers/script.ts';
import {
  anyCuts,
  anyMessage,
  cutAt,
  encode,
  MAGIC,
  receiveAll,
  shakeHands,
  singleBytes,
  v2Transport,
} from '../../../helpers/transports.ts';

const VERSION = { command: 'version', payload: new Uint8Array(100) };
const PING = { command: 'ping', payload: new Uint8Array(8) };
const PING_RECEIVED = { kind: 'message', ...PING, wireSize: 3 + 1 + 1 + 8 + 16 };

const broken = (problem: string) => ({ kind: 'broken', reason: `V2 transport error: ${problem}` });

/** Two ends that are ready for messages. */
function connected(): { initiator: Transport; responder: Transport } {
  const [initiator, responder] = [v2Transport(true), v2Transport(false)];
  expect(shakeHands(initiator, responder)).toEqual({ one: [], other: [] });
  return { initiator, responder };
}

/** An initiator that the test plays itself, up to where the keys are known. */
function playInitiator(garbage: Uint8Array): { responder: Transport; cipher: PacketCipher } {
  const key = createEllSwiftKey();
  const responder = v2Transport(false);
  responder.receive(concatBytes(key.publicKey, garbage));
  const [theirKey = key.publicKey] = responder.takeHandshake();
  const secret = agreeOnSecret(key, theirKey, true);
  return { responder, cipher: createPacketCipher({ secret, magic: MAGIC, isInitiator: true }) };
}

describe('createV2Transport', () => {
  it('shakes hands, and both ends tell the same session', () => {
    const { initiator, responder } = connected();
    expect(initiator.info().protocol).toBe('v2');
    expect(initiator.info().sessionId).toHaveLength(32);
    expect(responder.info()).toEqual(initiator.info());
  });

  it('carries messages both ways, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 5 }),
        anyCuts,
        fc.boolean(),
        (messages, cuts, isByInitiator) => {
          const { initiator, responder } = connected();
          const [from, to] = isByInitiator ? [initiator, responder] : [responder, initiator];
          const stream = concatBytes(...messages.map((message) => encode(from, message)));
          const items = receiveAll(to, cutAt(stream, cuts));
          expect(items).toMatchObject(messages.map((message) => ({ kind: 'message', ...message })));
          expect(items.reduce((sum, item) => sum + ('wireSize' in item ? item.wireSize : 0), 0)).toBe(
            stream.length,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('shakes hands by single bytes, with messages right behind', () => {
    const [initiator, responder] = [
      v2Transport(true, hex('aabbcc')),
      v2Transport(false, new Uint8Array(4095)),
    ];
    receiveAll(responder, singleBytes(concatBytes(...initiator.takeHandshake())));
    const answer = [...responder.takeHandshake(), encode(responder, PING)];
    expect(receiveAll(initiator, singleBytes(concatBytes(...answer)))).toEqual([PING_RECEIVED]);
    const rest = [...initiator.takeHandshake(), encode(initiator, PING), encode(initiator, VERSION)];
    const [ping, version] = receiveAll(responder, singleBytes(concatBytes(...rest)));
    expect(ping).toEqual(PING_RECEIVED);
    expect(version).toMatchObject({ kind: 'message', ...VERSION, wireSize: 20 + 13 + 100 });
  });

  it('goes on across many keys', () => {
    const { initiator, responder } = connected();
    for (let i = 0; i < 1000; i++)
      expect(responder.receive(encode(initiator, PING))).toEqual([PING_RECEIVED]);
  });

  it('carries the longest payload', () => {
    const { initiator, responder } = connected();
    const payload = new Uint8Array(MAX_PAYLOAD_SIZE).fill(7);
    const [item] = responder.receive(encode(initiator, { command: 'not in table', payload }));
    expect(item?.kind === 'message' && Buffer.compare(item.payload, payload)).toBe(0);
  });

  it('gives each payload bytes of its own', () => {
    const { initiator, responder } = connected();
    const stream = concatBytes(encode(initiator, PING), encode(initiator, PING));
    const items = responder.receive(stream);
    stream.fill(9);
    const [first, second] = items.map((item) => (item.kind === 'message' ? item.payload : undefined));
    first?.fill(5);
    expect(second).toEqual(PING.payload);
    expect(first?.constructor).toBe(Uint8Array);
  });

  it('says the same whatever its keys are only in its length', () => {
    const one = concatBytes(...v2Transport(true).takeHandshake());
    const other = concatBytes(...v2Transport(true).takeHandshake());
    expect(one).toHaveLength(64 + 20);
    expect(one.subarray(0, 64)).not.toEqual(other.subarray(0, 64));
  });

  it('refuses too much garbage of ours', () => {
    expect(() => v2Transport(true, new Uint8Array(4096))).toThrow('garbage of 4096 bytes');
  });

  it('sends nothing before the handshake', () => {
    const initiator = v2Transport(true);
    expect(initiator.canSend).toBe(false);
    expect(() => initiator.send('ping', PING.payload)).toThrow('before the handshake');
    expect(initiator.info()).toEqual({ protocol: 'detecting' });
  });
});

describe('a responder of version 2', () => {
  it('speaks version 1 with who does, however the stream is cut, and makes no key for it', () => {
    const createKey = () => {
      throw new Error('a key was made');
    };
    const stream = concatBytes(
      ...[VERSION, PING].map((message) => encode(createV1Transport(MAGIC), message)),
    );
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        const responder = createV2Transport({
          magic: MAGIC,
          isInitiator: false,
          createKey,
          garbage: new Uint8Array(0),
        });
        expect(responder.canSend).toBe(false);
        const items = receiveAll(responder, cutAt(stream, cuts));
        expect(items).toMatchObject([VERSION, PING]);
        expect(responder.takeHandshake()).toEqual([]);
        expect(responder.info()).toEqual({ protocol: 'v1' });
        expect(encode(responder, PING)).toEqual(encode(createV1Transport(MAGIC), PING));
      }),
    );
  });

  it('breaks a stream of version 1 as version 1 does', () => {
    const stream = concatBytes(encode(createV1Transport(MAGIC), VERSION), new Uint8Array(24));
    expect(v2Transport(false).receive(stream)).toMatchObject([
      VERSION,
      { kind: 'broken', reason: 'Header error: Wrong MessageStart 00000000 received' },
    ]);
  });

  it.each([0, 1, 4, 15])('answers to the first byte that is not of version 1, the one after %d', (count) => {
    const responder = v2Transport(false);
    const v1Start = encode(createV1Transport(MAGIC), VERSION);
    responder.receive(v1Start.subarray(0, count));
    expect(responder.takeHandshake()).toEqual([]);
    responder.receive(Uint8Array.of((v1Start[count] ?? 0) ^ 1));
    expect(concatBytes(...responder.takeHandshake())).toHaveLength(64 + 20);
    expect(responder.canSend).toBe(false);
  });

  it('breaks with version 1 of another network, as soon as 16 bytes tell', () => {
    const stream = encode(createV1Transport(hex('f9beb4d9')), VERSION);
    const reason = broken('V1 peer with wrong MessageStart f9beb4d9');
    expect(v2Transport(false).receive(stream)).toEqual([reason]);
    const responder = v2Transport(false);
    expect(receiveAll(responder, singleBytes(stream.subarray(0, 15)))).toEqual([]);
    expect(responder.receive(stream.subarray(15, 16))).toEqual([reason]);
    expect(responder.receive(stream.subarray(16))).toEqual([]);
  });
});

describe('an initiator of version 2', () => {
  it('may try version 1 when the peer left without a byte, having got a header of version 1', () => {
    const initiator = v2Transport(true);
    expect(initiator.shouldReconnectV1(23)).toBe(false);
    expect(initiator.shouldReconnectV1(24)).toBe(true);
    initiator.receive(Uint8Array.of(1));
    expect(initiator.shouldReconnectV1(24)).toBe(false);
  });

  it('is the only one that may', () => {
    expect(v2Transport(false).shouldReconnectV1(24)).toBe(false);
  });

  it('takes what looks like version 1 for a key', () => {
    const initiator = v2Transport(true);
    expect(initiator.receive(encode(createV1Transport(MAGIC), VERSION))).toEqual([]);
    expect(initiator.canSend).toBe(true);
    expect(initiator.info()).toEqual({ protocol: 'detecting' });
  });
});

describe('packets of version 2', () => {
  const GARBAGE = hex('0102030405');

  it('may be decoys before the version, of which the first protects the garbage, and after', () => {
    const { responder, cipher } = playInitiator(GARBAGE);
    const stream = concatBytes(
      cipher.sendTerminator,
      cipher.encrypt({ parts: [new Uint8Array(50)], aad: GARBAGE, isDecoy: true }),
      cipher.encrypt({ parts: [], isDecoy: true }),
      cipher.encrypt({ parts: [hex('aabb')] }),
      cipher.encrypt({ parts: [hex('ff')], isDecoy: true }),
      cipher.encrypt({ parts: [Uint8Array.of(18), PING.payload] }),
    );
    expect(receiveAll(responder, singleBytes(stream))).toEqual([PING_RECEIVED]);
    expect(responder.info().protocol).toBe('v2');
  });

  it.each([
    ['99, which stands for no type', [99, 1, 2], 3],
    ['nothing', [], 0],
  ])('are dropped with %s in them', (_, contents, size) => {
    const { responder, cipher } = playInitiator(GARBAGE);
    const stream = concatBytes(
      cipher.sendTerminator,
      cipher.encrypt({ parts: [], aad: GARBAGE }),
      cipher.encrypt({ parts: [Uint8Array.from(contents)] }),
      cipher.encrypt({ parts: [Uint8Array.of(18), PING.payload] }),
    );
    expect(responder.receive(stream)).toEqual([
      {
        kind: 'dropped',
        reason: `V2 transport error: invalid message type (${size} bytes contents)`,
        wireSize: 20 + size,
      },
      PING_RECEIVED,
    ]);
  });

  it('break the stream where the garbage is not what they protect', () => {
    const { responder, cipher } = playInitiator(GARBAGE);
    const version = cipher.encrypt({ parts: [], aad: hex('0102030406') });
    expect(responder.receive(concatBytes(cipher.sendTerminator, version))).toEqual([
      broken('packet decryption failure (0 bytes)'),
    ]);
    expect(responder.info()).toEqual({ protocol: 'detecting' });
    expect(responder.receive(version)).toEqual([]);
  });

  it('break the stream where they were changed', () => {
    const { initiator, responder } = connected();
    const bytes = encode(initiator, PING);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(responder.receive(bytes)).toEqual([broken('packet decryption failure (9 bytes)')]);
    expect(responder.receive(encode(initiator, PING))).toEqual([]);
  });

  it('break the stream where no message can be so long, before it came', () => {
    const limit = 1 + 12 + MAX_PAYLOAD_SIZE;
    for (const [size, expected] of [
      [limit, []],
      [limit + 1, [broken(`packet too large (${limit + 1} bytes)`)]],
    ] as const) {
      const { responder, cipher } = playInitiator(new Uint8Array(0));
      responder.receive(concatBytes(cipher.sendTerminator, cipher.encrypt({ parts: [] })));
      const packet = cipher.encrypt({ parts: [new Uint8Array(size)] });
      expect(responder.receive(packet.subarray(0, 4))).toEqual(expected);
    }
  });

  it('must begin after 4095 bytes of garbage at the latest', () => {
    const { responder, cipher } = playInitiator(new Uint8Array(4095));
    const version = cipher.encrypt({ parts: [], aad: new Uint8Array(4095) });
    expect(responder.receive(concatBytes(cipher.sendTerminator, version))).toEqual([]);
    expect(responder.info().protocol).toBe('v2');

    const late = playInitiator(new Uint8Array(4096));
    expect(late.responder.receive(late.cipher.sendTerminator)).toEqual([
      broken('missing garbage terminator'),
    ]);
  });
});
