import { NODE_OPTIONS } from '../node/options/node-options.ts';
import { readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import type { RunningNode } from '../node/running-node.ts';
import { StartError } from '../node/start-error.ts';
import { processSources, stdoutIsTerminal } from './config-sources.ts';
import { printInformation } from './information.ts';
import { createScreen, NO_SCREEN, type Screen } from './screen.ts';

/** `nonced [options]`: starts the daemon, shows how it does, and stops it when asked to. */

const COMMAND = { table: NODE_OPTIONS, operands: 'none' } as const;

/** A hang-up is a closed terminal: the daemon stops with it, cleanly. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a daemon until it is stopped.
 * @returns the exit status
 * @throws StartError where the operator has something to mend, any other error for a fault of our own
 */
export async function runDaemon(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('daemon', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const isTerminal = stdoutIsTerminal();
  const screen = isTerminal ? createScreen(configuration) : NO_SCREEN;
  const stopWhenAsked = listenForStop(screen);
  // Loaded once the options are known to be right: help and errors come at once.
  const { startDaemon } = await import('../node/daemon.ts');
  const hooks = isTerminal ? { showOnce: screen.print } : {};
  const node = await startDaemon(configuration, hooks).catch((error: unknown) => {
    if (!configuration.values.printToConsole) screen.print(loggedReason(error));
    throw error;
  });
  stopWhenAsked(node);
  await screen.show(node);
  try {
    await node.stopped;
  } finally {
    screen.close();
  }
  return 0;
}

/** What the log has of a failed start whose message only refers to it. */
function loggedReason(error: unknown): readonly string[] {
  return error instanceof StartError && error.cause instanceof Error ? [error.cause.message] : [];
}

/**
 * Hears the signals from now on, so that one during a long start is kept for when it is done.
 * @returns how to say which node is to be stopped
 */
function listenForStop(screen: Screen): (node: RunningNode) => void {
  let asked = false;
  let stop: () => void = () => {};
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      screen.print([asked ? 'Still stopping: what is being written must be whole.' : 'Stopping.']);
      asked = true;
      stop();
    });
  }
  // Whoever started it with a channel, as `nonced net up` does, is gone: nobody else would end it.
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  return (node) => {
    stop = node.stop;
    if (asked) stop();
  };
}
