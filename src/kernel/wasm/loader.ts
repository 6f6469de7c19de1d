/** The WebAssembly kernel, from the file that build.ts wrote. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256StateBeforeNonce } from '../../crypto/midstate.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { type CandidateSearch, createCandidateScan, type JobWords } from '../candidate-scan.ts';
import type { Kernel } from '../kernel.ts';
import { PACKAGE_FOLDER } from '../package-folder.ts';
import { LANES, PARAMETERS, type ScanFunction, VERSION_BYTES, WASM_FILE_NAME } from './interface.ts';

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
export const WASM_FILE = new URL(`dist/src/kernel/wasm/${WASM_FILE_NAME}`, PACKAGE_FOLDER);

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
    return reject(
      'wasm-simd-unsupported',
      `this JavaScript engine doesn't accept ${fileURLToPath(file)}: it has no SIMD, or the file is damaged`,
    );
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return accept({
    name: 'wasm-simd',
    lanes: LANES,
    watchesPermit: false,
    prepare: (space) => createCandidateScan(space, (words) => searchOf(exports, words)),
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

function searchOf({ memory, scan }: ScanExports, words: JobWords): CandidateSearch {
  const parameters = scanParameters(words);
  const module = new Uint8Array(memory.buffer, 0, PARAMETERS.byteLength);
  return (first, count) => {
    // Another space may have been scanned since the last call: the module's memory holds one.
    module.set(parameters);
    const offset = scan(first, count) >>> 0;
    return offset < count ? { tried: offset + 1, found: true } : { tried: count, found: false };
  };
}

/** The bytes of PARAMETERS for one space. */
function scanParameters({ targetTop, tail, midstates }: JobWords): Uint8Array {
  const bytes = new Uint8Array(PARAMETERS.versionsAt + midstates.length * VERSION_BYTES);
  const view = new DataView(bytes.buffer);
  const put = (at: number, words: Iterable<number>): void => {
    let place = at;
    for (const word of words) {
      view.setUint32(place, word, true);
      place += 4;
    }
  };
  put(PARAMETERS.tailAt, tail);
  put(PARAMETERS.targetWordAt, [targetTop]);
  put(PARAMETERS.versionsEndAt, [midstates.length * VERSION_BYTES]);
  for (const [version, midstate] of midstates.entries()) {
    const at = PARAMETERS.versionsAt + version * VERSION_BYTES;
    put(at, sha256StateBeforeNonce(midstate, tail));
    put(at + 32, midstate);
  }
  return bytes;
}
