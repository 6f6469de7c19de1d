import { createInterface } from 'node:readline/promises';
import type { Conversation } from './ask-fields.ts';

/** True where the person answers y or yes; anything else, and going away, is no. */
export async function confirm(question: string, { input, output }: Conversation): Promise<boolean> {
  const terminal = createInterface({ input, output });
  const gone = new Promise<string>((resolve) => {
    terminal.once('close', () => resolve(''));
  });
  const answer = await Promise.race([terminal.question(question), gone]);
  const isYes = /^\s*y(?:es)?\s*$/i.test(answer);
  // Ctrl-C and Ctrl-D leave the cursor behind the question.
  if (answer === '') output.write('\n');
  terminal.close();
  return isYes;
}
