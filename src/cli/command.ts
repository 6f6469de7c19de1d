/** Which command a command line asks for. */

export const COMMANDS = ['call', 'pay', 'explain', 'newnetwork', 'config', 'bench', 'net', 'help'] as const;
export type Command = (typeof COMMANDS)[number] | 'daemon';

export interface CommandCall {
  readonly command: Command;
  /** The arguments without the command's word; options before it are kept, so `nonced -regtest call …` works. */
  readonly args: readonly string[];
}

/** Finds the command's word: the first argument that is no option, where it is one. Without it the daemon is meant. */
export function findCommand(argv: readonly string[]): CommandCall {
  const index = argv.findIndex((arg) => !arg.startsWith('-'));
  const command = COMMANDS.find((name) => name === argv[index]);
  if (command === undefined) return { command: 'daemon', args: argv };
  return { command, args: argv.filter((_, position) => position !== index) };
}
