import { toHex } from '../../util/bytes.ts';
import { expectDefined, invariant } from '../../util/invariant.ts';
import { agreeOnSecret, type EllSwiftKey } from './ellswift.ts';
import type { ReceivedItem, Transport, TransportInfo } from './transport.ts';
import { createV1Transport, MAGIC_SIZE, V1_HEADER_SIZE } from './v1.ts';
import { createPacketCipher, type PacketCipher } from './v2-cipher.ts';
import { encodeType } from './v2-contents.ts';
import { MAX_GARBAGE_SIZE } from './v2-garbage.ts';
import { createOpening } from './v2-opening.ts';
import { createPacketReader, type PacketReader } from './v2-packets.ts';

/**
 * Version 2 of the transport: everything is encrypted, and looks like random bytes from the first on. Both ends send a
 * key and garbage, then, once they have the other's key, what ends the garbage, a version packet, and messages.
 * Who was connected to waits until it knows that the peer does not speak version 1, and speaks that if it does.
 * @source BIP324; Bitcoin Core src/net.cpp V2Transport
 */
export interface V2Options {
  /** The network's, 4 bytes. */
  readonly magic: Uint8Array;
  /** Whether we connected. */
  readonly isInitiator: boolean;
  /** Makes the key of this connection alone: {@link createEllSwiftKey}. Asked for once, and not at all where the peer speaks version 1. */
  readonly createKey: () => EllSwiftKey;
  /** Random bytes, at most {@link MAX_GARBAGE_SIZE}: {@link createGarbage}. */
  readonly garbage: Uint8Array;
}

/** The packet cipher, and who reads with it. */
interface Session {
  readonly cipher: PacketCipher;
  readonly packets: PacketReader;
}

/** A transport of version 2 at its start; where we connected, it has its key to send. */
export function createV2Transport({ magic, isInitiator, createKey, garbage }: V2Options): Transport {
  invariant(garbage.length <= MAX_GARBAGE_SIZE, `garbage of ${garbage.length} bytes`);
  const opening = createOpening(magic, isInitiator);
  let handshake: Uint8Array[] = [];
  let ourKey: EllSwiftKey | undefined;
  let session: Session | undefined;
  let v1: Transport | undefined;
  let isBroken = false;

  /** Does what the opening, as far as it came, asks for. */
  function proceed(items: ReceivedItem[]): void {
    if (opening.protocol === 'v1') {
      v1 = createV1Transport(magic);
      v1.receive(opening.bytes);
    } else if (opening.isOtherNetwork) {
      const start = toHex(opening.bytes.subarray(0, MAGIC_SIZE));
      items.push({ kind: 'broken', reason: `V2 transport error: V1 peer with wrong MessageStart ${start}` });
    } else if (opening.protocol === 'v2') {
      sendKey();
      if (opening.isComplete) startSession();
    }
  }

  function sendKey(): void {
    if (ourKey) return;
    ourKey = createKey();
    handshake.push(ourKey.publicKey, garbage);
  }

  function startSession(): void {
    const key = expectDefined(ourKey, 'the key is sent before a session starts');
    const cipher = createPacketCipher({
      secret: agreeOnSecret(key, opening.bytes, isInitiator),
      magic,
      isInitiator,
    });
    session = { cipher, packets: createPacketReader(cipher) };
    handshake.push(cipher.sendTerminator, cipher.encrypt({ parts: [], aad: garbage }));
  }

  function step(chunk: Uint8Array, offset: number, items: ReceivedItem[]): number {
    if (v1) {
      items.push(...v1.receive(chunk.subarray(offset)));
      return chunk.length - offset;
    }
    if (session) return session.packets.take(chunk, offset, items);
    const count = opening.take(chunk, offset);
    proceed(items);
    return count;
  }

  if (isInitiator) sendKey();
  return {
    receive(chunk) {
      const items: ReceivedItem[] = [];
      for (let offset = 0; offset < chunk.length && !isBroken; ) {
        offset += step(chunk, offset, items);
        isBroken = items.at(-1)?.kind === 'broken';
      }
      return items;
    },
    takeHandshake() {
      const taken = handshake;
      handshake = [];
      return taken;
    },
    get canSend() {
      return v1 !== undefined || session !== undefined;
    },
    send(command, payload) {
      if (v1) return v1.send(command, payload);
      const { cipher } = expectDefined(session, 'no message is sent before the handshake');
      return [cipher.encrypt({ parts: [encodeType(command), payload] })];
    },
    info: () => v1?.info() ?? infoOf(session),
    shouldReconnectV1: (bytesSent) =>
      isInitiator && opening.bytes.length === 0 && bytesSent >= V1_HEADER_SIZE,
  };
}

/** Only the version packet proves that the peer has the same keys. */
function infoOf(session: Session | undefined): TransportInfo {
  if (!session?.packets.hasVersion) return { protocol: 'detecting' };
  return { protocol: 'v2', sessionId: session.cipher.sessionId };
}
