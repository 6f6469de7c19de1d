/**
 * Makes the native kernels where that is possible: the prebuilt binary is taken where it loads, else one is compiled.
 * It never fails an install: without a binary the node hashes with its WebAssembly kernel, and says so.
 * Beside the binary lies its SHA-256, by which a damaged one is known before it is loaded.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import gypBuild from 'node-gyp-build';

const folder = fileURLToPath(new URL('.', import.meta.url));
const built = `${folder}build/Release/nonced_hash.node`;
const force = process.argv.includes('--force');

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What the sources say of what they export: a binary of older ones says another number, and is compiled anew. */
const [, version] =
  /#define INTERFACE_VERSION (\d+)/.exec(readFileSync(`${folder}src/addon.c`, 'utf8')) ?? [];

/**
 * True where there is a binary, whole, of these sources and for this system. Loaded elsewhere: a bad one could end its
 * process.
 */
function loads() {
  try {
    const path = gypBuild.resolve(folder);
    const checksum = `${path}.sha256`;
    if (existsSync(checksum) && readFileSync(checksum, 'utf8').trim() !== sha256(path)) return false;
    const test = `process.exit(require(${JSON.stringify(path)}).interfaceVersion === ${version} ? 0 : 1)`;
    return spawnSync(process.execPath, ['-e', test]).status === 0;
  } catch {
    // Not there, or of another system: what is tried next says what is wrong.
    return false;
  }
}

/** Compiles it; why that failed, or undefined. */
function compile() {
  const gyp = process.env.npm_config_node_gyp;
  if (gyp === undefined) return 'it is started by npm, as "npm run build:native"';
  // clang makes better code of the vector kernels, by an eighth; whatever else is named or there does, too.
  const attempts = process.env.CC === undefined ? [{ CC: 'clang', CXX: 'clang++' }, {}] : [{}];
  let result;
  for (const compilers of attempts) {
    const env = { ...process.env, ...compilers };
    result = spawnSync(process.execPath, [gyp, 'rebuild'], { cwd: folder, encoding: 'utf8', env });
    if (result.status === 0) break;
  }
  if (result.status !== 0) {
    const output = `${result.stderr ?? ''}${result.stdout ?? ''}`.split('\n');
    const reason = output.find((line) => /stack Error|error:|not found/i.test(line)) ?? result.error?.message;
    return reason?.trim() ?? `node-gyp ended with status ${result.status}`;
  }
  writeFileSync(`${built}.sha256`, `${sha256(built)}\n`);
  return undefined;
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
