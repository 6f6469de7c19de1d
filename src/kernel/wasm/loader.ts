/** The WebAssembly kernel, from the file that build.ts wrote. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256Midstate } from '../../crypto/midstate.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { checkNonceRange, copyHeader, type Kernel, type NonceScan, writeNonce } from '../kernel.ts';
import { createTargetTest } from '../target.ts';
import { LANES, PARAMETERS, type ScanFunction, WASM_FILE_NAME } from './interface.ts';

/** What is used of the global WebAssembly, which Node's own types leave out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: ScanExports };
};

interface ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly scan: ScanFunction;
}

/** The module's file: in dist, whether this runs from there or from source. */
export const WASM_FILE = new URL(
  import.meta.url.endsWith('.ts') ? `../../../dist/src/kernel/wasm/${WASM_FILE_NAME}` : WASM_FILE_NAME,
  import.meta.url,
);

/** Nonces in one call of the module: below its limit of 2^31, and short enough for its compiled code to be swapped. */
const MAX_CALL = 2 ** 20;

/**
 * The kernel, instantiated for this thread.
 * @param file - the module, `scan.wasm`
 * @rejects wasm-file-missing, wasm-simd-unsupported
 */
export function loadWasmKernel(
  file: URL = WASM_FILE,
): Verdict<Kernel, 'wasm-file-missing' | 'wasm-simd-unsupported'> {
  const bytes = readIfPresent(file);
  if (!bytes)
    return reject('wasm-file-missing', `${fileURLToPath(file)} is not there; "npm run build" makes it`);
  if (!WebAssembly.validate(bytes)) {
    return reject('wasm-simd-unsupported', `this JavaScript engine doesn't accept ${fileURLToPath(file)}`);
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return accept({
    name: 'wasm-simd',
    lanes: LANES,
    prepare: (header, target) => prepareScan(exports, header, target),
  });
}

function readIfPresent(file: URL): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function prepareScan({ memory, scan }: ScanExports, header: Uint8Array, target: bigint): NonceScan {
  const attempt = copyHeader(header);
  const { topWord, isMetBy } = createTargetTest(target);
  const parameters = scanParameters(attempt, topWord);
  const module = new Uint8Array(memory.buffer, 0, PARAMETERS.byteLength);
  const solves = (nonce: number): boolean => {
    writeNonce(attempt, nonce);
    return isMetBy(sha256d(attempt));
  };
  return (firstNonce, nonceCount) => {
    checkNonceRange(firstNonce, nonceCount);
    // Another header may have been scanned since the last call: the module's memory holds one.
    module.set(parameters);
    let tried = 0;
    while (tried < nonceCount) {
      const length = Math.min(nonceCount - tried, MAX_CALL);
      const offset = scan(firstNonce + tried, length) >>> 0;
      const candidate = firstNonce + tried + offset;
      tried += Math.min(offset + 1, length);
      if (offset < length && solves(candidate)) return { nonce: candidate, tried };
    }
    return { nonce: undefined, tried };
  };
}

/** The bytes of PARAMETERS for one header. */
function scanParameters(header: Uint8Array, targetTopWord: number): Uint8Array {
  const bytes = new Uint8Array(PARAMETERS.byteLength);
  const view = new DataView(bytes.buffer);
  const headerView = new DataView(header.buffer);
  for (const [i, word] of sha256Midstate(header.subarray(0, 64)).entries()) {
    view.setUint32(PARAMETERS.midstateAt + 4 * i, word, true);
  }
  for (let i = 0; i < 3; i++)
    view.setUint32(PARAMETERS.tailAt + 4 * i, headerView.getUint32(64 + 4 * i, false), true);
  view.setUint32(PARAMETERS.targetWordAt, targetTopWord, true);
  return bytes;
}
