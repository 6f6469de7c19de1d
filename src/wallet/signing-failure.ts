import type { TxInput, TxOutput } from '../primitives/tx.ts';
import { SCRIPT_ERROR_TEXTS, type ScriptError } from '../script/errors.ts';

/** What a signer says of an input that it could not finish. */

export interface InputFailure {
  readonly inputIndex: number;
  /** The input as it is now. */
  readonly input: TxInput;
  /** What it spends, where that is known. */
  readonly spent: TxOutput | undefined;
  /** Core's text. */
  readonly error: string;
}

/** The failure of a segwit input whose value isn't known. */
export const MISSING_AMOUNT = 'Missing amount';

/** The text of an input whose scripts fail. @source Bitcoin Core src/script/sign.cpp SignTransaction */
export function failureText(error: ScriptError): string {
  switch (error) {
    case 'INVALID_STACK_OPERATION':
      return 'Unable to sign input, invalid stack size (possibly missing key)';
    case 'SIG_NULLFAIL':
      return 'CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)';
    default:
      return SCRIPT_ERROR_TEXTS[error];
  }
}
