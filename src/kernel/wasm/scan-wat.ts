/**
 * Writes the text of the WebAssembly kernel: SHA-256d of block headers, four nonces side by side.
 *
 * What the scan saves against hashing each header in full:
 * - the first 64 bytes are hashed once, outside (the midstate); rounds 0-2, which come before the nonce, once a call;
 * - message words that are the same for all nonces (padding, merkle tail, time, bits) are folded or computed once;
 * - of the second hash only its last word is computed, by 61 rounds of 64. It holds the most significant bits: a
 *   nonce whose word is no greater than the target's is a candidate, which the caller hashes in full.
 *
 * The module exports `memory` and `scan(first, count) -> offset`, unsigned 32-bit numbers: the offset of the first
 * candidate among the nonces `first` … `first` + `count` - 1, or `count` (or more) where there is none. Lanes past the
 * end of the range are computed and don't count. `count` is 1 … 2^31. Its speed is measured by bench/hash.bench.ts.
 */

import { SHA256_INITIAL_STATE, SHA256_ROUND_CONSTANTS } from '../../crypto/midstate.ts';
import { LANES, PARAMETERS } from './interface.ts';
import {
  loopedRounds,
  SCHEDULE_BYTES,
  SHA256_LOCALS,
  setState,
  sigma0,
  sigma1,
  stateWord,
  straightRounds,
  unrolledRounds,
} from './sha256-wat.ts';
import {
  add,
  dataSplat,
  getLocal,
  load,
  loadSplat,
  setLocal,
  store,
  swapBytes,
  VECTOR_BYTES,
  type Word,
} from './wat.ts';

// Where things lie in memory. The parameters come first.
const STATE_BEFORE_NONCE_AT = 64;
const UNIFORM_PART_OF_WORD_18_AT = STATE_BEFORE_NONCE_AT + 8 * VECTOR_BYTES;
const UNIFORM_PART_OF_WORD_19_AT = UNIFORM_PART_OF_WORD_18_AT + VECTOR_BYTES;
const CONSTANTS_AT = 1024;
const FIRST_SCHEDULE_AT = CONSTANTS_AT + SCHEDULE_BYTES;
const SECOND_SCHEDULE_AT = FIRST_SCHEDULE_AT + SCHEDULE_BYTES;

const STATE_INDICES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

const stateBeforeNonceAt = (index: number): number => STATE_BEFORE_NONCE_AT + index * VECTOR_BYTES;
const inFirst = (t: number): number => FIRST_SCHEDULE_AT + t * VECTOR_BYTES;
const inSecond = (t: number): number => SECOND_SCHEDULE_AT + t * VECTOR_BYTES;
const midstateWord = (index: number): Word => loadSplat(PARAMETERS.midstateAt + 4 * index);

// The second block of a header: the end of the merkle root, time, bits, nonce; then a 1 bit, zeros, the length.
const [MERKLE_TAIL, TIME, BITS] = [0, 1, 2].map((t) => loadSplat(PARAMETERS.tailAt + 4 * t)) as [
  Word,
  Word,
  Word,
];
const NONCE = getLocal('nonce');
const PADDING_BIT = 0x80000000;
const HEADER_BITS = 640;
const FIRST_MESSAGE = [MERKLE_TAIL, TIME, BITS, NONCE, PADDING_BIT, ...zeros(10), HEADER_BITS];

// The block of the second hash: the first hash; then a 1 bit, zeros, the length.
const SECOND_PADDING = [PADDING_BIT, ...zeros(6), 256];
const SECOND_MESSAGE = [...STATE_INDICES.map((t) => load(inSecond(t))), ...SECOND_PADDING];

