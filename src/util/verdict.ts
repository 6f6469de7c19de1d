/**
 * The answer of a check on outside input: accepted with a value, or rejected with a stable code.
 * A rejection is data, never an exception; exceptions are for our own faults (see invariant.ts).
 */

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Rejected<Code extends string = string> {
  readonly ok: false;
  /** The stable reason, e.g. Bitcoin Core's `bad-txns-vin-empty`. */
  readonly code: Code;
  /** Numbers and details for the operator, e.g. `got 5, expected 3`; never parsed by a program. */
  readonly debug?: string;
}

export type Verdict<T = void, Code extends string = string> = Accepted<T> | Rejected<Code>;

/** The accepting verdict that carries nothing. */
export const ACCEPTED: Accepted<void> = { ok: true, value: undefined };

/** An accepting verdict with its value. */
export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value };
}

/** A rejecting verdict. @param code - stable reason @param debug - details for the operator */
export function reject<Code extends string>(code: Code, debug?: string): Rejected<Code> {
  return debug === undefined ? { ok: false, code } : { ok: false, code, debug };
}

/** The verdict in one line, as Core's ValidationState::ToString writes it: `code, debug`. */
export function describeRejection(rejected: Rejected): string {
  return rejected.debug ? `${rejected.code}, ${rejected.debug}` : rejected.code;
}
