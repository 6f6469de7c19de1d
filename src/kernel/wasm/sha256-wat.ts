/**
 * SHA-256 on four lanes as WebAssembly text: rounds, message schedule, loops of rounds.
 * State words live in the locals $a … $h. Instead of moving them after each round, the next round is written with
 * the names shifted by one; only a loop moves them, once a turn. A message schedule lives in memory, one vector a
 * word, so that a loop reaches it through one pointer.
 * Loops are there for speed: V8 keeps fewer values alive across a short turn than in a long straight stretch.
 * @source FIPS 180-4, 4.1.2 and 6.2.2
 */

import { SHA256_ROUND_CONSTANTS, smallSigma0, smallSigma1 } from '../../crypto/midstate.ts';
import {
  add,
  and,
  getLocal,
  load,
  rotateRight,
  setLocal,
  shiftRight,
  store,
  VECTOR_BYTES,
  type Vector,
  type Word,
  xor,
} from './wat.ts';

/** Bytes of the 64 words of a message schedule, or of the 64 round constants, in memory. */
export const SCHEDULE_BYTES = SHA256_ROUND_CONSTANTS.length * VECTOR_BYTES;

const STATE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** The vector locals that the code written here uses. */
export const SHA256_LOCALS: readonly string[] = [
  ...STATE,
  'sum',
  'word',
  'word1',
  'word2',
  'word15',
  'even',
  'odd',
];

/** Rounds in a turn of a loop: two, four and eight ran within 3 % of each other, sixteen lost a fifth. */
const ROUNDS_PER_TURN = 4;

const constantOf = (t: number): number => SHA256_ROUND_CONSTANTS[t] as number;

/** The local of state word `index` (0 is a, 7 is h) before round `t`. */
const stateName = (t: number, index: number): string => STATE[(((index - t) % 8) + 8) % 8] as string;

/** State word `index` (0 is a, 7 is h) before round `t`. */
export const stateWord = (t: number, index: number): Vector => getLocal(stateName(t, index));

/** Sets the eight words of the state before round `t`. */
export function setState(t: number, words: readonly Word[]): string[] {
  return words.map((word, index) => setLocal(stateName(t, index), word));
}

/**
 * What the first of a run of rounds needs from the one before it: b xor c. Majority is b ^ ((a ^ b) & (b ^ c)), and
 * a ^ b of one round is b ^ c of the next, so that each round computes one of them; $even and $odd take turns.
 */
function beginRounds(t: number): string {
  return setLocal(t % 2 ? 'even' : 'odd', xor(stateWord(t, 1), stateWord(t, 2)));
}

/** Round `t`. @param keyedWord - message word and round constant, added */
function round(t: number, keyedWord: Word): string[] {
  const [a, b] = [stateWord(t, 0), stateWord(t, 1)];
  const [e, f, g, h] = [stateWord(t, 4), stateWord(t, 5), stateWord(t, 6), stateWord(t, 7)];
  const [current, previous] = t % 2 ? (['odd', 'even'] as const) : (['even', 'odd'] as const);
  const choice = xor(g, and(e, xor(f, g)));
  const majority = xor(b, and(getLocal(current), getLocal(previous)));
  const bigSigma0 = xor(rotateRight(a, 2), rotateRight(a, 13), rotateRight(a, 22));
  const bigSigma1 = xor(rotateRight(e, 6), rotateRight(e, 11), rotateRight(e, 25));
  return [
    setLocal('sum', add(h, keyedWord, choice, bigSigma1)),
    setLocal(stateName(t, 3), add(stateWord(t, 3), getLocal('sum'))),
    setLocal(current, xor(a, b)),
    setLocal(stateName(t, 7), add(getLocal('sum'), bigSigma0, majority)),
  ];
}

/** σ0 of the message schedule. */
export function sigma0(x: Word): Word {
  if (typeof x === 'number') return smallSigma0(x);
  return xor(rotateRight(x, 7), rotateRight(x, 18), shiftRight(x, 3));
}

/** σ1 of the message schedule. */
export function sigma1(x: Word): Word {
  if (typeof x === 'number') return smallSigma1(x);
  return xor(rotateRight(x, 17), rotateRight(x, 19), shiftRight(x, 10));
}

type WordAt = (t: number) => Word;

/** Sets the locals that carry words t-1 and t-2 on to the next: just stored, they would be slow to read back. */
function beginSchedule(t: number, at: WordAt): string[] {
  return [setLocal('word1', at(t - 1)), setLocal('word2', at(t - 2))];
}

/** Code that puts message word `t` into $word. @param at - gives the words t-16 … t-7 */
function computeWord(t: number, at: WordAt): string[] {
  const old = at(t - 15);
  const isConstant = typeof old === 'number';
  const smallSigma = sigma0(isConstant ? old : getLocal('word15'));
  return [
    ...(isConstant ? [] : [setLocal('word15', old)]),
    setLocal('word', add(sigma1(getLocal('word2')), at(t - 7), smallSigma, at(t - 16))),
    setLocal('word2', getLocal('word1')),
    setLocal('word1', getLocal('word')),
  ];
}

