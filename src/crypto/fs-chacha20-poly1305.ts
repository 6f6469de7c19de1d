import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concatBytes } from '../util/bytes.ts';
import { CHACHA20_KEY_SIZE, chacha20Nonce, REKEY_INTERVAL } from './forward-secrecy.ts';

/**
 * The AEAD of RFC 8439 with forward secrecy: each message is hidden and protected, and must be opened in the order in
 * which they were sealed. OpenSSL's, by way of node:crypto: a message of 1 MB takes 1.6 ms, in JavaScript
 * (@noble/ciphers) 12.
 * @source BIP324 FSChaCha20Poly1305
 */
export interface FsChaCha20Poly1305 {
  /** The next message, {@link TAG_SIZE} bytes longer. @param parts - of the message @param aad - protected, not hidden */
  seal(parts: readonly Uint8Array[], aad: Uint8Array): Uint8Array;
  /** What was sealed; undefined where this is not the next message, or its additional data is another. */
  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined;
}

const ALGORITHM = 'chacha20-poly1305';
export const TAG_SIZE = 16;

/** What no message's nonce begins with. */
const REKEY_NONCE = 0xffffffff;

/** The cipher before its first message. One that seals must not open. @param key - 32 bytes */
export function createFsChaCha20Poly1305(key: Uint8Array): FsChaCha20Poly1305 {
  let currentKey = key;
  let messages = 0;
  let rekeys = 0;

  /** Goes on to the next message, whatever became of this one. */
  function advance(): void {
    messages++;
    if (messages < REKEY_INTERVAL) return;
    const keystream = seal(currentKey, chacha20Nonce(REKEY_NONCE, rekeys), [
      new Uint8Array(CHACHA20_KEY_SIZE),
    ]);
    currentKey = keystream.subarray(0, CHACHA20_KEY_SIZE);
    messages = 0;
    rekeys++;
  }

  return {
    seal(parts, aad) {
      const sealed = seal(currentKey, chacha20Nonce(messages, rekeys), parts, aad);
      advance();
      return sealed;
    },
    open(sealed, aad) {
      const opened = open(currentKey, chacha20Nonce(messages, rekeys), sealed, aad);
      advance();
      return opened;
    },
  };
}

function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  parts: readonly Uint8Array[],
  aad?: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_SIZE });
  if (aad) cipher.setAAD(aad, { plaintextLength: parts.reduce((sum, part) => sum + part.length, 0) });
  const sealed = parts.map((part) => cipher.update(part));
  cipher.final();
  return concatBytes(...sealed, cipher.getAuthTag());
}

function open(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Uint8Array,
): Uint8Array | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_SIZE });
  const end = sealed.length - TAG_SIZE;
  decipher.setAAD(aad, { plaintextLength: end });
  decipher.setAuthTag(sealed.subarray(end));
  const opened = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    // Its way to say that the tag is wrong.
    return undefined;
  }
  return new Uint8Array(opened.buffer, opened.byteOffset, opened.length);
}
