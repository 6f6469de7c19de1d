/**
 * Writes the text of the WebAssembly kernel: SHA-256d of block headers, four nonces side by side, with every version of
 * a set.
 *
 * What the scan saves against hashing each header in full:
 * - the first 64 bytes are hashed once, outside (the midstates), as are the rounds that come before the nonce;
 * - the message schedule of the second 64 bytes, which no version changes, is made once for a batch of nonces and all
 *   versions ("overt AsicBoost"): a third of the work of the first hash;
 * - message words that are the same for all nonces (padding, merkle tail, time, bits) are folded or computed once;
 * - of the second hash only its last word is computed, by 61 rounds of 64. It holds the most significant bits: a
 *   nonce whose word is no greater than the target's is a candidate, which the caller hashes in full.
 *
 * The module exports `memory` and `scan(first, count) -> offset`, unsigned 32-bit numbers: the offset of the first
 * nonce among `first` … `first` + `count` - 1 with a candidate, or `count` (or more) where there is none. Lanes past
 * the end of the range are computed and don't count. `count` is 1 … 2^31. Its speed is measured by bench/hash.bench.ts.
 */

import { SHA256_INITIAL_STATE, SHA256_ROUND_CONSTANTS } from '../../crypto/midstate.ts';
import { LANES, PARAMETERS, VERSION_BYTES } from './interface.ts';
import {
  keyedRounds,
  loopedRounds,
  SCHEDULE_BYTES,
  SHA256_LOCALS,
  scheduleWords,
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
const FIXED_WORDS_AT = 8192;
const CONSTANTS_AT = FIXED_WORDS_AT + 4 * VECTOR_BYTES;
const KEYED_AT = CONSTANTS_AT + SCHEDULE_BYTES;
const SECOND_SCHEDULE_AT = KEYED_AT + SCHEDULE_BYTES;

const STATE_INDICES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** Words 16 and 17 of the first schedule, and what words 18 and 19 have without the nonce. */
const fixedWordAt = (t: number): number => FIXED_WORDS_AT + (t - 16) * VECTOR_BYTES;
const inSecond = (t: number): number => SECOND_SCHEDULE_AT + t * VECTOR_BYTES;

const VERSION = '(local.get $version)';
const beforeNonceWord = (index: number): Word => loadSplat(PARAMETERS.versionsAt + 4 * index, VERSION);
const midstateWord = (index: number): Word => loadSplat(PARAMETERS.versionsAt + 32 + 4 * index, VERSION);

// The second block of a header: the end of the merkle root, time, bits, nonce; then a 1 bit, zeros, the length.
const [MERKLE_TAIL, TIME, BITS] = [0, 1, 2].map((t) => loadSplat(PARAMETERS.tailAt + 4 * t)) as [
  Word,
  Word,
  Word,
];
const NONCE = getLocal('nonce');
const PADDING_BIT = 0x80000000;
const HEADER_BITS = 640;
/** Words 0-15; of the first three only words 16-19 depend, which are made before. */
const FIRST_MESSAGE: readonly Word[] = [0, 0, 0, NONCE, PADDING_BIT, ...zeros(10), HEADER_BITS];

// The block of the second hash: the first hash; then a 1 bit, zeros, the length.
const SECOND_PADDING = [PADDING_BIT, ...zeros(6), 256];
const SECOND_MESSAGE = [...STATE_INDICES.map((t) => load(inSecond(t))), ...SECOND_PADDING];

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Once a call: what does not depend on the nonce. */
function prologue(): string[] {
  return [
    store(fixedWordAt(16), add(sigma0(TIME), MERKLE_TAIL)),
    store(fixedWordAt(17), add(sigma1(HEADER_BITS), sigma0(BITS), TIME)),
    store(fixedWordAt(18), add(sigma1(load(fixedWordAt(16))), BITS)),
    store(fixedWordAt(19), add(sigma1(load(fixedWordAt(17))), sigma0(PADDING_BIT))),
    ...SECOND_PADDING.map((word, i) => store(inSecond(8 + i), word)),
    '(local.set $nonces (i32x4.add (i32x4.splat (local.get $first)) (v128.const i32x4 0 1 2 3)))',
  ];
}

/** Once a batch of nonces: the first hash's words 16-63, with their constants; they are the same for all versions. */
function firstSchedule(): string[] {
  const known: Word[] = [
    ...FIRST_MESSAGE,
    load(fixedWordAt(16)),
    load(fixedWordAt(17)),
    add(load(fixedWordAt(18)), sigma0(NONCE)),
    add(load(fixedWordAt(19)), NONCE),
  ];
  return [
    setLocal('nonce', swapBytes(getLocal('nonces'))),
    ...scheduleWords(known, { wordsAt: SECOND_SCHEDULE_AT + SCHEDULE_BYTES, keyedAt: KEYED_AT }),
  ];
}

/** The first hash of four headers, which it leaves as words 0-7 of the second message. */
function firstHash(): string[] {
  const state = STATE_INDICES.map((index) =>
    index % 4 === 0 ? add(beforeNonceWord(index), NONCE) : beforeNonceWord(index),
  );
  return [
    ...setState(4, state),
    ...straightRounds(4, FIRST_MESSAGE.slice(4)),
    ...keyedRounds({ from: 16, to: 64, scheduleAt: KEYED_AT }),
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

/** Adds the lanes that hold a candidate to those of the versions before. */
function noteCandidates(): string[] {
  const atMostTarget = `(i32x4.le_u ${swapBytes(getLocal('last'))} ${loadSplat(PARAMETERS.targetWordAt)})`;
  return [`(local.set $candidates (i32.or (local.get $candidates) (i32x4.bitmask ${atMostTarget})))`];
}

/** Ends the scan where a lane holds a candidate. */
function returnCandidate(): string[] {
  return [
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
    '(local $done i32) (local $offset i32) (local $candidates i32) (local $version i32) (local $versionsEnd i32)',
    ...['nonces', 'nonce', 'last', ...SHA256_LOCALS].map((name) => `(local $${name} v128)`),
    ...prologue(),
    `(local.set $versionsEnd (i32.load offset=${PARAMETERS.versionsEndAt} (i32.const 0)))`,
    '(loop $batch',
    ...firstSchedule(),
    '(local.set $version (i32.const 0))',
    '(local.set $candidates (i32.const 0))',
    '(loop $versions',
    ...firstHash(),
    ...secondHash(),
    ...noteCandidates(),
    `(local.set $version (i32.add ${VERSION} (i32.const ${VERSION_BYTES})))`,
    `(br_if $versions (i32.lt_u ${VERSION} (local.get $versionsEnd))))`,
    ...returnCandidate(),
    setLocal('nonces', add(getLocal('nonces'), LANES)),
    `(local.set $done (i32.add (local.get $done) (i32.const ${LANES})))`,
    '(br_if $batch (i32.lt_u (local.get $done) (local.get $count))))',
    '(local.get $count)))',
    '',
  ].join('\n');
}
