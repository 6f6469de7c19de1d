/** Loads kernels, each proved on known headers before anybody relies on it. */

import { fromHex } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { accept, describeRejection, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import { KERNEL_NAMES, type Kernel, type KernelName, MAX_VERSIONS } from './kernel.ts';
import { loadNativeKernel } from './native/loader.ts';
import { createNobleKernel } from './noble.ts';
import { loadWasmKernel } from './wasm/loader.ts';

export interface KernelChoice {
  readonly kernel: Kernel;
  /** In words, for the operator: why this one. */
  readonly reason: string;
}

const LOADERS: Readonly<Record<KernelName, () => Verdict<Kernel>>> = {
  hybrid: () => loadNativeKernel('hybrid'),
  avx512: () => loadNativeKernel('avx512'),
  'sha-ni': () => loadNativeKernel('sha-ni'),
  armv8: () => loadNativeKernel('armv8'),
  avx2: () => loadNativeKernel('avx2'),
  'wasm-simd': loadWasmKernel,
  scalar: () => loadNativeKernel('scalar'),
  noble: () => accept(createNobleKernel()),
};

/** A header of Bitcoin's chain with its work. */
interface KnownHeader {
  readonly name: string;
  /** 80 bytes, nonce included. */
  readonly header: Uint8Array;
  readonly target: bigint;
}

const known = (name: string, hex: string, target: bigint): KnownHeader => ({
  name,
  header: expectDefined(fromHex(hex), 'a known header is hex'),
  target,
});

/** @source Bitcoin Core src/kernel/chainparams.cpp CMainParams; the Bitcoin wiki's "Block hashing algorithm" */
const KNOWN_HEADERS: readonly KnownHeader[] = [
  known(
    'the genesis block',
    `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
    0xffffn << 208n,
  ),
  known(
    'block 125552',
    '0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000' +
      'e320b6c2fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695',
    0x44b9f2n << 184n,
  ),
];

/**
 * One kernel by name, for this thread. Before it is given out it has to find known headers from each of its lanes, with
 * the version at any place: a kernel that finds nothing would otherwise be noticed by nobody.
 * @rejects wasm-file-missing, wasm-simd-unsupported, native-binary-unusable, kernel-unsupported,
 *   kernel-self-test-failed
 */
export function loadKernel(name: KernelName): Verdict<Kernel> {
  const loaded = LOADERS[name]();
  const missed = loaded.ok ? KNOWN_HEADERS.find((header) => !finds(loaded.value, header)) : undefined;
  return missed ? reject('kernel-self-test-failed', `${name} doesn't find ${missed.name}`) : loaded;
}

/** A kernel, and why it does not run here if it doesn't. */
export interface KernelState {
  readonly name: KernelName;
  readonly refusal: Rejected | undefined;
}

/**
 * Which kernels there are for this machine, loaded but not proved: it takes some milliseconds.
 * @param load - how to get a kernel by name
 */
export function listKernels(
  load: (name: KernelName) => Verdict<Kernel> = (name) => LOADERS[name](),
): readonly KernelState[] {
  return KERNEL_NAMES.map((name) => {
    const loaded = load(name);
    return { name, refusal: loaded.ok ? undefined : loaded };
  });
}

/**
 * The first kernel of the list that runs here. Which one really is the fastest, a race decides (race.ts); where there
 * is no time for one, this is a good guess.
 * @param load - how to get a kernel by name
 */
export function selectKernel(load: (name: KernelName) => Verdict<Kernel> = loadKernel): KernelChoice {
  const refusals: string[] = [];
  for (const name of KERNEL_NAMES) {
    const loaded = load(name);
    if (loaded.ok) {
      return {
        kernel: loaded.value,
        reason: [`${name} is the first that runs here`, ...refusals].join('; '),
      };
    }
    refusals.push(`${name}: ${describeRejection(loaded)}`);
  }
  throw new Error(`no hash kernel runs here (${refusals.join('; ')})`);
}

function finds(kernel: Kernel, { header, target }: KnownHeader): boolean {
  const view = new DataView(header.buffer, header.byteOffset);
  const version = view.getUint32(0, true);
  const nonce = view.getUint32(76, true);
  return placesOf(version).every((versions) => {
    const scan = kernel.prepare({ header, versions, target });
    return Array.from({ length: kernel.lanes }, (_, lane) => lane).every((lane) => {
      const result = scan(nonce - lane, lane + 1);
      return result.nonce === nonce && result.versions[0] === version && result.tried === lane + 1;
    });
  });
}

/** Sets of versions with the given one alone, at their end, and at every place of the largest set's last quarter. */
function placesOf(version: number): readonly (readonly number[])[] {
  const others = Array.from({ length: MAX_VERSIONS - 1 }, (_, i) => 0x20000000 + (i << 13));
  const lengths = [0, 1, 2, 7, 8, 15, 16, 31, 32, MAX_VERSIONS - 1];
  return lengths.map((length) => [...others.slice(0, length), version]);
}
