import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';

/** `npm install` of the package, as far as it is ours: native/install.mjs. It must never fail. */

const BUILT = join(PACKAGE_ROOT, 'native/build/Release/nonced_hash.node');
const NODE_GYP = join(
  dirname(process.execPath),
  '../lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
);

/** A copy of native/ without anything built, in a package of its own. */
function copyNative(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  for (const part of ['package.json', 'native/src', 'native/binding.gyp', 'native/install.mjs'])
    cpSync(join(PACKAGE_ROOT, part), join(folder.path, part), { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  return join(folder.path, 'native');
}

/** Runs the script where the search path has no program at all: no make, no compiler, no Python. */
function install(native: string, environment: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(native, 'install.mjs')], {
    env: { PATH: join(native, 'no-programs'), ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('native/install.mjs', () => {
  it.runIf(existsSync(NODE_GYP))('succeeds without a compiler, and says in one line what is missing', () => {
    const native = copyNative();
    const { status, stdout, stderr } = install(native, { npm_config_node_gyp: NODE_GYP });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(
      /^nonced: no native hash kernels \(.+\); mining uses the WebAssembly kernel\. With make and a C compiler installed, "npm run build:native" makes them\.\n$/,
    );
  });

  it('succeeds where npm does not start it', () => {
    const { status, stderr } = install(copyNative(), {});
    expect(status).toBe(0);
    expect(stderr).toContain('(it is started by npm, as "npm run build:native")');
  });

  it.runIf(existsSync(BUILT))('takes a prebuilt binary in silence, and compiles nothing', () => {
    const native = copyNative();
    const prebuilds = join(native, `prebuilds/${process.platform}-${process.arch}`);
    mkdirSync(prebuilds, { recursive: true });
    for (const ending of ['', '.sha256'])
      cpSync(`${BUILT}${ending}`, join(prebuilds, `nonced_hash.node${ending}`));
    expect(install(native, {})).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
