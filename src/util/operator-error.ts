/**
 * Something that the operator has to mend: a bad option, a folder that can't be written, words that are no key.
 * The message says what was wrong and what would be right. Neither a fault of our own nor of a client.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
