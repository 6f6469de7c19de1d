import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine } from '../node/options/command-line.ts';
import { NET_OPTIONS, type NetValues, netValues } from '../node/options/net-options.ts';
import { informationFlags } from '../node/options/read-config.ts';
import { INFORMATION_OPTIONS } from '../node/options/start-options.ts';
import { makeOwnFolder, type OwnFolder } from '../node/own-folder.ts';
import { StartError } from '../node/start-error.ts';
import { stdoutIsTerminal } from './config-sources.ts';
import { printInformation } from './information.ts';
import { createLocalNet, type LocalNet } from './net/local-net.ts';
import { listenForWishes, type Wish } from './net/net-input.ts';
import { jsonOutput, type NetOutput, plainOutput, terminalOutput } from './net/net-output.ts';
import { quoteForShell } from './shell.ts';

/** `nonced net up [N]`: a network of N nodes on this machine, to watch. */

const TABLE = { ...NET_OPTIONS, ...INFORMATION_OPTIONS };

const DEFAULT_COUNT = 5;

/** Each is a process with some 100 MB; more than this is hardly meant. */
const MAX_COUNT = 50;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the command until it is stopped.
 * @returns the exit status
 * @throws StartError for a bad command line, or where a node does not start
 */
export async function runNet(args: readonly string[]): Promise<number> {
  const { settings, operands } = parseCommandLine(args, {
    table: TABLE,
    workingDirectory: process.cwd(),
    stopAtOperand: false,
  });
  if (printInformation('net', informationFlags(settings))) return 0;
  const count = readCount(operands);
  const values = netValues(settings, homedir());
  const folder = makeFolder(values);
  const stopped = stopWish();
  const output = await outputOf(values);
  const net = createLocalNet({ count, network: values.network, folder: folder.path, onEvent: output.event });
  try {
    output.say([`Starting ${count} nodes on ${values.network}, data in ${folder.path}`]);
    const starting = net.start();
    await Promise.race([starting, stopped.promise]);
    starting.catch(() => {});
    if (!stopped.isAsked()) await watch({ net, output, values, folder: folder.path, stopped });
    return 0;
  } finally {
    output.close();
    await net.close();
    folder.remove();
  }
}

/** @throws StartError for words that are no `up [N]` */
function readCount([verb, number, ...others]: readonly string[]): number {
  if (verb !== 'up') {
    const what = verb === undefined ? 'what to do with a network?' : `unknown: net ${verb}.`;
    throw new StartError(`${what} To start one: nonced net up 5; nonced net --help tells more`);
  }
  if (others.length > 0)
    throw new StartError(`unexpected argument '${others[0]}' behind the number of nodes`);
  if (number === undefined) return DEFAULT_COUNT;
  const count = Number(number);
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new StartError(`${number} nodes? Give a whole number from 1 to ${MAX_COUNT}: nonced net up 5`);
  }
  return count;
}

/** The folder that was asked for, which stays, or a new one, which goes. @throws StartError */
function makeFolder({ datadir }: NetValues): OwnFolder {
  if (datadir === undefined) return makeOwnFolder('nonced-net-');
  try {
    mkdirSync(datadir, { recursive: true });
  } catch (error) {
    throw new StartError(`-datadir=${datadir} can't be made (${(error as Error).message})`);
  }
  return { path: datadir, remove() {} };
}

async function outputOf({ json, network }: NetValues): Promise<NetOutput> {
  if (json) return jsonOutput();
  return stdoutIsTerminal() ? terminalOutput(network) : plainOutput();
}

interface StopWish {
  readonly promise: Promise<void>;
  isAsked(): boolean;
  ask(): void;
}

/** Fulfilled at the first signal; whoever repeats it changes nothing. */
function stopWish(): StopWish {
  let asked = false;
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  const ask = () => {
    asked = true;
    resolve();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, ask);
  return { promise, ask, isAsked: () => asked };
}

interface Watched {
  readonly net: LocalNet;
  readonly output: NetOutput;
  readonly values: NetValues;
  readonly folder: string;
  readonly stopped: StopWish;
}

/** Shows the network and does what is wished, until it is to stop. */
async function watch({ net, output, values, folder, stopped }: Watched): Promise<void> {
  const rpcPort = net.rpcPortOf(1);
  const command = `nonced -network=${values.network} -datadir=${quoteForShell(join(folder, 'node1'))} -rpcport=${rpcPort} call getPeerInfo`;
  output.say([`All are connected and mine. To ask one: ${command}`]);
  output.follow(net.view);
  const fulfil = (wish: Wish) => {
    if (wish === 'stop') stopped.ask();
    else void net[wish]();
  };
  const stopListening = listenForWishes(fulfil, (line) =>
    output.say([`"${line}" is none of: split, join, stop`]),
  );
  await stopped.promise;
  stopListening();
  output.say(['Stopping all nodes.']);
}
