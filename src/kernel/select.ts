/** Which kernel runs, and why: the fastest that this machine can run and that finds what is known to be there. */

import { fromHex } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { accept, describeRejection, reject, type Verdict } from '../util/verdict.ts';
import { KERNEL_NAMES, type Kernel, type KernelName } from './kernel.ts';
import { createNobleKernel } from './noble.ts';
import { loadWasmKernel } from './wasm/loader.ts';

export interface KernelChoice {
  readonly kernel: Kernel;
  /** In words, for the operator: why this one, and what was wrong with each faster one. */
  readonly reason: string;
}

const LOADERS: Readonly<Record<KernelName, () => Verdict<Kernel>>> = {
  'wasm-simd': loadWasmKernel,
  noble: () => accept(createNobleKernel()),
};

/** Bitcoin's genesis block. @source Bitcoin Core src/kernel/chainparams.cpp CMainParams */
const GENESIS_HEADER = expectDefined(
  fromHex(
    `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d00000000`,
  ),
  'the genesis header is hex',
);
const GENESIS_NONCE = 2083236893;
const GENESIS_TARGET = 0xffffn << 208n;

/**
 * One kernel by name, for this thread. Before it is given out it has to find the genesis block from each of its lanes:
 * a kernel that finds nothing would otherwise be noticed by nobody.
 * @rejects wasm-file-missing, wasm-simd-unsupported, kernel-self-test-failed
 */
export function loadKernel(name: KernelName): Verdict<Kernel> {
  const loaded = LOADERS[name]();
  if (loaded.ok && !findsGenesis(loaded.value)) {
    return reject('kernel-self-test-failed', `${name} doesn't find the genesis block's nonce`);
  }
  return loaded;
}

/** The fastest kernel that runs here. @param load - how to get a kernel by name */
export function selectKernel(load: (name: KernelName) => Verdict<Kernel> = loadKernel): KernelChoice {
  const refusals: string[] = [];
  for (const name of KERNEL_NAMES) {
    const loaded = load(name);
    if (loaded.ok) return { kernel: loaded.value, reason: explain(name, refusals) };
    refusals.push(`${name}: ${describeRejection(loaded)}`);
  }
  throw new Error(`no hash kernel runs here (${refusals.join('; ')})`);
}

function explain(name: KernelName, refusals: readonly string[]): string {
  if (refusals.length === 0) return `${name} is the fastest kernel there is`;
  return `fell back to ${name}, which is slower (${refusals.join('; ')})`;
}

function findsGenesis(kernel: Kernel): boolean {
  const scan = kernel.prepare(GENESIS_HEADER, GENESIS_TARGET);
  return Array.from({ length: kernel.lanes }, (_, lane) => lane).every((lane) => {
    const { nonce, tried } = scan(GENESIS_NONCE - lane, lane + 1);
    return nonce === GENESIS_NONCE && tried === lane + 1;
  });
}
