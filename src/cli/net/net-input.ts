import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';

/** What the person, or the program, at standard input wants. */
export type Wish = 'split' | 'join' | 'stop';

const KEYS: ReadonlyMap<string, Wish> = new Map([
  ['s', 'split'],
  ['j', 'join'],
  ['q', 'stop'],
  // Ctrl-C is no signal while keys are read one by one.
  ['\x03', 'stop'],
]);

const WORDS: readonly Wish[] = ['split', 'join', 'stop'];

/** Hears keys on a terminal, else lines. @param onUnknown - hears a line that is none @returns how to end it */
export function listenForWishes(onWish: (wish: Wish) => void, onUnknown: (line: string) => void): () => void {
  const { stdin } = process;
  if (isatty(0)) {
    stdin.setRawMode(true);
    stdin.setEncoding('utf8').on('data', (text) => {
      for (const key of String(text)) {
        const wish = KEYS.get(key.toLowerCase());
        if (wish) onWish(wish);
      }
    });
    return () => {
      stdin.setRawMode(false);
      stdin.pause();
    };
  }
  // Whoever has nothing more to say, as with </dev/null, still wants the network.
  const lines = createInterface({ input: stdin });
  lines.on('line', (line) => {
    const wish = WORDS.find((word) => word === line.trim());
    if (wish) onWish(wish);
    else if (line.trim() !== '') onUnknown(line.trim());
  });
  return () => lines.close();
}
