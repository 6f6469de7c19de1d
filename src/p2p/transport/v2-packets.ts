import { type ByteCollector, createByteCollector } from './byte-collector.ts';
import { MESSAGE_TYPE_SIZE } from './message-type.ts';
import { MAX_PAYLOAD_SIZE, type ReceivedItem } from './transport.ts';
import { LENGTH_SIZE, PACKET_OVERHEAD, type PacketCipher } from './v2-cipher.ts';
import { decodeContents } from './v2-contents.ts';
import { createGarbageReader } from './v2-garbage.ts';

/** The longest contents: a message of the greatest size with its type in full. */
const MAX_CONTENTS_SIZE = 1 + MESSAGE_TYPE_SIZE + MAX_PAYLOAD_SIZE;

const NOTHING = new Uint8Array(0);

/** What follows the peer's key: garbage, the version packet, then packets that are messages. */
export interface PacketReader {
  /**
   * Takes what belongs together of `chunk` from `offset` on, and puts what it completes into `items`.
   * @returns how many bytes it took
   */
  take(chunk: Uint8Array, offset: number, items: ReceivedItem[]): number;
  /** Whether the version packet came: then the peer surely has the same keys. */
  readonly hasVersion: boolean;
}

/**
 * A reader that stands behind the peer's key.
 * @source Bitcoin Core src/net.cpp V2Transport::ProcessReceivedGarbageBytes, ProcessReceivedPacketBytes
 */
export function createPacketReader(cipher: PacketCipher): PacketReader {
  const garbage = createGarbageReader(cipher.receiveTerminator);
  /** What the next packet must protect beside itself: the garbage for the first, decoy or not. */
  let aad: Uint8Array = NOTHING;
  let length = createByteCollector(LENGTH_SIZE);
  let body: ByteCollector | undefined;
  let hasVersion = false;

  function takeGarbage(chunk: Uint8Array, offset: number, items: ReceivedItem[]): number {
    const count = garbage.take(chunk, offset);
    if (garbage.isComplete) aad = garbage.garbage;
    else if (garbage.isTooLong) items.push(broken('missing garbage terminator'));
    return count;
  }

  function takeLength(chunk: Uint8Array, offset: number, items: ReceivedItem[]): number {
    const count = length.take(chunk, offset);
    if (!length.isComplete) return count;
    const size = cipher.decryptLength(length.bytes);
    if (size > MAX_CONTENTS_SIZE) items.push(broken(`packet too large (${size} bytes)`));
    else body = createByteCollector(size + PACKET_OVERHEAD);
    length = createByteCollector(LENGTH_SIZE);
    return count;
  }

  function takeBody(part: ByteCollector, chunk: Uint8Array, offset: number, items: ReceivedItem[]): number {
    const count = part.take(chunk, offset);
    if (!part.isComplete) return count;
    body = undefined;
    const item = readPacket(part.bytes);
    if (item) items.push(item);
    return count;
  }

  /** What the packet is; undefined for a decoy and for the version, whose contents mean nothing yet. */
  function readPacket(bytes: Uint8Array): ReceivedItem | undefined {
    const packet = cipher.decrypt(bytes, aad);
    if (!packet) return broken(`packet decryption failure (${bytes.length - PACKET_OVERHEAD} bytes)`);
    aad = NOTHING;
    if (packet.isDecoy) return undefined;
    if (hasVersion) return readMessage(packet.contents);
    hasVersion = true;
    return undefined;
  }

  return {
    take(chunk, offset, items) {
      if (!garbage.isComplete) return takeGarbage(chunk, offset, items);
      return body ? takeBody(body, chunk, offset, items) : takeLength(chunk, offset, items);
    },
    get hasVersion() {
      return hasVersion;
    },
  };
}

function readMessage(contents: Uint8Array): ReceivedItem {
  const wireSize = LENGTH_SIZE + PACKET_OVERHEAD + contents.length;
  const message = decodeContents(contents);
  if (message) return { kind: 'message', ...message, wireSize };
  const reason = `V2 transport error: invalid message type (${contents.length} bytes contents)`;
  return { kind: 'dropped', reason, wireSize };
}

function broken(problem: string): ReceivedItem {
  return { kind: 'broken', reason: `V2 transport error: ${problem}` };
}
