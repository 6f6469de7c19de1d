import { text as readAll } from 'node:stream/consumers';
import { CALL_OPTIONS } from '../node/options/call-options.ts';
import { readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import { StartError } from '../node/start-error.ts';
import { askDaemon, type DaemonAnswer } from './ask-daemon.ts';
import { namedParams, positionalParams } from './call-params.ts';
import { processSources } from './config-sources.ts';
import { printInformation } from './information.ts';
import { prettyJson } from './json-text.ts';
import { askForParams } from './known-params.ts';
import { printLines } from './output.ts';

/** `nonced call METHOD [params…]`: asks a running daemon and prints the answer as bitcoin-cli does. */

const COMMAND = { table: CALL_OPTIONS, operands: 'last' } as const;

/**
 * Runs the command.
 * @returns the exit status: 0, or the RPC error's code without its sign, or 1 where there was no answer
 * @throws StartError for a bad command line or configuration
 */
export async function runCall(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('call', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const { operands, values } = configuration;
  const [method, ...words] = values.stdin ? [...operands, ...(await readWords())] : operands;
  if (method === undefined) {
    throw new StartError(
      'which method? For example: nonced call getBlockCount; nonced call help lists them all',
    );
  }
  const known = words.length === 0 ? [] : await askForParams(configuration, method);
  const params = values.named ? namedParams(words, known) : positionalParams(words, known);
  return printAnswer(await askDaemon(configuration, method, params));
}

/** The lines of standard input; a line feed at its end makes no word. */
async function readWords(): Promise<readonly string[]> {
  const text = (await readAll(process.stdin)).replace(/\r?\n$/, '');
  return text === '' ? [] : text.split(/\r?\n/);
}

/** Prints the result on stdout or the error on stderr. @returns the exit status */
function printAnswer(answer: DaemonAnswer): number {
  switch (answer.kind) {
    case 'result':
      if (answer.json !== 'null') printLines([resultText(answer.json)]);
      return 0;
    case 'error':
      process.stderr.write(`error code: ${answer.code}\nerror message:\n${answer.message}\n`);
      return Math.abs(answer.code);
    case 'none':
      process.stderr.write(`error: ${answer.reason}\n`);
      return 1;
  }
}

/** A string as it is, anything else as JSON with the server's own numbers. */
function resultText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : prettyJson(json);
}
