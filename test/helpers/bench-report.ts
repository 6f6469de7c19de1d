import type { BenchReport, BenchRow } from '../../src/node/bench/run-bench.ts';

/** A report of the bench, as of a machine with three threads; noble gives a wrong answer on two. */

const right = (millions: number): BenchRow['result'] => ({
  ok: true,
  value: { hashesPerSecond: millions * 1e6, hashesPerCpuSecond: millions * 1e6, headers: 2 ** 23, found: 7 },
});

const WRONG: BenchRow['result'] = {
  ok: false,
  code: 'wrong-solutions',
  debug: 'it found 8 headers where there are 9',
};

const LACKS_AVX2 = { ok: false, code: 'kernel-unsupported', debug: 'this CPU lacks avx2' } as const;

export const BENCH_REPORT: BenchReport = {
  machine: {
    nonced: '1.2.3',
    node: 'v20.20.0',
    platform: 'linux-x64',
    cpu: 'A <CPU> & more',
    cores: 3,
    features: ['sha', 'avx2'],
  },
  kernels: [
    { name: 'hybrid', refusal: undefined },
    { name: 'noble', refusal: undefined },
    { name: 'avx2', refusal: LACKS_AVX2 },
    { name: 'avx512', refusal: LACKS_AVX2 },
  ],
  choice: { name: 'hybrid', reason: 'hybrid is the fastest here, 45.00 MH/s a thread (noble 0.35 MH/s)' },
  seconds: 1,
  rows: [
    { kernel: 'hybrid', versions: 64, threads: 1, result: right(45) },
    { kernel: 'hybrid', versions: 64, threads: 2, result: right(90) },
    { kernel: 'hybrid', versions: 64, threads: 3, result: right(135) },
    { kernel: 'hybrid', versions: 1, threads: 1, result: right(30) },
    { kernel: 'hybrid', versions: 1, threads: 3, result: right(87) },
    { kernel: 'noble', versions: 1, threads: 1, result: right(0.35) },
    { kernel: 'noble', versions: 1, threads: 2, result: WRONG },
    { kernel: 'noble', versions: 1, threads: 3, result: right(1.05) },
  ],
};
