import fc from 'fast-check';
import { createEllSwiftKey } from '../../src/p2p/transport/ellswift.ts';
import type { ReceivedItem, Transport } from '../../src/p2p/transport/transport.ts';
import { createV2Transport } from '../../src/p2p/transport/v2.ts';
import { concatBytes } from '../../src/util/bytes.ts';

/** The magic of regtest. */
export const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);

export interface SentMessage {
  readonly command: string;
  readonly payload: Uint8Array;
}

/** A message with any type that a transport carries, of those that v2 shortens and others. */
export const anyMessage: fc.Arbitrary<SentMessage> = fc.record({
  command: fc.oneof(
    fc.constantFrom('ping', 'tx', 'block', 'version'),
    fc.string({ unit: fc.constantFrom(...'abz09 ~'), minLength: 1, maxLength: 12 }),
  ),
  payload: fc.uint8Array({ maxLength: 300 }),
});

/** The bytes that carry a message. */
export function encode(transport: Transport, { command, payload }: SentMessage): Uint8Array {
  return concatBytes(...transport.send(command, payload));
}

/** Cuts the bytes at these places, wherever they lie. @param cuts - any numbers, from 0 (the start) to 1 (the end) */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.round(cut * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, i) => bytes.slice(places[i], end));
}

/** Where to cut a stream. */
export const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

/** What the pieces complete, one after the other. */
export function receiveAll(transport: Transport, pieces: readonly Uint8Array[]): ReceivedItem[] {
  return pieces.flatMap((piece) => transport.receive(piece));
}

/** Each byte by itself. */
export function singleBytes(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** A transport of version 2 with random keys, on regtest. */
export function v2Transport(isInitiator: boolean, garbage: Uint8Array = new Uint8Array(20)): Transport {
  return createV2Transport({ magic: MAGIC, isInitiator, createKey: createEllSwiftKey, garbage });
}

/** Lets both ends say what they have to until neither has more; returns what they received. */
export function shakeHands(one: Transport, other: Transport): { one: ReceivedItem[]; other: ReceivedItem[] } {
  const received = { one: [] as ReceivedItem[], other: [] as ReceivedItem[] };
  for (;;) {
    const [fromOne, fromOther] = [one, other].map((end) => concatBytes(...end.takeHandshake()));
    if (!fromOne?.length && !fromOther?.length) return received;
    received.other.push(...other.receive(fromOne ?? new Uint8Array(0)));
    received.one.push(...one.receive(fromOther ?? new Uint8Array(0)));
  }
}
