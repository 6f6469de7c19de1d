/** What the WebAssembly module and its loader agree on; the generator writes it, the loader obeys it. */

import { MAX_VERSIONS } from '../kernel.ts';

/** Nonces that one batch tries side by side. */
export const LANES = 4;

/** Bytes of the words of one version: see `versionsAt`. */
export const VERSION_BYTES = 64;

/** What the loader writes into the module's memory before a scan: byte offsets of little-endian 32-bit words. */
export const PARAMETERS = {
  /** Bytes 64-75 of the header, each four read as a big-endian number: end of merkle root, time, bits. 3 words. */
  tailAt: 0,
  /** The most significant 32 bits of the target: 1 word. */
  targetWordAt: 12,
  /** How many versions follow, times VERSION_BYTES: 1 word. */
  versionsEndAt: 16,
  /** For each version the state before its nonce (see sha256StateBeforeNonce), then its midstate: 16 words each. */
  versionsAt: 64,
  /** Bytes of all parameters. */
  byteLength: 64 + MAX_VERSIONS * VERSION_BYTES,
} as const;

/** The file that build.ts writes and loader.ts reads; always beside the compiled loader, in dist. */
export const WASM_FILE_NAME = 'scan.wasm';

/** The module's one function; see scan-wat.ts for its contract. */
export type ScanFunction = (first: number, count: number) => number;
