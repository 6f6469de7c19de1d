#!/usr/bin/env node
import { OperatorError } from '../util/operator-error.ts';
import { type CommandCall, findCommand } from './command.ts';
import { exitWhenPrinted } from './output.ts';

/**
 * The executable: `nonced`, `nonced call`, `nonced pay` and so on. Only what the command needs is loaded. Standard
 * error gets the reason of a failure and nothing else.
 */

async function run({ command, args }: CommandCall): Promise<number> {
  switch (command) {
    case 'daemon':
      return (await import('./daemon.ts')).runDaemon(args);
    case 'call':
      return (await import('./call.ts')).runCall(args);
    case 'pay':
      return (await import('./pay.ts')).runPay(args);
    case 'explain':
      return (await import('./explain.ts')).runExplain(args);
    case 'help':
      return help(args);
    case 'newnetwork':
      return (await import('./new-network.ts')).runNewNetwork(args);
    case 'config':
      return (await import('./config.ts')).runConfig(args);
    case 'bench':
      return (await import('./bench.ts')).runBenchCommand(args);
    case 'net':
      return (await import('./net.ts')).runNet(args);
  }
}

/** Help on a method is asked of the daemon; on the program or one of its commands it needs none. */
async function help(args: readonly string[]): Promise<number> {
  const asked = findCommand(args);
  if (asked.command !== 'daemon' || args.every(isOption))
    return run({ ...asked, args: [...asked.args, '-help'] });
  const words = args.filter((arg) => !isOption(arg));
  return (await import('./call.ts')).runCall([...args.filter(isOption), 'help', ...words]);
}

function isOption(arg: string): boolean {
  return arg.startsWith('-');
}

function describe(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  // Not the operator's to mend: the place helps whoever reports it.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

run(findCommand(process.argv.slice(2))).then(exitWhenPrinted, (error: unknown) => {
  process.stderr.write(`Error: ${describe(error)}\n`);
  exitWhenPrinted(1);
});
