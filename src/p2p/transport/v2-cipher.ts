import { createFsChaCha20 } from '../../crypto/fs-chacha20.ts';
import { createFsChaCha20Poly1305, TAG_SIZE } from '../../crypto/fs-chacha20-poly1305.ts';
import { hkdfSha256 } from '../../crypto/hkdf-sha256.ts';
import { concatBytes } from '../../util/bytes.ts';
import { invariant } from '../../util/invariant.ts';

/**
 * The packets of version 2 of the transport: three bytes of length, encrypted by themselves so that a receiver knows
 * how much to wait for, then a byte of flags and the contents, encrypted and protected.
 * @source BIP324; Bitcoin Core src/bip324.cpp BIP324Cipher
 */
export interface PacketCipher {
  /** 16 bytes that end what we send before packets. */
  readonly sendTerminator: Uint8Array;
  /** 16 bytes that end what the peer sends before packets. */
  readonly receiveTerminator: Uint8Array;
  /** 32 bytes. */
  readonly sessionId: Uint8Array;
  /** The next packet to send. */
  encrypt(packet: OutgoingPacket): Uint8Array;
  /** How long the contents of the next packet are. @param bytes - the first {@link LENGTH_SIZE} of the packet */
  decryptLength(bytes: Uint8Array): number;
  /**
   * The next packet; undefined where it is not what the peer sent.
   * @param bytes - all that follows the length: {@link PACKET_OVERHEAD} bytes more than the contents
   * @param aad - what the peer must have known beside it
   */
  decrypt(bytes: Uint8Array, aad: Uint8Array): IncomingPacket | undefined;
}

export interface OutgoingPacket {
  readonly parts: readonly Uint8Array[];
  readonly aad?: Uint8Array;
  /** A decoy, which the receiver throws away. */
  readonly isDecoy?: boolean;
}

export interface IncomingPacket {
  readonly contents: Uint8Array;
  readonly isDecoy: boolean;
}

export const LENGTH_SIZE = 3;
const FLAGS_SIZE = 1;
/** What follows the length of a packet, beside its contents. */
export const PACKET_OVERHEAD = FLAGS_SIZE + TAG_SIZE;
export const TERMINATOR_SIZE = 16;

const DECOY_FLAG = 0x80;
const LENGTH_LIMIT = 2 ** (8 * LENGTH_SIZE);
const NOTHING = new Uint8Array(0);

export interface PacketCipherOptions {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** The network's, 4 bytes. */
  readonly magic: Uint8Array;
  /** Whether we connected. */
  readonly isInitiator: boolean;
}

/** The ciphers of both directions, as the secret gives them. */
export function createPacketCipher({ secret, magic, isInitiator }: PacketCipherOptions): PacketCipher {
  const salt = concatBytes(new TextEncoder().encode('bitcoin_v2_shared_secret'), magic);
  const derive = (purpose: string) => hkdfSha256(secret, salt, purpose);
  const [ours, theirs] = isInitiator ? ['initiator', 'responder'] : ['responder', 'initiator'];
  const sendLength = createFsChaCha20(derive(`${ours}_L`));
  const sendPacket = createFsChaCha20Poly1305(derive(`${ours}_P`));
  const receiveLength = createFsChaCha20(derive(`${theirs}_L`));
  const receivePacket = createFsChaCha20Poly1305(derive(`${theirs}_P`));
  const terminators = derive('garbage_terminators');
  const ofInitiator = terminators.subarray(0, TERMINATOR_SIZE);
  const ofResponder = terminators.subarray(TERMINATOR_SIZE);
  return {
    sendTerminator: isInitiator ? ofInitiator : ofResponder,
    receiveTerminator: isInitiator ? ofResponder : ofInitiator,
    sessionId: derive('session_id'),
    encrypt({ parts, aad = NOTHING, isDecoy = false }) {
      const length = sendLength.crypt(encodeLength(parts));
      const flags = Uint8Array.of(isDecoy ? DECOY_FLAG : 0);
      return concatBytes(length, sendPacket.seal([flags, ...parts], aad));
    },
    decryptLength: (bytes) => decodeLength(receiveLength.crypt(bytes)),
    decrypt(bytes, aad) {
      const opened = receivePacket.open(bytes, aad);
      if (!opened) return undefined;
      const [flags = 0] = opened;
      return { contents: opened.subarray(FLAGS_SIZE), isDecoy: (flags & DECOY_FLAG) !== 0 };
    },
  };
}

function encodeLength(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  invariant(length < LENGTH_LIMIT, `a packet of ${length} bytes`);
  return Uint8Array.of(length & 0xff, (length >> 8) & 0xff, length >> 16);
}

function decodeLength([low = 0, middle = 0, high = 0]: Uint8Array): number {
  return low | (middle << 8) | (high << 16);
}
