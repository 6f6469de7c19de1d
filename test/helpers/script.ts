import { Opcode, opcodeName } from '../../src/script/opcodes.ts';
import { pushData, pushInt } from '../../src/script/push.ts';
import { concatBytes, fromHex } from '../../src/util/bytes.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';

const OPCODES_BY_WORD: ReadonlyMap<string, number> = new Map(
  Object.values(Opcode)
    .filter((opcode) => opcode >= Opcode.OP_NOP || opcode === Opcode.OP_RESERVED)
    .flatMap((opcode) => {
      const name = opcodeName(opcode);
      return [
        [name, opcode],
        [name.replace(/^OP_/, ''), opcode],
      ] as const;
    })
    // The names of before BIP65 and BIP112, in older vectors.
    .concat([
      ['NOP2', Opcode.OP_CHECKLOCKTIMEVERIFY],
      ['NOP3', Opcode.OP_CHECKSEQUENCEVERIFY],
    ]),
);

/**
 * The script that the vectors' notation spells: decimal numbers, 0xHEX (raw bytes), 'text' (pushed), opcodes
 * with or without OP_.
 * @source Bitcoin Core src/core_io.cpp ParseScript
 */
export function parseScript(text: string): Uint8Array {
  return concatBytes(
    ...text
      .split(/[ \t\n]+/)
      .filter((word) => word !== '')
      .map(parseWord),
  );
}

/** The bytes that `text` spells in hex. */
export function hex(text: string): Uint8Array {
  return expectDefined(fromHex(text), `not hex: ${text}`);
}

function parseWord(word: string): Uint8Array {
  if (/^-?\d+$/.test(word)) {
    const value = Number(word);
    invariant(Number.isSafeInteger(value), `a number that would be rounded in a script: ${word}`);
    return pushInt(value);
  }
  if (word.startsWith('0x')) return hex(word.slice(2));
  if (word.length >= 2 && word.startsWith("'") && word.endsWith("'")) {
    return pushData(new TextEncoder().encode(word.slice(1, -1)));
  }
  const opcode = OPCODES_BY_WORD.get(word);
  invariant(opcode !== undefined, `unknown word in a script: ${word}`);
  return Uint8Array.of(opcode);
}
