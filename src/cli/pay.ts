import { isatty } from 'node:tty';
import { parseOptionValue } from '../node/options/parse-value.ts';
import { PAY_OPTIONS } from '../node/options/pay-options.ts';
import { readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import { StartError } from '../node/start-error.ts';
import { askDaemon, type DaemonAnswer, type DaemonConfiguration, daemonCommand } from './ask-daemon.ts';
import { processSources, stdoutIsTerminal } from './config-sources.ts';
import { printInformation } from './information.ts';
import { memberTexts } from './json-text.ts';
import { printLines } from './output.ts';
import { paymentLines, sentLines } from './payment-text.ts';

/**
 * `nonced pay ADDRESS AMOUNT`: a payment from the daemon's key. The daemon makes and signs the transaction and shows
 * it; what is sent after the person's yes is that very transaction, by its id.
 */

const COMMAND = { table: PAY_OPTIONS, operands: 'anywhere' } as const;

/** Only to say what an amount looks like. */
const AMOUNT = { kind: 'amount', category: 'pay', help: '' } as const;

/**
 * Runs the command.
 * @returns the exit status: 0 once the payment is sent, 1 where it is not
 * @throws StartError for a bad command line or configuration, or where nobody can be asked
 */
export async function runPay(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('pay', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const { address, amount } = readWish(configuration.operands);
  const { yes, feeRate } = configuration.values;
  if (!yes && !(isatty(0) && stdoutIsTerminal())) {
    throw new StartError(
      'there is no terminal on which to ask whether the fee is right, so nothing was paid; -yes pays without asking',
    );
  }
  const params = [address, amount, ...(feeRate === undefined ? [] : [feeRate])];
  const prepared = await askDaemon(configuration, 'preparePayment', JSON.stringify(params));
  if (prepared.kind !== 'result') return fail(prepared);
  printLines(paymentLines(prepared.json));
  const txid = txidOf(prepared.json);
  if (!yes && !(await isWanted())) return cancel(txid, configuration);
  return send(txid, configuration);
}

/** What the operands ask for, the amount as it was typed: nothing is rounded on the way. */
function readWish([address, amount, ...others]: readonly string[]): { address: string; amount: string } {
  if (address === undefined || amount === undefined) {
    throw new StartError('whom to pay, and how much? For example: nonced pay ADDRESS 0.5');
  }
  if (others.length > 0) throw new StartError(`unexpected argument '${others[0]}' behind the amount`);
  const verdict = parseOptionValue(AMOUNT, amount);
  if (!verdict.ok) throw new StartError(`${amount} is no amount to pay: give ${verdict.debug}, e.g. 0.5`);
  return { address, amount };
}

async function isWanted(): Promise<boolean> {
  const { confirm } = await import('./confirm.ts');
  return confirm('Send it? [y/N] ', { input: process.stdin, output: process.stdout });
}

async function cancel(txid: string, configuration: DaemonConfiguration): Promise<number> {
  // Whatever the answer is, nothing was sent; a payment that stays prepared is dropped after a while.
  await askDaemon(configuration, 'cancelPayment', JSON.stringify([txid]));
  printLines(['Nothing was sent.']);
  return 1;
}

async function send(txid: string, configuration: DaemonConfiguration): Promise<number> {
  const command = daemonCommand(configuration);
  const sent = await askDaemon(configuration, 'sendPayment', JSON.stringify([txid]));
  if (sent.kind === 'result') {
    printLines(sentLines(sent.json, command));
    return 0;
  }
  if (sent.kind === 'error') return fail(sent);
  return fail({
    ...sent,
    reason: `${sent.reason}\nWhether the payment was sent is told by: ${command} call getMempoolEntry ${txid}`,
  });
}

function txidOf(json: string): string {
  return JSON.parse(memberTexts(json).get('txid') ?? '""') as string;
}

function fail(answer: Exclude<DaemonAnswer, { kind: 'result' }>): number {
  process.stderr.write(`error: ${answer.kind === 'error' ? answer.message : answer.reason}\n`);
  return 1;
}
