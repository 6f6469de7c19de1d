import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askFields } from '../../../src/cli/ask-fields.ts';
import { NEW_NETWORK_FIELDS } from '../../../src/node/options/new-network-options.ts';

const birth = { name: 'asked', genesisTime: 1_800_000_000 };
const questions = Object.keys(NEW_NETWORK_FIELDS).length;

/** A person who types one line at each question; after the last they close the terminal. */
function person(lines: readonly string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const rest = [...lines];
  let said = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (!text.endsWith(']: ')) return;
    const line = rest.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return { input, output, said: () => said };
}

describe('askFields', () => {
  it('takes Enter for what follows from the other answers', async () => {
    const { said, ...conversation } = person(Array.from({ length: questions }, () => ''));
    expect(await askFields(birth, {}, conversation)).toEqual({});
    expect(said()).toContain('targetspacing [15]: ');
    expect(said()).toContain('halflife [300]: ');
    expect(said()).toContain('initialsubsidy [1.25]: ');
  });

  it('lets later proposals follow from earlier answers', async () => {
    const { said, ...conversation } = person(['60', ...Array.from({ length: questions - 1 }, () => '')]);
    expect(await askFields(birth, {}, conversation)).toEqual({ targetSpacing: 60 });
    expect(said()).toContain('halflife [1200]: ');
  });

  it('asks again where an answer is wrong', async () => {
    const { said, ...conversation } = person([
      'soon',
      '7',
      ...Array.from({ length: questions - 1 }, () => ''),
    ]);
    expect(await askFields(birth, {}, conversation)).toEqual({ targetSpacing: 7 });
    expect(said()).toContain('Give a whole number of s from 1 to');
  });

  it('does not ask for a half-life that the rule has not', async () => {
    const { said, ...conversation } = person([
      '',
      'bitcoin',
      ...Array.from({ length: questions - 3 }, () => ''),
    ]);
    expect(await askFields(birth, {}, conversation)).toEqual({ retarget: 'bitcoin' });
    expect(said()).not.toContain('halflife');
  });

  it('proposes the answers of the time before', async () => {
    const { said, ...conversation } = person(Array.from({ length: questions }, () => ''));
    expect(await askFields(birth, { initialSubsidy: 250_000_000 }, conversation)).toEqual({
      initialSubsidy: 250_000_000,
    });
    expect(said()).toContain('initialsubsidy [2.5]: ');
  });

  it('ends where the person goes', async () => {
    const { said: _, ...conversation } = person(['60']);
    await expect(askFields(birth, {}, conversation)).rejects.toThrow('given up: nothing was written');
  });
});
