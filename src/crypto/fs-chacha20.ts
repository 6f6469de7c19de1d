import { createCipheriv } from 'node:crypto';
import { concatBytes } from '../util/bytes.ts';
import { CHACHA20_KEY_SIZE, chacha20Nonce, REKEY_INTERVAL } from './forward-secrecy.ts';

/**
 * ChaCha20 with forward secrecy: one keystream over many chunks, which both ends must take in the same order. It hides
 * the chunks and does not protect them.
 * @source BIP324 FSChaCha20
 */
export interface FsChaCha20 {
  /** The next chunk, encrypted or decrypted: that is the same. */
  crypt(chunk: Uint8Array): Uint8Array;
}

/** Where a keystream starts: the number of its first block, 32 bits. */
const FIRST_BLOCK = new Uint8Array(4);

/** The cipher before its first chunk. @param key - 32 bytes */
export function createFsChaCha20(key: Uint8Array): FsChaCha20 {
  let keystream = startKeystream(key, 0);
  let chunks = 0;
  let rekeys = 0;
  return {
    crypt(chunk) {
      const result = keystream.update(chunk);
      chunks++;
      if (chunks === REKEY_INTERVAL) {
        chunks = 0;
        rekeys++;
        keystream = startKeystream(keystream.update(new Uint8Array(CHACHA20_KEY_SIZE)), rekeys);
      }
      return result;
    },
  };
}

function startKeystream(key: Uint8Array, rekeys: number) {
  return createCipheriv('chacha20', key, concatBytes(FIRST_BLOCK, chacha20Nonce(0, rekeys)));
}
