import { describe, expect, it } from 'vitest';
import { BENCH_OPTIONS, benchValues } from '../../../../src/node/options/bench-options.ts';
import { joinSpacedValues, parseCommandLine } from '../../../../src/node/options/command-line.ts';

const valuesOf = (...args: string[]) => {
  const { settings } = parseCommandLine(joinSpacedValues(args, BENCH_OPTIONS), {
    table: BENCH_OPTIONS,
    workingDirectory: '/here',
    stopAtOperand: false,
  });
  return benchValues(settings, 6, '/home/me');
};

describe('benchValues', () => {
  it('measures all kernels on all cores, a second each, unless told otherwise', () => {
    expect(valuesOf()).toEqual({ seconds: 1, threads: 6, kernels: [], json: false, svg: undefined });
  });
  it('takes values behind an equals sign or a space', () => {
    const expected = { seconds: 5, threads: 2, kernels: ['avx2', 'noble'], json: true, svg: '/here/a.svg' };
    expect(
      valuesOf(
        '--seconds',
        '5',
        '-threads=2',
        '--kernel',
        'avx2',
        '-kernel=noble',
        '--json',
        '--svg',
        'a.svg',
      ),
    ).toEqual(expected);
  });
  it('takes paths in the home folder, and absolute ones', () => {
    expect(valuesOf('-svg=~/a.svg').svg).toBe('/home/me/a.svg');
    expect(valuesOf('-svg', '/tmp/a.svg').svg).toBe('/tmp/a.svg');
  });
  it('forgets kernels that were named before -nokernel, and json before -nojson', () => {
    expect(valuesOf('-kernel=avx2', '-nokernel', '-kernel=noble').kernels).toEqual(['noble']);
    expect(valuesOf('-json', '-nojson').json).toBe(false);
  });
  it.each([
    [['-seconds=0'], '-seconds=0 is not valid: give a whole number of s from 1 to 3600'],
    [['--seconds', '1.5'], '--seconds=1.5 is not valid: give a whole number of s from 1 to 3600'],
    [['--seconds'], '-seconds needs a value after an equals sign: -seconds=SECONDS'],
    [['--threads', '0'], '--threads=0 is not valid: give a whole number from 1 to 1024'],
    [['--kernel', 'sse'], '--kernel=sse is not valid: give one of hybrid, avx512'],
    [['--sekonds', '1'], 'unknown option -sekonds; did you mean -seconds?'],
  ])('refuses %j', (args, message) => {
    expect(() => valuesOf(...args)).toThrow(message);
  });
});
