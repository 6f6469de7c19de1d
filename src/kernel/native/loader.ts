/** The native kernels, in C behind N-API: native/README.md tells how they are made and proved. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { createCandidateScan, type JobWords } from '../candidate-scan.ts';
import type { Kernel, KernelName } from '../kernel.ts';

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
  kernels(): readonly { readonly name: string; readonly isSupported: boolean }[];
  scan(index: number, job: Uint32Array, first: number, count: number): number;
}

/** The folder that has the sources and the binary, in source and in dist alike. */
const NATIVE_FOLDER = new URL(
  import.meta.url.endsWith('.ts') ? '../../../native/' : '../../../../native/',
  import.meta.url,
);

const require = createRequire(import.meta.url);

/** Where the words of a job lie; native/src/scan.h has the same as a struct. */
const TARGET_AT = 1;
const TAIL_AT = 2;
const MIDSTATES_AT = 5;
const MIDSTATE_WORDS = 8;

/** The answer of one load: the binary is looked for once a thread. */
const loadedAddons = new Map<string, Verdict<Addon, 'native-binary-unusable'>>();

/**
 * One of the native kernels.
 * @param folder - where native/ is
 * @rejects native-binary-unusable (missing, damaged, of another system), kernel-unsupported (this CPU can't run it)
 */
export function loadNativeKernel(
  name: NativeKernelName,
  folder: URL = NATIVE_FOLDER,
): Verdict<Kernel, 'native-binary-unusable' | 'kernel-unsupported'> {
  const loaded = loadAddon(folder);
  if (!loaded.ok) return loaded;
  const addon = loaded.value;
  const index = addon.kernels().findIndex((kernel) => kernel.name === name);
  if (addon.kernels()[index]?.isSupported !== true) {
    return reject('kernel-unsupported', `this CPU can't run ${name}`);
  }
  return accept({
    name,
    lanes: NATIVE_LANES[name],
    prepare: (space) => createCandidateScan(space, (words) => searchOf(addon, index, words)),
  });
}

function loadAddon(folder: URL): Verdict<Addon, 'native-binary-unusable'> {
  const path = fileURLToPath(folder);
  const known = loadedAddons.get(path) ?? tryAddon(path);
  loadedAddons.set(path, known);
  return known;
}

function tryAddon(path: string): Verdict<Addon, 'native-binary-unusable'> {
  try {
    const load: (folder: string) => Addon = require('node-gyp-build');
    return accept(load(path));
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return reject('native-binary-unusable', `${reason}; "npm run build:native" makes it`);
  }
}

function searchOf(addon: Addon, index: number, { targetTop, tail, midstates }: JobWords) {
  const job = new Uint32Array(MIDSTATES_AT + MIDSTATE_WORDS * midstates.length);
  job[0] = midstates.length;
  job[TARGET_AT] = targetTop;
  job.set(tail, TAIL_AT);
  for (const [version, midstate] of midstates.entries())
    job.set(midstate, MIDSTATES_AT + version * MIDSTATE_WORDS);
  return (first: number, count: number): number => addon.scan(index, job, first, count);
}
