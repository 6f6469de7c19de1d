import { describe, expect, it } from 'vitest';
import { readTutorial, unmetExpectation } from '../../helpers/tutorial-text.ts';

const fenced = (language: string, content: string) => `\`\`\`${language}\n${content}\n\`\`\`\n`;

describe('readTutorial', () => {
  it('has the bash blocks in order, each with the console block behind it', () => {
    const text = [
      fenced('bash', 'echo 1\necho 2'),
      'prints\n',
      fenced('console', '1\n\n2'),
      '    indented\n',
      fenced('bash', 'silent'),
      fenced('js', 'other'),
      fenced('console', 'of nothing'),
    ].join('\n');
    expect(readTutorial(text)).toEqual([
      { command: 'echo 1\necho 2\n', expected: ['1', '2'] },
      { command: 'silent\n', expected: [] },
    ]);
  });
});

describe('unmetExpectation', () => {
  const output = '{\n  "a": 1,\n  "b": [x]\n}\nend 17\n';

  it('finds lines in order, whatever is between them', () => {
    expect(unmetExpectation([], '')).toBeUndefined();
    expect(unmetExpectation(['"a": 1', '  "b": [x]', 'end …'], output)).toBeUndefined();
    expect(unmetExpectation(['…"a"…', 'e… …7'], output)).toBeUndefined();
  });

  it('says which line is missing, in another place, or different', () => {
    expect(unmetExpectation(['"a": 1', '"c": 2'], output)).toBe('"c": 2');
    expect(unmetExpectation(['end 17', '"a": 1'], output)).toBe('"a": 1');
    expect(unmetExpectation(['"a": 1', '"a": 1'], output)).toBe('"a": 1');
    expect(unmetExpectation(['"a": .'], output)).toBe('"a": .');
    expect(unmetExpectation(['end 1'], output)).toBe('end 1');
  });
});
