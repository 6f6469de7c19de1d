/**
 * Assembles the WebAssembly kernel: part of `npm run build`. The file goes beside the compiled loader in dist, and
 * that one file serves both dist and source.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';
import { WASM_FILE } from './loader.ts';
import { writeScanModule } from './scan-wat.ts';

const assembler = await wabt();
const module = assembler.parseWat('scan.wat', writeScanModule(), { simd: true });
module.resolveNames();
module.validate();
mkdirSync(fileURLToPath(new URL('.', WASM_FILE)), { recursive: true });
writeFileSync(WASM_FILE, module.toBinary({}).buffer);
