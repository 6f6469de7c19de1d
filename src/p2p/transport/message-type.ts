import { invariant } from '../../util/invariant.ts';

/** The type of a message on the wire: 12 bytes, printable characters and then zeros. */

/** @source Bitcoin Core src/protocol.h CMessageHeader::MESSAGE_TYPE_SIZE */
export const MESSAGE_TYPE_SIZE = 12;

const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** Writes the type into the 12 zeros from `offset` on. @param command - at most 12 characters of one byte each */
export function writeMessageType(target: Uint8Array, offset: number, command: string): void {
  invariant(command.length <= MESSAGE_TYPE_SIZE, `a message type of ${command.length} characters`);
  for (let i = 0; i < command.length; i++) target[offset + i] = command.charCodeAt(i);
}

/** The characters before the first zero, one for each byte. @param field - 12 bytes */
export function readMessageType(field: Uint8Array): string {
  return String.fromCharCode(...field.subarray(0, typeLength(field)));
}

/**
 * True where every byte is printable up to the first zero, and only zeros follow.
 * @param field - 12 bytes
 * @param lastAllowed - the greatest character that may stand in it
 * @source Bitcoin Core src/protocol.cpp CMessageHeader::IsMessageTypeValid
 */
export function isMessageTypeValid(field: Uint8Array, lastAllowed = LAST_PRINTABLE): boolean {
  const length = typeLength(field);
  return field.every((byte, i) => (i < length ? byte >= FIRST_PRINTABLE && byte <= lastAllowed : byte === 0));
}

function typeLength(field: Uint8Array): number {
  const end = field.indexOf(0);
  return end < 0 ? field.length : end;
}
