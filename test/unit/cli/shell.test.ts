import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteForShell } from '../../../src/cli/shell.ts';

describe('quoteForShell', () => {
  it('leaves plain words as they are', () => {
    expect(quoteForShell('-datadir=/srv/a_b-1.2')).toBe('-datadir=/srv/a_b-1.2');
  });

  it('is read back by a shell, whatever is in the word', () => {
    const words = fc.sample(fc.string({ unit: fc.constantFrom(...`ab '"$\\;&|<>()*?~#!\n`) }), 50);
    const script = words.map((word) => `printf '%s\\0' ${quoteForShell(word)}`).join('\n');
    expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0')).toEqual([...words, '']);
  });
});