/** Rounds over the given message words, the first of which is word `from`. Constants are folded. */
export function straightRounds(from: number, words: readonly Word[]): string[] {
  return [beginRounds(from), ...words.flatMap((word, i) => round(from + i, add(word, constantOf(from + i))))];
}

/** A stretch of rounds whose message words are computed on the way and stored. */
export interface ScheduledRounds {
  /** First round, at least 16. */
  readonly from: number;
  /** One past the last round. */
  readonly to: number;
  /** Where word 0 of the schedule lies in memory. */
  readonly scheduleAt: number;
}

/**
 * Scheduled rounds one after the other.
 * @param known - words 0 … `from` - 1; constants among them are folded, the others may be loads
 */
export function unrolledRounds({ from, to, scheduleAt }: ScheduledRounds, known: readonly Word[]): string[] {
  const words = [...known];
  const at: WordAt = (t) => words[t] as Word;
  const lines = [beginRounds(from), ...beginSchedule(from, at)];
  for (let t = from; t < to; t++) {
    const place = scheduleAt + t * VECTOR_BYTES;
    lines.push(...computeWord(t, at), store(place, getLocal('word')));
    lines.push(...round(t, add(getLocal('word'), constantOf(t))));
    words.push(load(place));
  }
  return lines;
}

/**
 * Scheduled rounds in a loop; their number is a multiple of eight. Words `from` - 16 … `from` - 1 lie in memory.
 * Uses the i32 local $offset.
 * @param constantsAt - where the round constants lie in memory
 */
export function loopedRounds({ from, to, scheduleAt }: ScheduledRounds, constantsAt: number): string[] {
  const base = '(local.get $offset)';
  const label = `$rounds${scheduleAt}`;
  const place = (t: number): number => scheduleAt + t * VECTOR_BYTES;
  const turn = Array.from({ length: ROUNDS_PER_TURN }, (_, i) => from + i).flatMap((t) => [
    ...computeWord(t, (i) => load(place(i), base)),
    store(place(t), getLocal('word'), base),
    ...round(t, add(getLocal('word'), load(constantsAt + t * VECTOR_BYTES, base))),
  ]);
  return [
    beginRounds(from),
    ...beginSchedule(from, (t) => load(place(t))),
    '(local.set $offset (i32.const 0))',
    `(loop ${label}`,
    ...turn,
    ...renameState(from),
    `(local.set $offset (i32.add ${base} (i32.const ${ROUNDS_PER_TURN * VECTOR_BYTES})))`,
    `(br_if ${label} (i32.lt_u ${base} (i32.const ${(to - from) * VECTOR_BYTES}))))`,
  ];
}

/**
 * Rounds whose message words lie in memory with their constants already added, in a loop; their number is a multiple of
 * eight. Uses the i32 local $offset.
 */
export function keyedRounds({ from, to, scheduleAt }: ScheduledRounds): string[] {
  const base = '(local.get $offset)';
  const label = `$rounds${scheduleAt}`;
  const turn = Array.from({ length: ROUNDS_PER_TURN }, (_, i) => from + i).flatMap((t) =>
    round(t, load(scheduleAt + t * VECTOR_BYTES, base)),
  );
  return [
    beginRounds(from),
    '(local.set $offset (i32.const 0))',
    `(loop ${label}`,
    ...turn,
    ...renameState(from),
    `(local.set $offset (i32.add ${base} (i32.const ${ROUNDS_PER_TURN * VECTOR_BYTES})))`,
    `(br_if ${label} (i32.lt_u ${base} (i32.const ${(to - from) * VECTOR_BYTES}))))`,
  ];
}

/**
 * Message words 16-63: each is stored, and again with its round constant added. Constants among the known words are
 * folded.
 * @param known - words 0-15, and those after them that are made already
 */
export function scheduleWords(
  known: readonly Word[],
  { wordsAt, keyedAt }: { readonly wordsAt: number; readonly keyedAt: number },
): string[] {
  const words: Word[] = known.slice(0, 16);
  const at: WordAt = (t) => words[t] as Word;
  const lines: string[] = [];
  for (let t = 16; t < SHA256_ROUND_CONSTANTS.length; t++) {
    const place = t * VECTOR_BYTES;
    const made = known[t];
    if (made !== undefined) lines.push(setLocal('word', made));
    else lines.push(...(t === known.length ? beginSchedule(t, at) : []), ...computeWord(t, at));
    lines.push(store(wordsAt + place, getLocal('word')));
    lines.push(store(keyedAt + place, add(getLocal('word'), constantOf(t))));
    words.push(load(wordsAt + place));
  }
  return lines;
}

/** At the end of a turn: puts the state words back into the locals where the turn began. */
function renameState(from: number): string[] {
  const pushAll = STATE.map((_, index) => stateWord(from + ROUNDS_PER_TURN, index));
  const popAll = STATE.map((_, index) => `(local.set $${stateName(from, index)})`).reverse();
  return [...pushAll, ...popAll];
}
