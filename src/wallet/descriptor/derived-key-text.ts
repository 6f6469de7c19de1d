import { toHex } from '../../util/bytes.ts';
import type { DerivedKey } from './derive-key.ts';
import { originText } from './text.ts';

/** The key and where it comes from. */
export function longText({ pubkey, origin }: DerivedKey): string {
  return originText(origin) + toHex(pubkey);
}

/** The same, the key by its x coordinate alone. */
export function shortText({ pubkey, origin }: DerivedKey): string {
  return originText(origin) + toHex(xOnly(pubkey));
}

/** The x coordinate, 32 bytes. @param pubkey - 33 bytes */
export function xOnly(pubkey: Uint8Array): Uint8Array {
  return pubkey.subarray(1);
}
