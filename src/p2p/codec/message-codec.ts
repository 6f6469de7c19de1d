import type { Reader } from '../../primitives/reader.ts';
import type { Writer } from '../../primitives/writer.ts';
import { type Rejected, reject } from '../../util/verdict.ts';
import type { Command, MessageOf } from './message.ts';

/**
 * Why a payload is no message, by what Core does about it; the text of each is Core's.
 * - `unknown-message`: it has no message of that name and ignores it;
 * - `malformed`: its deserializer throws; that is logged, the message dropped, the peer stays;
 * - `unacceptable`: the peer is disconnected;
 * - `misbehaving`: the peer is disconnected, and its address discouraged.
 */
export type DecodeFailure = 'unknown-message' | 'malformed' | Refusal;

/** Failures of what could be read. */
export type Refusal = 'unacceptable' | 'misbehaving';

/** How one message is written in bytes. */
export interface MessageCodec<C extends Command> {
  /** Bytes behind what it reads are nobody's. */
  read(reader: Reader): MessageOf<C> | Rejected<Refusal>;
  write(writer: Writer, message: MessageOf<C>): void;
}

export function unacceptable(why: string): Rejected<'unacceptable'> {
  return reject('unacceptable', why);
}

export function misbehaving(why: string): Rejected<'misbehaving'> {
  return reject('misbehaving', why);
}
