/**
 * A transport turns what a peer's socket delivers into messages, and messages into what the socket is to send. It is a
 * state machine without a socket, a clock or randomness of its own: bytes in, bytes out. Version 1 frames messages in
 * the clear (v1.ts), version 2 encrypts them (v2.ts, BIP324). It knows messages by their type and payload only.
 */

/** No message may have a longer payload. @source Bitcoin Core src/net.h MAX_PROTOCOL_MESSAGE_LENGTH */
export const MAX_PAYLOAD_SIZE = 4_000_000;

/** A message that came whole and unharmed. */
export interface ReceivedMessage {
  readonly kind: 'message';
  /** Its type, e.g. `version`: at most 12 characters, or empty. */
  readonly command: string;
  /** Its own bytes, which nothing else refers to. */
  readonly payload: Uint8Array;
  /** Bytes that it took of the stream, its header included. */
  readonly wireSize: number;
}

/** A message that is not to be looked at; the connection goes on. */
export interface DroppedMessage {
  readonly kind: 'dropped';
  /** Why, in Core's words for its log, without the peer's number. */
  readonly reason: string;
  readonly wireSize: number;
}

/** The stream cannot be understood from here on: the peer has to be disconnected. Nothing follows. */
export interface BrokenStream {
  readonly kind: 'broken';
  /** Why, in Core's words for its log, without the peer's number. */
  readonly reason: string;
}

export type ReceivedItem = ReceivedMessage | DroppedMessage | BrokenStream;

export interface TransportInfo {
  /** What `getpeerinfo` tells as `transport_protocol_type`. */
  readonly protocol: 'detecting' | 'v1' | 'v2';
  /** 32 bytes that both ends of an encrypted connection share, and nobody else. */
  readonly sessionId?: Uint8Array;
}

export interface Transport {
  /** What the next bytes of the stream complete, in order. The chunk may be reused after. */
  receive(chunk: Uint8Array): readonly ReceivedItem[];
  /** Bytes that the transport itself has to send now, before any message; each is given once. */
  takeHandshake(): readonly Uint8Array[];
  /** Whether messages can be sent: an encrypted connection first needs the peer's key. */
  readonly canSend: boolean;
  /**
   * A message as the bytes to send, in order; only where `canSend`, and everything must be sent in the order in which
   * it was given. The payload may be among them: it must not change before it was sent.
   */
  send(command: string, payload: Uint8Array): readonly Uint8Array[];
  info(): TransportInfo;
  /**
   * Whether a peer that left may not have understood version 2, so that version 1 is worth another connection.
   * @param bytesSent - how many bytes it was sent
   * @source Bitcoin Core src/net.cpp V2Transport::ShouldReconnectV1
   */
  shouldReconnectV1(bytesSent: number): boolean;
}
