import { type Hash256, parseDisplayHash } from '../../primitives/hash256.ts';

/** What a REST request is and how it is answered, without HTTP. @source Bitcoin Core src/rest.cpp */

export interface RestRequest {
  /** What follows the route's own path, without the format and the query, e.g. the hash of a block. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  /** What the answer, and a body, is to be in; undefined where none that there is was named. */
  readonly format: RestFormat | undefined;
}

export const REST_FORMATS = ['bin', 'hex', 'json'] as const;
export type RestFormat = (typeof REST_FORMATS)[number];

/** One resource in the forms that it has; only the one that is asked for is made. */
export interface RestAnswer {
  readonly bytes?: () => Uint8Array;
  /** What is shown as hex, where it isn't those bytes. */
  readonly text?: () => string;
  readonly json?: () => unknown;
  /** Whether bytes and hex, or JSON too, are the same for ever. */
  readonly immutable?: 'bytes' | 'all';
}

/** A request that is refused: its status and the reason in the words of Core. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: 400 | 404;

  constructor(status: 400 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

export function badRequest(message: string): RestError {
  return new RestError(400, message);
}

export function notFound(message: string): RestError {
  return new RestError(404, message);
}

/** The hash that the text spells, in display order. @throws RestError 400 */
export function readHash(text: string): Hash256 {
  const hash = parseDisplayHash(text);
  if (!hash) throw badRequest(`Invalid hash: ${text}`);
  return hash;
}

/** The number that the text spells in decimal digits alone; undefined for any other, or beyond 2^53. */
export function readNumber(text: string): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The parts of a path between its slashes. @throws RestError 400 where there are not as many as expected */
export function readParts(path: string, counts: readonly number[], expected: string): readonly string[] {
  const parts = path.split('/');
  if (!counts.includes(parts.length)) throw badRequest(`Invalid URI format. Expected ${expected}`);
  return parts;
}
