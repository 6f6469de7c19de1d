/** Standard output of a command. */

/** Writes lines. A reader who has gone, as `| head` does, is no error: nobody is left to tell. */
export function printLines(lines: readonly string[]): void {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Ends the process once what was printed is with its reader: a pipe may take it later. */
export function exitWhenPrinted(status: number): void {
  process.stdout.write('', () => process.exit(status));
}
