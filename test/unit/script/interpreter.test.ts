import { describe, expect, it } from 'vitest';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { evalScript } from '../../../src/script/interpreter.ts';
import { BLIND_CHECKER } from '../../../src/script/machine.ts';
import { parseScript } from '../../helpers/script.ts';

function run(script: Uint8Array, stack: Uint8Array[] = []): string {
  const rules = { flags: SCRIPT_VERIFY.NONE, checker: BLIND_CHECKER };
  return evalScript(stack, { script, phase: 'scriptPubKey', sigVersion: 'base' }, rules) ?? 'OK';
}

const repeat = (word: string, count: number): string => new Array(count).fill(word).join(' ');

describe('evalScript', () => {
  it.each([
    ['201 operations', repeat('NOP', 201), 'OK'],
    ['202 operations', repeat('NOP', 202), 'OP_COUNT'],
    ['pushes, which are no operations', repeat('1', 900), 'OK'],
    ['OP_RESERVED skipped, which is none either', `0 IF ${repeat('RESERVED', 300)} ENDIF`, 'OK'],
    ['1,000 items', repeat('1', 1000), 'OK'],
    ['1,001 items', repeat('1', 1001), 'STACK_SIZE'],
    ['1,001 items on both stacks', `${repeat('1', 999)} TOALTSTACK 1 1 1`, 'STACK_SIZE'],
    ['a push of 520 bytes', `0x4d0802 0x${'00'.repeat(520)}`, 'OK'],
    ['a push of 521 bytes', `0x4d0902 0x${'00'.repeat(521)}`, 'PUSH_SIZE'],
    ['a skipped push of 521 bytes', `0 IF 0x4d0902 0x${'00'.repeat(521)} ENDIF`, 'PUSH_SIZE'],
    ['20 keys and 181 operations', `${repeat('NOP', 180)} 0 0 ${repeat('0', 20)} 20 CHECKMULTISIG`, 'OK'],
    [
      '20 keys and 182 operations',
      `${repeat('NOP', 181)} 0 0 ${repeat('0', 20)} 20 CHECKMULTISIG`,
      'OP_COUNT',
    ],
    ['21 keys', `0 0 ${repeat('0', 21)} 21 CHECKMULTISIG`, 'PUBKEY_COUNT'],
    ['a skipped disabled opcode', '0 IF CAT ENDIF', 'DISABLED_OPCODE'],
    ['a skipped OP_VERIF', '0 IF VERIF ENDIF', 'BAD_OPCODE'],
    ['a skipped OP_VER', '0 IF VER ENDIF', 'OK'],
    ['OP_CHECKSIGADD, which only tapscript has', '0 0 0 CHECKSIGADD', 'BAD_OPCODE'],
    ['an OP_IF without end', '1 IF', 'UNBALANCED_CONDITIONAL'],
    ['an OP_ELSE without OP_IF', 'ELSE', 'UNBALANCED_CONDITIONAL'],
  ])('of %s is %s', (_name, script, expected) => {
    expect(run(parseScript(script))).toBe(expected);
  });

  it('takes scripts of 10,000 bytes, not of 10,001', () => {
    const pushes = (size: number): Uint8Array => {
      const script = new Uint8Array(size).fill(0x61, 0, 0);
      // Pushes of 75 bytes and a rest of OP_0: many bytes, few items.
      for (let i = 0; i + 76 <= size; i += 76) script[i] = 75;
      return script;
    };
    expect(run(pushes(10_000))).toBe('OK');
    expect(run(pushes(10_001))).toBe('SCRIPT_SIZE');
  });

  it.each([
    ['1 IF 2 ELSE 3 ENDIF', [2]],
    ['0 IF 2 ELSE 3 ENDIF', [3]],
    ['1 IF 2 ELSE 3 ELSE 4 ENDIF', [2, 4]],
    ['0 IF 1 IF 2 ELSE 3 ENDIF ELSE 4 ENDIF', [4]],
    ['1 IF 0 IF 2 ELSE 3 ENDIF ELSE 4 ENDIF', [3]],
    ['0 NOTIF 2 ENDIF', [2]],
    ['1 2 3 4 5 6 2ROT', [3, 4, 5, 6, 1, 2]],
    ['1 2 3 4 2SWAP', [3, 4, 1, 2]],
    ['1 2 3 4 2OVER', [1, 2, 3, 4, 1, 2]],
    ['1 2 3 ROT', [2, 3, 1]],
    ['1 2 TUCK', [2, 1, 2]],
    ['1 2 NIP', [2]],
    ['1 2 OVER', [1, 2, 1]],
    ['7 8 9 2 PICK', [7, 8, 9, 7]],
    ['7 8 9 2 ROLL', [8, 9, 7]],
    ['1 2 3 3DUP', [1, 2, 3, 1, 2, 3]],
    ['5 6 TOALTSTACK 7 FROMALTSTACK', [5, 7, 6]],
  ])('of "%s" leaves %j', (script, expected) => {
    const stack: Uint8Array[] = [];
    expect(run(parseScript(script), stack)).toBe('OK');
    expect(stack.map((item) => item[0])).toEqual(expected);
  });
});
