#!/usr/bin/env node
import { OperatorError } from '../util/operator-error.ts';
import { findCommand } from './command.ts';
import { exitWhenPrinted } from './output.ts';

/**
 * The executable: `nonced`, `nonced call`, `nonced newnetwork`, `nonced help`. Only what the command needs
 * is loaded. Standard error gets the reason of a failure and nothing else.
 */

async function run(): Promise<number> {
  const { command, args } = findCommand(process.argv.slice(2));
  switch (command) {
    case 'daemon':
      return (await import('./daemon.ts')).runDaemon(args);
    case 'call':
      return (await import('./call.ts')).runCall(args);
    case 'help':
      // Without a method this text is wanted, for which no daemon is needed.
      if (args.every(isOption)) return (await import('./daemon.ts')).runDaemon([...args, '-help']);
      return (await import('./call.ts')).runCall([
        ...args.filter(isOption),
        'help',
        ...args.filter((arg) => !isOption(arg)),
      ]);
    case 'newnetwork':
      return (await import('./new-network.ts')).runNewNetwork(args);
  }
}

function isOption(arg: string): boolean {
  return arg.startsWith('-');
}

function describe(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  // Not the operator's to mend: the place helps whoever reports it.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

run().then(exitWhenPrinted, (error: unknown) => {
  process.stderr.write(`Error: ${describe(error)}\n`);
  exitWhenPrinted(1);
});
