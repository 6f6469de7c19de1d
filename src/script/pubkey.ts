/** The forms of a serialized public key, told by its first byte and length alone; whether the point exists is not asked here. */

export const COMPRESSED_PUBKEY_SIZE = 33;
export const UNCOMPRESSED_PUBKEY_SIZE = 65;

/**
 * True where the first byte fits the length: 02/03 with 33 bytes, 04 (or the hybrid 06/07) with 65.
 * @source Bitcoin Core src/pubkey.h CPubKey::ValidSize
 */
export function isPubkeyOfValidSize(pubkey: Uint8Array): boolean {
  return isCompressedPubkey(pubkey) || (pubkey.length === UNCOMPRESSED_PUBKEY_SIZE && hasLongForm(pubkey));
}

/** 02 or 03 and 32 bytes. */
export function isCompressedPubkey(pubkey: Uint8Array): boolean {
  return pubkey.length === COMPRESSED_PUBKEY_SIZE && (pubkey[0] === 2 || pubkey[0] === 3);
}

/** The two forms that SEC 1 knows and STRICTENC allows: compressed, or 04 and 64 bytes. */
export function isCompressedOrUncompressedPubkey(pubkey: Uint8Array): boolean {
  return isCompressedPubkey(pubkey) || (pubkey.length === UNCOMPRESSED_PUBKEY_SIZE && pubkey[0] === 4);
}

function hasLongForm(pubkey: Uint8Array): boolean {
  return pubkey[0] === 4 || pubkey[0] === 6 || pubkey[0] === 7;
}
