import { appendFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { curveSvg } from '../node/bench/curve-svg.ts';
import { type BenchReport, type BenchRequest, runBench } from '../node/bench/run-bench.ts';
import { BENCH_OPTIONS, type BenchValues, benchValues } from '../node/options/bench-options.ts';
import { joinSpacedValues, parseCommandLine, unexpectedOperand } from '../node/options/command-line.ts';
import { informationFlags } from '../node/options/read-config.ts';
import { INFORMATION_OPTIONS } from '../node/options/start-options.ts';
import { StartError } from '../node/start-error.ts';
import { benchJson, benchText, progressText, wrongAnswers } from './bench-text.ts';
import { processSources, stdoutIsTerminal } from './config-sources.ts';
import { printInformation } from './information.ts';
import { printLines } from './output.ts';

/** `nonced bench`: how many hashes a second this machine makes. */

const TABLE = { ...BENCH_OPTIONS, ...INFORMATION_OPTIONS };

/**
 * Runs the command.
 * @returns the exit status: 0, or 1 where a kernel gave a wrong answer
 * @throws StartError for a bad command line, a kernel that does not run here, or a picture that can't be written
 */
export async function runBenchCommand(args: readonly string[]): Promise<number> {
  const { cores, workingDirectory } = processSources(args);
  const { settings, operands } = parseCommandLine(joinSpacedValues(args, TABLE), {
    table: TABLE,
    workingDirectory,
    stopAtOperand: false,
  });
  if (printInformation('bench', informationFlags(settings))) return 0;
  if (operands[0] !== undefined) throw unexpectedOperand(operands[0], settings);
  const values = benchValues(settings, cores, homedir());
  // A picture that can't be written is told before the measurements, not after them.
  if (values.svg !== undefined) write(values.svg, (path) => appendFileSync(path, ''));
  const report = await measureWithProgress(values);
  printLines(values.json ? [JSON.stringify(benchJson(report))] : benchText(report));
  if (values.svg !== undefined) write(values.svg, (path) => writeFileSync(path, curveSvg(report)));
  const wrong = wrongAnswers(report);
  if (wrong.length > 0) process.stderr.write(`Error: ${wrong.join('; ')}\n`);
  return wrong.length > 0 ? 1 : 0;
}

function write(path: string, how: (path: string) => void): void {
  try {
    how(path);
  } catch (error) {
    throw new StartError(`-svg=${path} can't be written (${(error as Error).message})`);
  }
}

/** On a terminal it says what is being measured and how long the rest takes. */
async function measureWithProgress(values: BenchValues): Promise<BenchReport> {
  if (!stdoutIsTerminal() || values.json) return runBench({ ...values, onProgress() {} });
  const { default: logUpdate } = await import('log-update');
  const onProgress: BenchRequest['onProgress'] = (next, done, all) =>
    logUpdate(progressText(next, { done, all, seconds: values.seconds }));
  logUpdate('Letting the kernels race …');
  try {
    return await runBench({ ...values, onProgress });
  } finally {
    logUpdate.clear();
    logUpdate.done();
  }
}
