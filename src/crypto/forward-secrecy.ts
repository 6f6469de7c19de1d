/**
 * What both ciphers of BIP324 share: after so many messages the key is replaced by one that the cipher itself makes,
 * and forgotten, so that who learns a key cannot read what was sent long before.
 */

/** Messages under one key. @source BIP324 REKEY_INTERVAL */
export const REKEY_INTERVAL = 224;

export const CHACHA20_KEY_SIZE = 32;
const NONCE_SIZE = 12;

/** A nonce of ChaCha20 (RFC 8439). @param first - 32 bits @param counter - how often the key was replaced */
export function chacha20Nonce(first: number, counter: number): Uint8Array {
  const nonce = new Uint8Array(NONCE_SIZE);
  const view = new DataView(nonce.buffer);
  view.setUint32(0, first, true);
  view.setBigUint64(4, BigInt(counter), true);
  return nonce;
}
