/** Which kernel is the fastest on this machine: a short race among those that run, each proved before it starts. */

import { describeRejection, type Rejected, type Verdict } from '../util/verdict.ts';
import { BEST_VERSIONS, KERNEL_NAMES, type Kernel, type KernelName } from './kernel.ts';
import { loadKernel } from './select.ts';

/** How a kernel did. */
export type RaceResult =
  | { readonly name: KernelName; readonly hashesPerSecond: number }
  /** It does not run here. */
  | { readonly name: KernelName; readonly refusal: Rejected };

export interface Race {
  /** Versions that a scan may try at most: 1 where they are not rolled. */
  readonly maxVersions: number;
  /** Milliseconds that each kernel runs, in turns. */
  readonly msPerKernel: number;
  /** Monotonic milliseconds, with fractions. */
  readonly nowMs: () => number;
  /** How to get a kernel by name; loadKernel unless given. */
  readonly load?: (name: KernelName) => Verdict<Kernel>;
}

/** Turns of each kernel: other processes slow one turn, hardly all of them. */
const TURNS = 4;

/** Bytes with no meaning; nothing solves a target of 0. */
const HEADER = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 89) & 0xff);

/** Nonces of the first call; then as many as fill a turn, by what was measured. */
const FIRST_NONCES = 64;

interface Runner {
  readonly name: KernelName;
  readonly best: () => number;
  readonly run: (ms: number) => void;
}

/** Runs the race; synchronous. The kernels that run come first, the fastest at the front. */
export function raceKernels({
  maxVersions,
  msPerKernel,
  nowMs,
  load = loadKernel,
}: Race): readonly RaceResult[] {
  const refused: RaceResult[] = [];
  const runners: Runner[] = [];
  for (const name of KERNEL_NAMES) {
    const loaded = load(name);
    if (loaded.ok) runners.push(createRunner(loaded.value, maxVersions, nowMs));
    else refused.push({ name, refusal: loaded });
  }
  for (let turn = 0; turn < TURNS; turn++) for (const { run } of runners) run(msPerKernel / TURNS);
  const results = runners.map(({ name, best }) => ({ name, hashesPerSecond: best() }));
  return [...results.sort((a, b) => b.hashesPerSecond - a.hashesPerSecond), ...refused];
}

function createRunner(kernel: Kernel, maxVersions: number, nowMs: () => number): Runner {
  const count = Math.min(BEST_VERSIONS[kernel.name], maxVersions);
  const versions = Array.from({ length: count }, (_, i) => 0x20000000 + (i << 13));
  const scan = kernel.prepare({ header: HEADER, versions, target: 0n });
  let nonces = Math.max(FIRST_NONCES, kernel.lanes);
  let best = 0;
  return {
    name: kernel.name,
    best: () => best,
    run(ms) {
      const started = nowMs();
      for (let now = started; now - started < ms; ) {
        scan(0, nonces);
        const after = nowMs();
        if (after > now) {
          best = Math.max(best, (1000 * nonces * count) / (after - now));
          // A quarter of a turn, so that a turn has several measurements and does not run over.
          const wanted = (best * ms) / 4000 / count;
          nonces = Math.max(Math.floor(wanted / kernel.lanes), 1) * kernel.lanes;
        }
        now = after;
      }
    },
  };
}

/** The winner, and the race in words for the operator. @throws Error where no kernel ran */
export function winnerOf(results: readonly RaceResult[]): {
  readonly name: KernelName;
  readonly reason: string;
} {
  const [winner, ...others] = results;
  if (!winner || !('hashesPerSecond' in winner)) throw new Error('no hash kernel runs here');
  const texts = others.map((result) =>
    'refusal' in result
      ? `${result.name}: ${describeRejection(result.refusal)}`
      : `${result.name} ${inMillions(result)}`,
  );
  return {
    name: winner.name,
    reason: `${winner.name} is the fastest here, ${inMillions(winner)} a thread (${texts.join('; ')})`,
  };
}

function inMillions({ hashesPerSecond }: { readonly hashesPerSecond: number }): string {
  return `${(hashesPerSecond / 1e6).toFixed(2)} MH/s`;
}
