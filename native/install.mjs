/**
 * Makes the native kernels where that is possible: the prebuilt binary is taken where it loads, else one is compiled.
 * It never fails an install: without a binary the node hashes with its WebAssembly kernel, and says so.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import loadAddon from 'node-gyp-build';

const folder = fileURLToPath(new URL('.', import.meta.url));
const force = process.argv.includes('--force');

function loads() {
  try {
    return loadAddon(folder).kernels().length > 0;
  } catch {
    // Not there, or of another system: what is tried next says what is wrong.
    return false;
  }
}

/** Compiles it; why that failed, or undefined. */
function compile() {
  const gyp = process.env.npm_config_node_gyp;
  if (gyp === undefined) return 'it is started by npm, as "npm run build:native"';
  const result = spawnSync(process.execPath, [gyp, 'rebuild'], { cwd: folder, encoding: 'utf8' });
  if (result.status === 0) return undefined;
  const output = `${result.stderr ?? ''}${result.stdout ?? ''}`.split('\n');
  const reason = output.find((line) => /stack Error|error:|not found/i.test(line)) ?? result.error?.message;
  return reason?.trim() ?? `node-gyp ended with status ${result.status}`;
}

if (force || !loads()) {
  const problem = compile();
  if (problem === undefined && loads()) console.log('nonced: native hash kernels compiled');
  else {
    console.warn(
      `nonced: no native hash kernels (${problem ?? 'what was compiled does not load'}); mining uses the WebAssembly kernel. ` +
        'With make and a C compiler installed, "npm run build:native" makes them.',
    );
  }
}
