import { OperatorError } from '../util/operator-error.ts';

/**
 * A start that failed for a reason the operator can mend: a bad option, a folder that can't be written, a
 * port in use. The message says what was wrong and what would be right; it is printed as `Error: MESSAGE`
 * on stderr and the exit status is 1. Any other exception during a start is a fault of our own.
 */
export class StartError extends OperatorError {
  override readonly name = 'StartError';
}