/** Words 0-19 of the first hash's schedule; the last four are computed ahead of its rounds. */
const FIRST_SCHEDULE = [...FIRST_MESSAGE, ...[16, 17, 18, 19].map((t) => load(inFirst(t)))];

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Once a call: what does not depend on the nonce. */
function prologue(): string[] {
  return [
    ...setState(0, STATE_INDICES.map(midstateWord)),
    ...straightRounds(0, [MERKLE_TAIL, TIME, BITS]),
    ...STATE_INDICES.map((index) => store(stateBeforeNonceAt(index), stateWord(3, index))),
    store(inFirst(16), add(sigma0(TIME), MERKLE_TAIL)),
    store(inFirst(17), add(sigma1(HEADER_BITS), sigma0(BITS), TIME)),
    store(UNIFORM_PART_OF_WORD_18_AT, add(sigma1(load(inFirst(16))), BITS)),
    store(UNIFORM_PART_OF_WORD_19_AT, add(sigma1(load(inFirst(17))), sigma0(PADDING_BIT))),
    ...SECOND_PADDING.map((word, i) => store(inSecond(8 + i), word)),
    '(local.set $nonces (i32x4.add (i32x4.splat (local.get $first)) (v128.const i32x4 0 1 2 3)))',
  ];
}

/** The first hash of four headers, which it leaves as words 0-7 of the second message. */
function firstHash(): string[] {
  return [
    setLocal('nonce', swapBytes(getLocal('nonces'))),
    store(inFirst(18), add(load(UNIFORM_PART_OF_WORD_18_AT), sigma0(NONCE))),
    store(inFirst(19), add(load(UNIFORM_PART_OF_WORD_19_AT), NONCE)),
    ...setState(
      3,
      STATE_INDICES.map((index) => load(stateBeforeNonceAt(index))),
    ),
    ...straightRounds(3, FIRST_SCHEDULE.slice(3)),
    ...unrolledRounds({ from: 20, to: 32, scheduleAt: FIRST_SCHEDULE_AT }, FIRST_SCHEDULE),
    ...loopedRounds({ from: 32, to: 64, scheduleAt: FIRST_SCHEDULE_AT }, CONSTANTS_AT),
    ...STATE_INDICES.map((index) => store(inSecond(index), add(stateWord(64, index), midstateWord(index)))),
  ];
}

/** The second hash as far as its last word, into $last: e after round 60 is h after round 63. */
function secondHash(): string[] {
  const stored = Array.from({ length: 56 }, (_, t) => load(inSecond(t)));
  return [
    ...setState(0, SHA256_INITIAL_STATE),
    ...straightRounds(0, SECOND_MESSAGE),
    ...loopedRounds({ from: 16, to: 56, scheduleAt: SECOND_SCHEDULE_AT }, CONSTANTS_AT),
    ...unrolledRounds({ from: 56, to: 61, scheduleAt: SECOND_SCHEDULE_AT }, stored),
    setLocal('last', add(stateWord(61, 4), SHA256_INITIAL_STATE[7] as number)),
  ];
}

/** Ends the scan where a lane holds a candidate. */
function returnCandidate(): string[] {
  const atMostTarget = `(i32x4.le_u ${swapBytes(getLocal('last'))} ${loadSplat(PARAMETERS.targetWordAt)})`;
  return [
    `(local.set $candidates (i32x4.bitmask ${atMostTarget}))`,
    '(if (local.get $candidates)',
    '(then (return (i32.add (local.get $done) (i32.ctz (local.get $candidates))))))',
  ];
}

/** The text of the module. */
export function writeScanModule(): string {
  return [
    '(module',
    '(memory (export "memory") 1)',
    dataSplat(CONSTANTS_AT, SHA256_ROUND_CONSTANTS),
    '(func (export "scan") (param $first i32) (param $count i32) (result i32)',
    '(local $done i32) (local $offset i32) (local $candidates i32)',
    ...['nonces', 'nonce', 'last', ...SHA256_LOCALS].map((name) => `(local $${name} v128)`),
    ...prologue(),
    '(loop $batch',
    ...firstHash(),
    ...secondHash(),
    ...returnCandidate(),
    setLocal('nonces', add(getLocal('nonces'), LANES)),
    `(local.set $done (i32.add (local.get $done) (i32.const ${LANES})))`,
    '(br_if $batch (i32.lt_u (local.get $done) (local.get $count))))',
    '(local.get $count)))',
    '',
  ].join('\n');
}
