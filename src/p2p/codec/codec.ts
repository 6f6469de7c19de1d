import { decode } from '../../primitives/reader.ts';
import { encode } from '../../primitives/writer.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import type { Command, Message, MessageOf } from './message.ts';
import type { DecodeFailure, MessageCodec } from './message-codec.ts';
import { MESSAGE_CODECS } from './table.ts';

/**
 * Messages of peers to bytes and back. Pure: no peer is known here, so what is out of place (before the handshake, not
 * offered, not asked for) is for those who ask to have a payload decoded, before they do, as in Core.
 */

/**
 * The message in a payload; bytes behind it are ignored, as Core does.
 * @param command - as the transport has it, any text
 * @rejects unknown-message, malformed, unacceptable, misbehaving; with Core's words
 */
export function decodeMessage(command: string, payload: Uint8Array): Verdict<Message, DecodeFailure> {
  if (!isCommand(command)) return reject('unknown-message');
  const decoded = decode(payload, (reader) => {
    const found = MESSAGE_CODECS[command].read(reader);
    reader.offset = payload.length;
    return found;
  });
  if (!decoded.ok) return reject('malformed', decoded.debug);
  return 'command' in decoded.value ? accept(decoded.value) : decoded.value;
}

/** The payload of a message; of a block that is bytes already, those. */
export function encodeMessage(message: Message): Uint8Array {
  if (message.command === 'block' && 'bytes' in message.block) return message.block.bytes;
  return encode((writer) => codecOf(message).write(writer, message));
}

/** The one that goes with the message, which the compiler can't see by itself. */
function codecOf<C extends Command>(message: MessageOf<C>): MessageCodec<C> {
  return MESSAGE_CODECS[message.command as C] as MessageCodec<C>;
}

/** True for the name of a message that we know. */
export function isCommand(command: string): command is Command {
  return Object.hasOwn(MESSAGE_CODECS, command);
}

export const COMMANDS = Object.keys(MESSAGE_CODECS) as readonly Command[];
