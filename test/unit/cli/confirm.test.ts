import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../src/cli/confirm.ts';

async function answer(text: string | undefined): Promise<boolean> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answered = confirm('Send it? ', { input, output });
  if (text === undefined) input.end();
  else input.write(text);
  return answered;
}

describe('confirm', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' YES \r\n'])('takes %j for yes', async (text) => {
    expect(await answer(text)).toBe(true);
  });

  it.each(['\n', 'n\n', 'no\n', 'yesterday\n', 'yy\n', 'ok\n', undefined])(
    'takes %j for no',
    async (text) => {
      expect(await answer(text)).toBe(false);
    },
  );
});
