import type { Accepted } from '../../util/verdict.ts';
import { JsonAmount } from '../json.ts';

/**
 * What the tutorial's routes answer. A student reads it with curl, so it is JSON with a line for each field, and what
 * was refused says why and what to do next.
 */
export interface TutorialReply {
  /** `refused`: the client's to mend; `unavailable`: may be had later; `fault`: our own. */
  readonly outcome: 'done' | 'refused' | 'unavailable' | 'fault';
  /** JSON, a line feed at its end. */
  readonly text: string;
}

/** Why a request was not served. */
export interface Problem {
  /** Core's reject reason where a rule of the chain or of the mempool speaks; else a word of our own. */
  readonly error: string;
  readonly explanation: string;
  /** What to do now. */
  readonly next: string;
  /** What else helps, by name. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What was asked for, or the problem to tell the client. */
export type Outcome<T> = Accepted<T> | Failed;

export interface Failed {
  readonly ok: false;
  readonly problem: Problem;
}

/** The outcome that is a problem. */
export function failed(problem: Problem): Failed {
  return { ok: false, problem };
}

/** The answer to what was done. @param value - plain data and amounts of json.ts */
export function done(value: object): TutorialReply {
  return { outcome: 'done', text: `${prettyJson(value)}\n` };
}

/** The answer to what was not done. */
export function refuse(
  { details, ...problem }: Problem,
  outcome: Exclude<TutorialReply['outcome'], 'done'> = 'refused',
): TutorialReply {
  return { outcome, text: `${prettyJson({ ...problem, ...details })}\n` };
}

/** The value as indented JSON; amounts with exactly 8 decimals. */
function prettyJson(value: unknown, indent = ''): string {
  if (value instanceof JsonAmount) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((item) => prettyJson(item, deeper))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${prettyJson(item, deeper)}`);
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${deeper}${items.join(`,\n${deeper}`)}\n${indent}${close}`;
}
