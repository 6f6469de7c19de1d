import { decode, type Reader } from '../../primitives/reader.ts';

/** A partially signed transaction is refused: thrown within the decoder, caught at its door. The message is Core's. */
export class PsbtProblem extends Error {
  override readonly name = 'PsbtProblem';
}

/** Reads a value to its very end. @throws PsbtProblem */
export function readWhole<T>(value: Uint8Array, read: (reader: Reader) => T): T {
  const decoded = decode(value, read);
  if (decoded.ok) return decoded.value;
  throw new PsbtProblem('Size of value was not the stated size');
}
