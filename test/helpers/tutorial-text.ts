/** A text with commands, and what it says that they print. */

/** A block of commands. */
export interface Step {
  /** As it stands in the text. */
  readonly command: string;
  /** Lines that must be printed, in this order, with any others between them; `…` stands for anything in a line. */
  readonly expected: readonly string[];
}

const FENCED = /^```(?<language>\w*)\n(?<content>.*?)^```$/gms;

/** The fenced bash blocks of a text, each with the console block that follows it, if one does. */
export function readTutorial(markdown: string): readonly Step[] {
  const blocks = [...markdown.matchAll(FENCED)].map(({ groups }) => ({
    language: groups?.['language'] ?? '',
    content: groups?.['content'] ?? '',
  }));
  return blocks.flatMap(({ language, content }, index) => {
    const next = blocks[index + 1];
    const shown = next?.language === 'console' ? next.content : '';
    const expected = shown.split('\n').filter((line) => line.trim() !== '');
    return language === 'bash' ? [{ command: content, expected }] : [];
  });
}

/** The first expected line that the output has not, after those before it; undefined where it has all. */
export function unmetExpectation(expected: readonly string[], output: string): string | undefined {
  const lines = output.split('\n');
  let from = 0;
  for (const wanted of expected) {
    const pattern = patternOf(wanted);
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line.trim()));
    if (found === -1) return wanted;
    from = found + 1;
  }
  return undefined;
}

/** Indentation and a comma at the end don't count: the text leaves lines out. */
function patternOf(line: string): RegExp {
  const parts = line.trim().replace(/,$/, '').split('…');
  const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')},?$`);
}
