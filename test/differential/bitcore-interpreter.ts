import { createRequire } from 'node:module';
import { serializeTransaction } from '../../src/primitives/tx.ts';
import type { Answer } from './interpreter-rules.ts';
import type { GeneratedSpend } from './spends.ts';

/** bitcore-lib's interpreter, a translation of an older Bitcoin Core's. */

interface Bitcore {
  readonly Script: {
    fromBuffer(bytes: Buffer): object;
    readonly Interpreter: new () => {
      readonly errstr: string;
      verify(...spend: readonly unknown[]): boolean;
    };
  };
  readonly Opcode: { isOpSuccess(opcode: number): boolean };
  readonly Transaction: {
    new (bytes: Buffer): { readonly inputs: { output: object }[] };
    readonly Output: new (fields: { satoshis: number; script: Buffer }) => object;
  };
}
const { Script, Opcode, Transaction } = createRequire(import.meta.url)('bitcore-lib') as Bitcore;

/** What it says of the spend. */
export function verifyByBitcore({ tx, inputIndex, spent, flags, sigVersion }: GeneratedSpend): Answer {
  return withScriptsRead(sigVersion === 'tapscript', () => {
    const theirs = new Transaction(Buffer.from(serializeTransaction(tx)));
    theirs.inputs.forEach((input, i) => {
      const { value = 0, scriptPubKey = new Uint8Array() } = spent[i] ?? {};
      input.output = new Transaction.Output({ satoshis: value, script: Buffer.from(scriptPubKey) });
    });
    const { scriptSig = new Uint8Array(), witness = [] } = tx.inputs[inputIndex] ?? {};
    const { value = 0, scriptPubKey = new Uint8Array() } = spent[inputIndex] ?? {};
    const interpreter = new Script.Interpreter();
    try {
      const holds = interpreter.verify(
        Script.fromBuffer(Buffer.from(scriptSig)),
        Script.fromBuffer(Buffer.from(scriptPubKey)),
        theirs,
        inputIndex,
        flags,
        witness.map((item) => Buffer.from(item)),
        value,
      );
      return holds ? 'holds' : interpreter.errstr;
    } catch (error) {
      return `thrown: ${(error as Error).message ?? error}`;
    }
  });
}

/**
 * Its parser takes whatever follows a byte that tapscript calls OP_SUCCESSx for that opcode's data, in scripts of every
 * kind. Where there is no tapscript it is told that there are no such opcodes.
 */
function withScriptsRead<T>(isTapscript: boolean, work: () => T): T {
  const { isOpSuccess } = Opcode;
  if (!isTapscript) Opcode.isOpSuccess = () => false;
  try {
    return work();
  } finally {
    Opcode.isOpSuccess = isOpSuccess;
  }
}
