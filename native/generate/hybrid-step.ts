/**
 * Writes native/src/hybrid-step.S: the inner step of the hybrid kernel, in which the CPU's SHA unit and its vector units
 * work on different headers at the same time.
 *
 * SHA-NI alone is held up by the message schedule of the second hash, whose instructions share the unit with the rounds.
 * Here the vector units make that schedule (and the first sixteen rounds, which they can do on the way), so that the SHA
 * unit runs nothing but rounds. One step works on three batches of sixteen versions of one nonce, each at another
 * stage:
 *
 *   batch n      SHA     first hash, rounds 4-63          -> `first`
 *   batch n - 1  vector  second hash: words, rounds 0-15  -> `second`, each lane's keyed words in pairs
 *   batch n - 2  SHA     second hash, rounds 16-61        -> `last`, the word that is tested
 *
 * The two streams have nothing to do with each other within a step; they are laid into one another evenly, so that the
 * CPU's window always holds work for both.
 *
 *   npm run generate:hybrid     writes the file; a test compares it with what this makes
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shaStream } from './sha-stream.ts';
import { vectorStream } from './vector-stream.ts';

/** Where the generated file lies. */
export const HYBRID_STEP_FILE = new URL('../src/hybrid-step.S', import.meta.url);

/** Both lists in one, each in its own order, evenly mixed. */
function interleave(a: readonly string[], b: readonly string[]): string[] {
  const mixed: string[] = [];
  let taken = 0;
  for (const [index, line] of a.entries()) {
    mixed.push(line);
    const due = Math.floor(((index + 1) * b.length) / a.length);
    while (taken < due) mixed.push(b[taken++] as string);
  }
  return mixed;
}

/** The text of the file. */
export function writeHybridStep(): string {
  const { lines: vectors, constants } = vectorStream();
  const body = interleave(shaStream(), vectors);
  return [
    '/* Made by native/generate/hybrid-step.ts, which also explains it. Do not edit. */',
    '#if defined(__x86_64__) && defined(__linux__)',
    '.intel_syntax noprefix',
    '.text',
    '.globl nonced_hybrid_step',
    '.hidden nonced_hybrid_step',
    '.type nonced_hybrid_step, @function',
    '.p2align 6',
    'nonced_hybrid_step:',
    'mov rsi, [rdi + 8]',
    'mov rdx, [rdi + 16]',
    'mov rcx, [rdi + 24]',
    'mov r8, [rdi + 32]',
    'mov r9, [rdi + 40]',
    'mov r10, [rdi + 48]',
    'mov r11, [rdi + 56]',
    'lea rax, .Lconstants[rip + 512]',
    'mov rdi, [rdi]',
    ...body,
    'ret',
    '.size nonced_hybrid_step, . - nonced_hybrid_step',
    '.section .rodata',
    '.p2align 6',
    '.Lconstants:',
    ...constants.map((value) => `.long 0x${(value >>> 0).toString(16)}`),
    '#endif',
    '#if defined(__linux__)',
    '.section .note.GNU-stack, "", @progbits',
    '#endif',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(HYBRID_STEP_FILE, writeHybridStep());
