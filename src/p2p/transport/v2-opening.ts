import { concatBytes, equalBytes } from '../../util/bytes.ts';
import { ELLSWIFT_SIZE } from './ellswift.ts';
import { MESSAGE_TYPE_SIZE, writeMessageType } from './message-type.ts';
import { MAGIC_SIZE } from './v1.ts';

/** How a connection opens: with the peer's key, or with the `version` message of one that speaks version 1. */
export interface Opening {
  /** Takes what belongs to it of `chunk` from `offset` on; returns how many bytes. */
  take(chunk: Uint8Array, offset: number): number;
  /** What the peer speaks, as far as the bytes tell. */
  readonly protocol: 'unknown' | 'v1' | 'v2';
  /** Whether the peer speaks version 1 on another network. */
  readonly isOtherNetwork: boolean;
  /** As far as they came. */
  readonly bytes: Uint8Array;
  /** Whether the key is whole. */
  readonly isComplete: boolean;
}

/** What version 1 begins with: the magic, and the type of the first message. */
const V1_PREFIX_SIZE = MAGIC_SIZE + MESSAGE_TYPE_SIZE;

/**
 * An opening of which nothing came yet.
 * @param isInitiator - whether we connected: then the peer speaks version 2, or leaves
 * @source Bitcoin Core src/net.cpp V2Transport::ProcessReceivedMaybeV1Bytes, ProcessReceivedKeyBytes
 */
export function createOpening(magic: Uint8Array, isInitiator: boolean): Opening {
  const versionType = new Uint8Array(MESSAGE_TYPE_SIZE);
  writeMessageType(versionType, 0, 'version');
  const v1Prefix = concatBytes(magic, versionType);
  const buffer = new Uint8Array(ELLSWIFT_SIZE);
  let filled = 0;
  let protocol: Opening['protocol'] = isInitiator ? 'v2' : 'unknown';

  function detect(): void {
    const seen = Math.min(filled, V1_PREFIX_SIZE);
    if (!equalBytes(buffer.subarray(0, seen), v1Prefix.subarray(0, seen))) protocol = 'v2';
    else if (seen === V1_PREFIX_SIZE) protocol = 'v1';
  }

  return {
    take(chunk, offset) {
      // No more than tells one from the other: what follows is for whoever it is meant for.
      const size = protocol === 'unknown' ? V1_PREFIX_SIZE : ELLSWIFT_SIZE;
      const count = Math.min(size - filled, chunk.length - offset);
      buffer.set(chunk.subarray(offset, offset + count), filled);
      filled += count;
      if (protocol === 'unknown') detect();
      return count;
    },
    get protocol() {
      return protocol;
    },
    get isOtherNetwork() {
      if (isInitiator || protocol !== 'v2' || filled < V1_PREFIX_SIZE) return false;
      return equalBytes(buffer.subarray(MAGIC_SIZE, V1_PREFIX_SIZE), versionType);
    },
    get bytes() {
      return buffer.subarray(0, filled);
    },
    get isComplete() {
      return filled === ELLSWIFT_SIZE;
    },
  };
}
