/** What the WebAssembly module and its loader agree on; the generator writes it, the loader obeys it. */

/** Nonces that one batch tries side by side. */
export const LANES = 4;

/** What the loader writes into the module's memory before a scan: byte offsets of little-endian 32-bit words. */
export const PARAMETERS = {
  /** The SHA-256 state after the first 64 bytes of the header: 8 words. */
  midstateAt: 0,
  /** Bytes 64-75 of the header, each four read as a big-endian number: end of merkle root, time, bits. 3 words. */
  tailAt: 32,
  /** The most significant 32 bits of the target: 1 word. */
  targetWordAt: 44,
  /** Bytes of all parameters. */
  byteLength: 48,
} as const;

/** The file that build.ts writes and loader.ts reads; always beside the compiled loader, in dist. */
export const WASM_FILE_NAME = 'scan.wasm';

/** The module's one function; see scan-wat.ts for its contract. */
export type ScanFunction = (first: number, count: number) => number;
