import { decode, type Reader, readInt32, readUint8, readUint32 } from '../../primitives/reader.ts';
import { type Writer, writeInt32, writeUint8, writeUint32, writeVarBytes } from '../../primitives/writer.ts';
import type { Rejected } from '../../util/verdict.ts';
import { NO_ADDRESS } from '../net-address.ts';
import { readServedAddress, writeServedAddress } from './addresses.ts';
import {
  isAtEnd,
  readInt64,
  readLimitedBytes,
  readLimitedText,
  readUint64,
  skip,
  writeText,
  writeUint64,
} from './fields.ts';
import {
  MAX_FEATURE_DATA_LENGTH,
  MAX_FEATURE_ID_LENGTH,
  MAX_SUBVERSION_LENGTH,
  MIN_FEATURE_ID_LENGTH,
} from './limits.ts';
import type { MessageOf } from './message.ts';
import { misbehaving, unacceptable } from './message-codec.ts';

/** Messages by which two peers get to know each other, and see that the other is still there. */

/** Services, address and port of the sender, which nobody looks at. */
const SENDER_SIZE = 26;

/** What Core takes for what is not there. */
const NO_NONCE = 1n;
const NO_HEIGHT = -1;

const NONCE_SIZE = 8;

/**
 * The oldest form ends behind the receiver; each field after it came later, and its absence means what it did before.
 * @source Bitcoin Core src/net_processing.cpp ProcessMessage, NetMsgType::VERSION
 */
export function readVersion(reader: Reader): MessageOf<'version'> {
  const version = readInt32(reader);
  const services = readUint64(reader);
  const time = readInt64(reader);
  return {
    command: 'version',
    version,
    services,
    time: time < 0n ? 0n : time,
    receiver: readServedAddress(reader),
    nonce: isAtEnd(reader) ? NO_NONCE : readNonceBehindSender(reader),
    userAgent: isAtEnd(reader) ? '' : readLimitedText(reader, MAX_SUBVERSION_LENGTH),
    startHeight: isAtEnd(reader) ? NO_HEIGHT : readInt32(reader),
    relay: isAtEnd(reader) || readUint8(reader) !== 0,
  };
}

function readNonceBehindSender(reader: Reader): bigint {
  skip(reader, SENDER_SIZE);
  return readUint64(reader);
}

export function writeVersion(writer: Writer, message: MessageOf<'version'>): void {
  writeInt32(writer, message.version);
  writeUint64(writer, message.services);
  writeUint64(writer, message.time);
  writeServedAddress(writer, message.receiver);
  writeServedAddress(writer, { services: message.services, service: { ...NO_ADDRESS, port: 0 } });
  writeUint64(writer, message.nonce);
  writeText(writer, message.userAgent);
  writeInt32(writer, message.startHeight);
  writeUint8(writer, Number(message.relay));
}

/** Anything wrong with it ends the connection. @source BIP434; Bitcoin Core src/net_processing.cpp NetMsgType::FEATURE */
export function readFeature(reader: Reader): MessageOf<'feature'> | Rejected<'unacceptable'> {
  const decoded = decode(reader.bytes.subarray(reader.offset), (rest): MessageOf<'feature'> => {
    const id = readLimitedText(rest, MAX_FEATURE_ID_LENGTH);
    const data = readLimitedBytes(rest, MAX_FEATURE_DATA_LENGTH, 'Vector length limit exceeded');
    return { command: 'feature', id, data };
  });
  const isValid = decoded.ok && decoded.value.id.length >= MIN_FEATURE_ID_LENGTH;
  return isValid ? decoded.value : unacceptable('invalid feature payload');
}

export function writeFeature(writer: Writer, { id, data }: MessageOf<'feature'>): void {
  writeText(writer, id);
  writeVarBytes(writer, data);
}

export function readSendTxRcncl(reader: Reader): MessageOf<'sendtxrcncl'> {
  return { command: 'sendtxrcncl', version: readUint32(reader), salt: readUint64(reader) };
}

export function writeSendTxRcncl(writer: Writer, { version, salt }: MessageOf<'sendtxrcncl'>): void {
  writeUint32(writer, version);
  writeUint64(writer, salt);
}

export function readSendCmpct(reader: Reader): MessageOf<'sendcmpct'> | Rejected<'misbehaving'> {
  const announce = readUint8(reader);
  const version = readUint64(reader);
  if (announce > 1) return misbehaving('invalid sendcmpct announce field');
  return { command: 'sendcmpct', highBandwidth: announce === 1, version };
}

export function writeSendCmpct(writer: Writer, { highBandwidth, version }: MessageOf<'sendcmpct'>): void {
  writeUint8(writer, Number(highBandwidth));
  writeUint64(writer, version);
}

export function readFeeFilter(reader: Reader): MessageOf<'feefilter'> {
  return { command: 'feefilter', feeRate: readInt64(reader) };
}

export function writeFeeFilter(writer: Writer, { feeRate }: MessageOf<'feefilter'>): void {
  writeUint64(writer, feeRate);
}

/**
 * A ping or a pong. Where its nonce is not whole it is none: by the peer's version that is a ping of before BIP31, or
 * malformed; and a pong like that ends the wait for a better one.
 * @source Bitcoin Core src/net_processing.cpp NetMsgType::PING, ProcessPong
 */
export function readPing(reader: Reader): MessageOf<'ping'> {
  return { command: 'ping', nonce: readNonce(reader) };
}

export function readPong(reader: Reader): MessageOf<'pong'> {
  return { command: 'pong', nonce: readNonce(reader) };
}

export function writeNonce(writer: Writer, { nonce }: MessageOf<'ping'> | MessageOf<'pong'>): void {
  if (nonce !== undefined) writeUint64(writer, nonce);
}

function readNonce(reader: Reader): bigint | undefined {
  return reader.bytes.length - reader.offset < NONCE_SIZE ? undefined : readUint64(reader);
}
