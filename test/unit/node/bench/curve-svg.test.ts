import { describe, expect, it } from 'vitest';
import { curveSvg } from '../../../../src/node/bench/curve-svg.ts';
import { BENCH_REPORT } from '../../../helpers/bench-report.ts';

const svg = curveSvg(BENCH_REPORT);

describe('curveSvg', () => {
  it('has a point for each count of threads, with the versions that each kernel likes best', () => {
    const lines = [...svg.matchAll(/<polyline points="(?<points>[^"]*)"/g)].map(
      (match) => match.groups?.['points']?.split(' ').length,
    );
    // Drawn last, and so on top: the fastest. The one with a wrong answer has one point less.
    expect(lines).toEqual([2, 3]);
  });
  it('has labels on both axes, and a legend with rates', () => {
    for (const words of [
      'threads',
      'million hashes a second (MH/s)',
      'MH/s, 3 threads',
      'hybrid',
      '135.0',
      'noble',
    ])
      expect(svg).toContain(`>${words}<`);
  });
  it('names machine and software, escaped', () => {
    expect(svg).toContain('>A &lt;CPU&gt; &amp; more, linux-x64; nonced 1.2.3, Node v20.20.0<');
  });
  it('is drawn from nothing and from one thread, too', () => {
    expect(curveSvg({ ...BENCH_REPORT, rows: [] })).not.toContain('NaN');
    const rows = BENCH_REPORT.rows.filter(({ threads }) => threads === 1);
    expect(curveSvg({ ...BENCH_REPORT, rows })).not.toContain('NaN');
  });
});
