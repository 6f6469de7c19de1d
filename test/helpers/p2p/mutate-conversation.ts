import { COMMANDS } from '../../../src/p2p/codec/codec.ts';
import { createV1Transport, V1_HEADER_SIZE } from '../../../src/p2p/transport/v1.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { REGTEST } from '../regtest.ts';
import type { SentMessage } from '../transports.ts';

/** Numbers from 0 up to 1. */
type Random = () => number;

/** What a peer sends in place of what it should. */
export interface Mutated {
  /** What was done to it. */
  readonly how: string;
  /** The bytes as they come, piece by piece. */
  readonly pieces: readonly Uint8Array[];
}

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

function pick<T>(random: Random, from: readonly T[]): T {
  return expectDefined(from[below(random, from.length)], 'one of several');
}

/** The bytes of messages, whose checksums are right. */
export function framesOf(messages: readonly SentMessage[]): Uint8Array[] {
  const transport = createV1Transport(REGTEST.magic);
  return messages.map(({ command, payload }) => concatBytes(...transport.send(command, payload)));
}

/** Puts another payload in the place of one that is not empty. */
function withPayload(
  messages: readonly SentMessage[],
  random: Random,
  change: (payload: Uint8Array) => Uint8Array,
): readonly SentMessage[] {
  const place = pick(
    random,
    messages.flatMap(({ payload }, i) => (payload.length > 0 ? [i] : [])),
  );
  return messages.map((message, i) =>
    i === place ? { ...message, payload: change(message.payload) } : message,
  );
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let flips = 1 + below(random, 8); flips > 0; flips--) {
    const place = below(random, changed.length);
    changed[place] = (changed[place] ?? 0) ^ (1 << below(random, 8));
  }
  return changed;
}

function randomBytes(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => below(random, 256));
}

/** Counts as they stand before lists: a byte, and 2, 4 or 8 that follow. */
const HUGE_COUNTS = [
  Uint8Array.of(0xfd, 0xff, 0xff),
  Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x01),
  Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
];

/** Where lists begin: at once, behind a version, a hash, a header, a header and a nonce. */
const COUNT_PLACES = [0, 4, 32, 80, 88];

type MessageMutation = (messages: readonly SentMessage[], random: Random) => readonly SentMessage[];

/** What is done to messages, whose frames are then right. */
const MESSAGE_MUTATIONS: Readonly<Record<string, MessageMutation>> = {
  nothing: (messages) => messages,
  'bits of a payload flipped': (messages, random) =>
    withPayload(messages, random, (payload) => flipped(payload, random)),
  'bits of every payload flipped': (messages, random) =>
    messages.map((message, i) =>
      i < 4 || message.payload.length === 0
        ? message
        : { ...message, payload: flipped(message.payload, random) },
    ),
  'a payload cut': (messages, random) =>
    withPayload(messages, random, (payload) => payload.subarray(0, below(random, payload.length))),
  'a payload with more behind': (messages, random) =>
    withPayload(messages, random, (payload) =>
      concatBytes(payload, randomBytes(random, 1 + below(random, 100))),
    ),
  'a huge count': (messages, random) =>
    withPayload(messages, random, (payload) => {
      const place = Math.min(pick(random, COUNT_PLACES), payload.length);
      return concatBytes(payload.subarray(0, place), pick(random, HUGE_COUNTS), payload.subarray(place + 1));
    }),
  'a message left out': (messages, random) => messages.toSpliced(below(random, messages.length), 1),
  'a message again': (messages, random) => {
    const again = pick(random, messages);
    return messages.toSpliced(below(random, messages.length), 0, ...Array(1 + below(random, 5)).fill(again));
  },
  'another order': (messages, random) => {
    const start = 4 + below(random, messages.length - 4);
    const rest = messages.slice(start).map((message) => ({ message, key: random() }));
    return [...messages.slice(0, start), ...rest.sort((a, b) => a.key - b.key).map(({ message }) => message)];
  },
  'a payload under another name': (messages, random) => {
    const place = below(random, messages.length);
    const command = random() < 0.2 ? 'unheard-of' : pick(random, COMMANDS);
    return messages.map((message, i) => (i === place ? { ...message, command } : message));
  },
  'random messages between': (messages, random) =>
    messages.flatMap((message, i) => {
      const payload = randomBytes(random, below(random, 120));
      return i > 3 && random() < 0.3 ? [message, { command: pick(random, COMMANDS), payload }] : [message];
    }),
};

type StreamMutation = (stream: Uint8Array, random: Random) => readonly Uint8Array[];

/** What is done to the bytes of all messages. */
const STREAM_MUTATIONS: Readonly<Record<string, StreamMutation>> = {
  'bits of the stream flipped': (stream, random) => [flipped(stream, random)],
  'the stream cut off': (stream, random) => [stream.subarray(0, below(random, stream.length))],
  'bytes of the stream left out': (stream, random) => {
    const start = below(random, stream.length);
    return [stream.subarray(0, start), stream.subarray(start + 1 + below(random, V1_HEADER_SIZE))];
  },
  'the stream in random pieces': (stream, random) => {
    const pieces: Uint8Array[] = [];
    for (let start = 0; start < stream.length; ) {
      const end = start + 1 + below(random, 300);
      pieces.push(stream.subarray(start, end));
      start = end;
    }
    return pieces;
  },
  'a byte at a time': (stream, random) => {
    const start = below(random, stream.length);
    const end = Math.min(start + 500, stream.length);
    const bytes = Array.from(stream.subarray(start, end), (byte) => Uint8Array.of(byte));
    return [stream.subarray(0, start), ...bytes, stream.subarray(end)];
  },
};

/** A conversation's one side with something done to it, or several things. */
export function mutateConversation(side: readonly SentMessage[], random: Random): Mutated {
  const names: string[] = [];
  let messages = side;
  for (let count = 1 + below(random, 3); count > 0; count--) {
    const name = pick(random, Object.keys(MESSAGE_MUTATIONS));
    messages = expectDefined(MESSAGE_MUTATIONS[name], 'a mutation')(messages, random);
    names.push(name);
  }
  const frames = framesOf(messages);
  if (random() < 0.7) return { how: names.join(', '), pieces: frames };
  const name = pick(random, Object.keys(STREAM_MUTATIONS));
  const pieces = expectDefined(STREAM_MUTATIONS[name], 'a mutation')(concatBytes(...frames), random);
  return { how: [...names, name].join(', '), pieces };
}
