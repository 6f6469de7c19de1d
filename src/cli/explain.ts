import { text as readAll } from 'node:stream/consumers';
import { CONNECT_OPTIONS } from '../node/options/call-options.ts';
import { readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import { StartError } from '../node/start-error.ts';
import { askDaemon } from './ask-daemon.ts';
import { processSources } from './config-sources.ts';
import { explanationLines, isGoodNews } from './explanation-text.ts';
import { printInformation } from './information.ts';
import { printLines } from './output.ts';

/** `nonced explain TXHEX`: what would become of a transaction, and why. */

const COMMAND = { table: CONNECT_OPTIONS, operands: 'anywhere' } as const;

/** Stands for standard input: an argument of a command line has at most 128 KiB. */
const STANDARD_INPUT = '-';

/**
 * Runs the command.
 * @returns the exit status: 0 where the transaction would be accepted or is known, 1 where it is refused
 * @throws StartError for a bad command line or configuration
 */
export async function runExplain(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('explain', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const hex = await readHex(configuration.operands);
  const answer = await askDaemon(configuration, 'explainTransaction', JSON.stringify([hex]));
  if (answer.kind !== 'result') {
    process.stderr.write(`error: ${answer.kind === 'error' ? answer.message : answer.reason}\n`);
    return 1;
  }
  printLines(explanationLines(answer.json));
  return isGoodNews(answer.json) ? 0 : 1;
}

async function readHex([operand, ...others]: readonly string[]): Promise<string> {
  if (operand === undefined) {
    throw new StartError(
      'which transaction? Give its hex, or - to read the hex from standard input: nonced explain TXHEX',
    );
  }
  if (others.length > 0) throw new StartError(`unexpected argument '${others[0]}' behind the transaction`);
  return operand === STANDARD_INPUT ? (await readAll(process.stdin)).trim() : operand;
}
