import { describe, expect, it } from 'vitest';
import { benchJson, benchText, progressText, wrongAnswers } from '../../../src/cli/bench-text.ts';
import { BENCH_REPORT } from '../../helpers/bench-report.ts';

describe('benchText', () => {
  it('is two tables, what auto takes, and what does not run', () => {
    expect(benchText(BENCH_REPORT).join('\n')).toBe(
      [
        'nonced 1.2.3, Node v20.20.0, linux-x64',
        'A <CPU> & more, 3 cores; it has sha, avx2',
        '',
        'kernel  versions   1 thread  3 threads  times',
        'hybrid        64  45.0 MH/s   135 MH/s   3.00',
        'hybrid         1  30.0 MH/s  87.0 MH/s   2.90',
        'noble          1   350 kH/s  1.05 MH/s   3.00',
        '',
        'threads     hybrid      noble',
        '1        45.0 MH/s   350 kH/s',
        '2        90.0 MH/s      WRONG',
        '3         135 MH/s  1.05 MH/s',
        '',
        'Each figure is a second of hashing. What was found was checked, and nothing was missed, but where it says WRONG.',
        'Versions: how many are tried with each nonce, sharing a part of the work; 1 is like for like with other miners.',
        '',
        'A daemon with -kernel=auto takes hybrid. In a race of moments, hybrid is the fastest here, 45.00 MH/s a thread (noble 0.35 MH/s).',
        '',
        'Kernels that do not run here:',
        '  avx2, avx512: kernel-unsupported, this CPU lacks avx2',
      ].join('\n'),
    );
  });
  it('has one table where one thread is measured', () => {
    const rows = BENCH_REPORT.rows.filter(({ threads }) => threads === 1);
    const lines = benchText({ ...BENCH_REPORT, rows });
    expect(lines.join('\n')).toContain('\n\nkernel  versions   1 thread\nhybrid        64  45.0 MH/s\n');
    expect(lines.join('\n')).toContain('checked, and nothing was missed.\n');
  });
});

describe('benchJson', () => {
  it('has rates in hashes a second, and an error where an answer was wrong', () => {
    expect(benchJson(BENCH_REPORT)).toMatchObject({
      machine: { features: ['sha', 'avx2'] },
      choice: { name: 'hybrid' },
      rows: expect.arrayContaining([
        {
          kernel: 'hybrid',
          versions: 64,
          threads: 1,
          hashesPerSecond: 45e6,
          hashesPerCpuSecond: 45e6,
          headers: 2 ** 23,
          found: 7,
        },
        { kernel: 'noble', versions: 1, threads: 2, error: 'it found 8 headers where there are 9' },
      ]),
    });
  });
});

describe('wrongAnswers', () => {
  it('says which, where and how', () => {
    expect(wrongAnswers(BENCH_REPORT)).toEqual([
      'noble, 1 version, 2 threads gave a wrong answer: it found 8 headers where there are 9',
    ]);
  });
});

describe('progressText', () => {
  it('says what comes next and how long it takes', () => {
    expect(progressText({ kernel: 'avx2', versions: 64, threads: 1 }, { done: 2, all: 26, seconds: 5 })).toBe(
      'Measuring avx2, 64 versions, 1 thread (3 of 26, 2 min 10 s left)',
    );
  });
});
