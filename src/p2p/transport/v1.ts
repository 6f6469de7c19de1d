import { sha256d } from '../../crypto/sha256d.ts';
import { equalBytes, toHex } from '../../util/bytes.ts';
import { sanitizeText } from '../../util/sanitize-text.ts';
import { createByteCollector } from './byte-collector.ts';
import { isMessageTypeValid, MESSAGE_TYPE_SIZE, readMessageType, writeMessageType } from './message-type.ts';
import { MAX_PAYLOAD_SIZE, type ReceivedItem, type Transport } from './transport.ts';

/**
 * Version 1 of the transport: each message in the clear behind a header of 24 bytes, which holds the network's magic
 * (4 bytes), the type (12), the payload's size (4, little-endian) and the first 4 bytes of its SHA-256d.
 * @source Bitcoin Core src/net.cpp V1Transport, src/protocol.h CMessageHeader
 */

export const MAGIC_SIZE = 4;
const SIZE_OFFSET = MAGIC_SIZE + MESSAGE_TYPE_SIZE;
const CHECKSUM_OFFSET = SIZE_OFFSET + 4;
const CHECKSUM_SIZE = 4;
export const V1_HEADER_SIZE = CHECKSUM_OFFSET + CHECKSUM_SIZE;

/** What a header says. */
interface Header {
  /** 12 bytes as they came. */
  readonly type: Uint8Array;
  readonly payloadSize: number;
  readonly checksum: Uint8Array;
}

/** A transport of version 1 at its start. @param magic - the 4 bytes that every message of the network begins with */
export function createV1Transport(magic: Uint8Array): Transport {
  const receive = createReceiver(magic);
  return {
    receive,
    takeHandshake: () => [],
    canSend: true,
    send(command, payload) {
      const header = encodeHeader(magic, command, payload);
      return payload.length === 0 ? [header] : [header, payload];
    },
    info: () => ({ protocol: 'v1' }),
    shouldReconnectV1: () => false,
  };
}

function createReceiver(magic: Uint8Array): Transport['receive'] {
  let header: Header | undefined;
  let part = createByteCollector(V1_HEADER_SIZE);
  let isBroken = false;

  /** What the part that just became complete gives; undefined after a header that a payload follows. */
  function complete(bytes: Uint8Array): ReceivedItem | undefined {
    if (!header) {
      header = decodeHeader(bytes);
      const problem = headerProblem(header, bytes.subarray(0, MAGIC_SIZE), magic);
      if (problem !== undefined) return { kind: 'broken', reason: `Header error: ${problem}` };
      part = createByteCollector(header.payloadSize);
      return part.isComplete ? complete(part.bytes) : undefined;
    }
    const item = finishMessage(header, bytes);
    header = undefined;
    part = createByteCollector(V1_HEADER_SIZE);
    return item;
  }

  return (chunk) => {
    const items: ReceivedItem[] = [];
    for (let offset = 0; offset < chunk.length && !isBroken; ) {
      offset += part.take(chunk, offset);
      const item = part.isComplete ? complete(part.bytes) : undefined;
      if (item) items.push(item);
      isBroken = item?.kind === 'broken';
    }
    return items;
  };
}

function decodeHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    type: bytes.subarray(MAGIC_SIZE, SIZE_OFFSET),
    payloadSize: view.getUint32(SIZE_OFFSET, true),
    checksum: bytes.subarray(CHECKSUM_OFFSET, V1_HEADER_SIZE),
  };
}

/** Why the peer cannot be listened to any longer; undefined where it can. */
function headerProblem(header: Header, start: Uint8Array, magic: Uint8Array): string | undefined {
  if (!equalBytes(start, magic)) return `Wrong MessageStart ${toHex(start)} received`;
  if (header.payloadSize <= MAX_PAYLOAD_SIZE) return undefined;
  return `Size too large (${describe(header)})`;
}

/** The message, or why it is dropped. */
function finishMessage(header: Header, payload: Uint8Array): ReceivedItem {
  const wireSize = V1_HEADER_SIZE + payload.length;
  const drop = (problem: string): ReceivedItem => ({
    kind: 'dropped',
    reason: `Header error: ${problem}`,
    wireSize,
  });
  const checksum = checksumOf(payload);
  if (!equalBytes(checksum, header.checksum)) {
    const [expected, was] = [toHex(checksum), toHex(header.checksum)];
    return drop(`Wrong checksum (${describe(header)}), expected ${expected} was ${was}`);
  }
  if (!isMessageTypeValid(header.type)) return drop(`Invalid message type (${describe(header)})`);
  return { kind: 'message', command: readMessageType(header.type), payload, wireSize };
}

function describe({ type, payloadSize }: Header): string {
  return `${sanitizeText(readMessageType(type))}, ${payloadSize} bytes`;
}

function encodeHeader(magic: Uint8Array, command: string, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(V1_HEADER_SIZE);
  header.set(magic);
  writeMessageType(header, MAGIC_SIZE, command);
  new DataView(header.buffer).setUint32(SIZE_OFFSET, payload.length, true);
  header.set(checksumOf(payload), CHECKSUM_OFFSET);
  return header;
}

function checksumOf(payload: Uint8Array): Uint8Array {
  return sha256d(payload).subarray(0, CHECKSUM_SIZE);
}
