/** The native kernels, in C behind N-API: native/README.md tells how they are made and proved. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { type CandidateSearch, createCandidateScan, type JobWords } from '../candidate-scan.ts';
import type { Kernel, KernelName, ScanPermit } from '../kernel.ts';
import { PACKAGE_FOLDER } from '../package-folder.ts';

/** The kernels that are written in C, and the nonces that each tries side by side. */
const NATIVE_LANES = {
  hybrid: 1,
  avx512: 32,
  'sha-ni': 4,
  armv8: 2,
  avx2: 8,
  scalar: 1,
} as const satisfies Partial<Record<KernelName, number>>;

type NativeKernelName = keyof typeof NATIVE_LANES;

/** What native/src/addon.c exports. */
interface Addon {
  readonly interfaceVersion: number;
  kernels(): readonly { readonly name: string; readonly lacks: readonly string[] }[];
  features(): readonly string[];
  scan(
    index: number,
    job: Uint32Array,
    first: number,
    count: number,
    word?: Int32Array,
    value?: number,
  ): number;
}

/** native/src/addon.c has the same number. */
const INTERFACE_VERSION = 3;

const REMEDY = '"npm run build:native" makes it';

type AddonRefusal = 'native-binary-unusable' | 'native-binary-damaged';
export type NativeRefusal = AddonRefusal | 'kernel-not-built' | 'kernel-unsupported';

/** The folder that has the sources and the binary. */
const NATIVE_FOLDER = new URL('native/', PACKAGE_FOLDER);

const require = createRequire(import.meta.url);

/** Where the words of a job lie; native/src/scan.h has the same as a struct. */
const TARGET_AT = 1;
const TAIL_AT = 2;
const MIDSTATES_AT = 5;
const MIDSTATE_WORDS = 8;

/** The answer of one load: the binary is looked for once a thread. */
const loadedAddons = new Map<string, Verdict<Addon, AddonRefusal>>();

/**
 * One of the native kernels.
 * @param folder - where native/ is
 * @rejects native-binary-unusable (missing, of another system or version), native-binary-damaged, kernel-not-built (for
 *   other CPUs), kernel-unsupported (this CPU lacks something)
 */
export function loadNativeKernel(
  name: NativeKernelName,
  folder: URL = NATIVE_FOLDER,
): Verdict<Kernel, NativeRefusal> {
  const loaded = loadAddon(folder);
  if (!loaded.ok) return loaded;
  const addon = loaded.value;
  const index = addon.kernels().findIndex((kernel) => kernel.name === name);
  const found = addon.kernels()[index];
  if (found === undefined) {
    return reject('kernel-not-built', `the binary for ${process.platform}-${process.arch} has no ${name}`);
  }
  if (found.lacks.length > 0) return reject('kernel-unsupported', `this CPU lacks ${found.lacks.join(', ')}`);
  return accept({
    name,
    lanes: NATIVE_LANES[name],
    watchesPermit: true,
    prepare: (space, permit) =>
      createCandidateScan(space, (words) => searchOf({ addon, index, permit }, words)),
  });
}

/**
 * Names of the instruction sets that the kernels look for and this CPU, with its operating system, has.
 * @rejects as loadNativeKernel where there is no binary to ask the CPU
 */
export function nativeCpuFeatures(folder: URL = NATIVE_FOLDER): Verdict<readonly string[], AddonRefusal> {
  const loaded = loadAddon(folder);
  return loaded.ok ? accept(loaded.value.features()) : loaded;
}

function loadAddon(folder: URL): Verdict<Addon, AddonRefusal> {
  const path = fileURLToPath(folder);
  const known = loadedAddons.get(path) ?? tryAddon(path);
  loadedAddons.set(path, known);
  return known;
}

function tryAddon(folder: string): Verdict<Addon, AddonRefusal> {
  try {
    const gyp: { resolve(folder: string): string } = require('node-gyp-build');
    const path = gyp.resolve(folder);
    if (isDamaged(path)) {
      return reject('native-binary-damaged', `${path} is not what was built; ${REMEDY} anew`);
    }
    const addon: Addon = require(path);
    if (addon.interfaceVersion === INTERFACE_VERSION) return accept(addon);
    return reject('native-binary-unusable', `${path} is of another version of nonced; ${REMEDY} anew`);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return reject('native-binary-unusable', `${reason}; ${REMEDY}`);
  }
}

/**
 * True where the file differs from the one whose SHA-256 lies beside it: code with a flipped bit might end the whole
 * process. One without a checksum was built by hand, and is believed.
 */
function isDamaged(path: string): boolean {
  const checksumFile = `${path}.sha256`;
  if (!existsSync(checksumFile)) return false;
  const expected = readFileSync(checksumFile, 'utf8').trim();
  return createHash('sha256').update(readFileSync(path)).digest('hex') !== expected;
}

interface NativeScan {
  readonly addon: Addon;
  /** Of the kernel in `addon.kernels()`. */
  readonly index: number;
  readonly permit: ScanPermit | undefined;
}

function searchOf(
  { addon, index, permit }: NativeScan,
  { targetTop, tail, midstates }: JobWords,
): CandidateSearch {
  const job = new Uint32Array(MIDSTATES_AT + MIDSTATE_WORDS * midstates.length);
  job[0] = midstates.length;
  job[TARGET_AT] = targetTop;
  job.set(tail, TAIL_AT);
  for (const [version, midstate] of midstates.entries())
    job.set(midstate, MIDSTATES_AT + version * MIDSTATE_WORDS);
  return (first, count) => {
    const tried = permit
      ? addon.scan(index, job, first, count, permit.word, permit.value)
      : addon.scan(index, job, first, count);
    return { tried: Math.abs(tried), found: tried > 0 };
  };
}
