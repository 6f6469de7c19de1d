import type { BenchReport, BenchRow } from '../node/bench/run-bench.ts';
import { groupByReason } from '../node/kernel-report.ts';
import { formatTable } from '../util/text-table.ts';
import { formatDuration, formatHashRate } from './status-text.ts';

/** What `nonced bench` prints. */

/** Room that a measurement takes beside its seconds: threads start, a small range is searched first. */
const OVERHEAD_SECONDS = 0.4;

/** What is measured now, and how long the rest takes. */
export function progressText(
  { kernel, versions, threads }: Omit<BenchRow, 'result'>,
  { done, all, seconds }: { readonly done: number; readonly all: number; readonly seconds: number },
): string {
  const left = formatDuration(Math.ceil((all - done) * (seconds + OVERHEAD_SECONDS)));
  return `Measuring ${rowName({ kernel, versions, threads })} (${done + 1} of ${all}, ${left} left)`;
}

/** The tables, and what is to be said about them. */
export function benchText(report: BenchReport): readonly string[] {
  const { machine, kernels, choice, seconds } = report;
  const absent = groupByReason(kernels);
  return [
    `nonced ${machine.nonced}, Node ${machine.node}, ${machine.platform}`,
    `${machine.cpu}, ${machine.cores === 1 ? '1 core' : `${machine.cores} cores`}; ${featuresText(machine.features)}`,
    '',
    ...rateTable(report),
    '',
    ...curveTable(report),
    `Each figure is ${seconds === 1 ? 'a second' : `${seconds} seconds`} of hashing. What was found was checked, and nothing was missed${wrongAnswers(report).length > 0 ? ', but where it says WRONG' : ''}.`,
    'Versions: how many are tried with each nonce, sharing a part of the work; 1 is like for like with other miners.',
    '',
    `A daemon with -kernel=auto takes ${choice.name}. In a race of moments, ${choice.reason}.`,
    ...(absent.length === 0 ? [] : ['', 'Kernels that do not run here:']),
    ...absent.map(({ names, reason }) => `  ${names.join(', ')}: ${reason}`),
  ];
}

/** For programs: everything, with rates in hashes a second; a row with a wrong answer has `error` in its place. */
export function benchJson({ rows, ...report }: BenchReport): object {
  return {
    ...report,
    rows: rows.map(({ result, ...row }) => ({
      ...row,
      ...(result.ok ? result.value : { error: result.debug ?? result.code }),
    })),
  };
}

/** One sentence for each row with a wrong answer. */
export function wrongAnswers({ rows }: BenchReport): readonly string[] {
  return rows.flatMap(({ result, ...row }) =>
    result.ok ? [] : [`${rowName(row)} gave a wrong answer: ${result.debug ?? result.code}`],
  );
}

function rowName({ kernel, versions, threads }: Omit<BenchRow, 'result'>): string {
  const onThreads = threads === 1 ? '1 thread' : `${threads} threads`;
  return `${kernel}, ${versions === 1 ? '1 version' : `${versions} versions`}, ${onThreads}`;
}

function featuresText(features: readonly string[] | undefined): string {
  if (features === undefined) return 'its instruction sets are not known without the native kernels';
  return features.length === 0
    ? 'it has none of the instruction sets that the kernels use'
    : `it has ${features.join(', ')}`;
}

/** One line for each kernel and number of versions: on one thread, on all, and what that is of one times all. */
function rateTable({ rows }: BenchReport): readonly string[] {
  const most = Math.max(...rows.map(({ threads }) => threads));
  const ends = [...new Set([1, most])];
  const kinds = rows.filter(({ threads }) => threads === 1);
  const lines = kinds.map(({ kernel, versions }) => {
    const rates = ends.map((threads) => rateAt(rows, { kernel, versions, threads }));
    const [one, all] = rates;
    const scaling = one !== undefined && all !== undefined ? (all / one).toFixed(2) : '';
    return [
      kernel,
      String(versions),
      ...rates.map((rate) => (rate === undefined ? 'WRONG' : formatHashRate(rate))),
      ...(most > 1 ? [scaling] : []),
    ];
  });
  const heads = ends.map((threads) => (threads === 1 ? '1 thread' : `${threads} threads`));
  return [formatTable([['kernel', 'versions', ...heads, ...(most > 1 ? ['times'] : [])], ...lines])];
}

/** How the hash rate grows with the threads; nothing where all of it is in the first table. */
function curveTable({ rows }: BenchReport): readonly string[] {
  const counts = [...new Set(rows.map(({ threads }) => threads))].sort((a, b) => a - b);
  if (counts.length < 3) return [];
  const kinds = rows.filter(({ threads, versions, kernel }) =>
    threads === 1 ? counts.every((count) => isThere(rows, { kernel, versions, threads: count })) : false,
  );
  const lines = counts.map((threads) => [
    String(threads),
    ...kinds.map(({ kernel, versions }) => {
      const rate = rateAt(rows, { kernel, versions, threads });
      return rate === undefined ? 'WRONG' : formatHashRate(rate);
    }),
  ]);
  return [formatTable([['threads', ...kinds.map(({ kernel }) => kernel)], ...lines]), ''];
}

type RowKey = Omit<BenchRow, 'result'>;

function rowAt(rows: readonly BenchRow[], wanted: RowKey): BenchRow | undefined {
  return rows.find(
    ({ kernel, versions, threads }) =>
      kernel === wanted.kernel && versions === wanted.versions && threads === wanted.threads,
  );
}

const isThere = (rows: readonly BenchRow[], wanted: RowKey): boolean => rowAt(rows, wanted) !== undefined;

function rateAt(rows: readonly BenchRow[], wanted: RowKey): number | undefined {
  const result = rowAt(rows, wanted)?.result;
  return result?.ok ? result.value.hashesPerSecond : undefined;
}
