import { Opcode } from '../opcodes.ts';
import { type Operation, pushedNumber } from './decompose.ts';
import type { MiniscriptContext, MiniscriptNode } from './model.ts';

/** A script on its way to be an expression, and how to go along it. */

/** The key behind a hash, as the script's witness would show it; undefined where it is not known. */
export type KeyOfHash = (hash: Uint8Array) => Uint8Array | undefined;

/** Reads on; false where the script is no miniscript. */
export type Step = (decoder: Decoder) => boolean;

export interface Decoder {
  /** From the script's end to its begin. */
  readonly operations: readonly Operation[];
  at: number;
  /** What is to be read, last first. */
  readonly todo: Step[];
  /** Expressions that were read and belong to what is being read. */
  readonly built: MiniscriptNode[];
  readonly keys: Uint8Array[];
  readonly context: MiniscriptContext;
  readonly keyOfHash: KeyOfHash;
}

export function opcodeAt({ operations, at }: Decoder, offset: number): number {
  return operations[at + offset]?.opcode ?? Opcode.OP_INVALIDOPCODE;
}

export function dataAt({ operations, at }: Decoder, offset: number): Uint8Array | undefined {
  return operations[at + offset]?.data;
}

export function numberAt({ operations, at }: Decoder, offset: number): number | undefined {
  return pushedNumber(operations[at + offset]);
}

/** Moves on where these opcodes come next. */
export function take(decoder: Decoder, ...opcodes: readonly number[]): boolean {
  if (!opcodes.every((opcode, i) => opcodeAt(decoder, i) === opcode)) return false;
  decoder.at += opcodes.length;
  return true;
}
