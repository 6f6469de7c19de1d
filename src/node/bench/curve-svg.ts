import type { KernelName } from '../../kernel/kernel.ts';
import type { BenchReport, BenchRow } from './run-bench.ts';

/** The picture of `nonced bench`: hash rate by threads, a line for each kernel. */

const WIDTH = 860;
const HEIGHT = 500;
const PLOT = { left: 80, right: 650, top: 84, bottom: 430 } as const;
const LEGEND_AT = PLOT.right + 26;
const LEGEND_LINE = 24;
const TICKS = 6;

/** Told apart by people who see colours differently, too (Okabe and Ito). */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555', '#000000'];

interface Point {
  readonly threads: number;
  /** Millions of hashes a second. */
  readonly rate: number;
}

interface Curve {
  readonly kernel: KernelName;
  readonly colour: string;
  readonly points: readonly [Point, ...Point[]];
}

/** An SVG document. Rows with a wrong answer are left out. */
export function curveSvg({ machine, rows }: BenchReport): string {
  const curves = curvesOf(rows);
  const most = Math.max(1, ...rows.map(({ threads }) => threads));
  const fastest = curves[0]?.points[0];
  const ideal = fastest && { threads: most, rate: (fastest.rate / fastest.threads) * most };
  const highest = Math.max(
    ideal?.rate ?? 1,
    ...curves.flatMap(({ points }) => points.map(({ rate }) => rate)),
  );
  const step = niceStep(highest / TICKS);
  const top = step * Math.ceil(highest / step);
  const place: Place = {
    x: (threads) => PLOT.left + ((PLOT.right - PLOT.left) * threads) / most,
    y: (rate) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * rate) / top,
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans, Verdana, Helvetica, sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(
      PLOT.left,
      34,
      'SHA-256d hash rate by threads, versions rolled',
      'font-size="18" font-weight="bold"',
    ),
    text(
      PLOT.left,
      58,
      `${machine.cpu}, ${machine.platform}; nonced ${machine.nonced}, Node ${machine.node}`,
      'fill="#666"',
    ),
    ...rateAxis(top, step, place),
    ...threadAxis(most, place),
    ...(ideal ? idealLine(ideal, place) : []),
    ...curves.toReversed().flatMap((curve) => drawCurve(curve, place)),
    ...legend(curves, most),
    '</svg>',
    '',
  ].join('\n');
}

interface Place {
  readonly x: (threads: number) => number;
  readonly y: (rate: number) => number;
}

/** The kernels with as many versions as each likes best: the fastest at its most threads first. */
function curvesOf(rows: readonly BenchRow[]): readonly Curve[] {
  const best = new Map<KernelName, number>();
  for (const { kernel, versions } of rows) best.set(kernel, Math.max(best.get(kernel) ?? 0, versions));
  const found = [...best].flatMap(([kernel, versions]) => {
    const [first, ...others] = rows
      .filter((row) => row.kernel === kernel && row.versions === versions)
      .flatMap(({ threads, result }) =>
        result.ok ? [{ threads, rate: result.value.hashesPerSecond / 1e6 }] : [],
      );
    return first ? [{ kernel, points: [first, ...others] as const }] : [];
  });
  const peak = ({ points }: { readonly points: readonly Point[] }): number =>
    Math.max(...points.map(({ rate }) => rate));
  return found
    .sort((a, b) => peak(b) - peak(a))
    .map(({ kernel, points }, i) => ({ kernel, points, colour: COLOURS[i % COLOURS.length] as string }));
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

function rateAxis(top: number, step: number, { y }: Place): string[] {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).flatMap((rate) => [
    line([PLOT.left, y(rate)], [PLOT.right, y(rate)], rate === 0 ? 'stroke="#222"' : 'stroke="#ddd"'),
    text(PLOT.left - 10, y(rate) + 4.5, rate.toFixed(decimals), 'text-anchor="end"'),
  ]);
  const middle = (PLOT.top + PLOT.bottom) / 2;
  const title = `text-anchor="middle" transform="rotate(-90 26 ${middle})"`;
  return [...lines, text(26, middle, 'million hashes a second (MH/s)', title)];
}

function threadAxis(most: number, { x }: Place): string[] {
  const step = Math.max(1, niceStep(most / 16));
  const counts = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
  return [
    ...counts.flatMap((count) => [
      line([x(count), PLOT.bottom], [x(count), PLOT.bottom + 5], 'stroke="#222"'),
      text(x(count), PLOT.bottom + 22, String(count), 'text-anchor="middle"'),
    ]),
    line([PLOT.left, PLOT.top], [PLOT.left, PLOT.bottom], 'stroke="#222"'),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 48, 'threads', 'text-anchor="middle"'),
  ];
}

function idealLine(end: Point, { x, y }: Place): string[] {
  return [
    line(
      [x(0), y(0)],
      [x(end.threads), y(end.rate)],
      'stroke="#999" stroke-width="1.5" stroke-dasharray="5 5"',
    ),
  ];
}

function drawCurve({ colour, points }: Curve, { x, y }: Place): string[] {
  const path = points.map(({ threads, rate }) => `${round(x(threads))},${round(y(rate))}`).join(' ');
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>`,
    ...points.map(
      ({ threads, rate }) =>
        `<circle cx="${round(x(threads))}" cy="${round(y(rate))}" r="4" fill="${colour}"/>`,
    ),
  ];
}

/** Each kernel with its rate on the most threads; last what the dashed line is. */
function legend(curves: readonly Curve[], most: number): string[] {
  const entries = curves.flatMap(({ kernel, colour, points }, i) => {
    const at = PLOT.top + 34 + i * LEGEND_LINE;
    const rate = points.at(-1)?.rate ?? 0;
    return [
      line([LEGEND_AT, at - 4.5], [LEGEND_AT + 24, at - 4.5], `stroke="${colour}" stroke-width="2.5"`),
      `<circle cx="${LEGEND_AT + 12}" cy="${at - 4.5}" r="4" fill="${colour}"/>`,
      text(LEGEND_AT + 32, at, kernel),
      text(WIDTH - 16, at, rate.toFixed(rate < 10 ? 2 : 1), 'text-anchor="end"'),
    ];
  });
  const end = PLOT.top + 34 + curves.length * LEGEND_LINE + 6;
  return [
    text(
      WIDTH - 16,
      PLOT.top + 8,
      `MH/s, ${most === 1 ? '1 thread' : `${most} threads`}`,
      'text-anchor="end"',
    ),
    ...entries,
    line(
      [LEGEND_AT, end - 4.5],
      [LEGEND_AT + 24, end - 4.5],
      'stroke="#999" stroke-width="1.5" stroke-dasharray="5 5"',
    ),
    text(LEGEND_AT + 32, end, 'one thread, times n', 'fill="#666"'),
  ];
}

type Position = readonly [x: number, y: number];

function line([x1, y1]: Position, [x2, y2]: Position, style: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${style}/>`;
}

function text(x: number, y: number, words: string, style = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${round(x)}" y="${round(y)}" ${style}>${escaped}</text>`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
