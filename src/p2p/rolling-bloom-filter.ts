import { bloomHash } from '../crypto/murmur-hash3.ts';

/**
 * A set of what was seen lately, in memory that never grows: sure to have the last keys that were put in, and some that
 * were not. What a peer knows already, what was rejected: what is forgotten, or taken for known, costs little.
 *
 * Each position holds the number of one of three generations, 1 to 3, or 0 for none. A generation takes half of the
 * keys promised; when it is full the oldest is wiped, and its number used again. So two are whole at any time.
 *
 *     generation   1        2        3        1
 *     keys         |--------|--------|--------|---
 *                                    ^ here 1 is wiped: 2 and 3 still hold as many keys as were promised
 *
 * @source Bitcoin Core src/common/bloom.cpp CRollingBloomFilter
 */
export interface RollingBloomFilter {
  insert(key: Uint8Array): void;
  contains(key: Uint8Array): boolean;
  /** Forgets everything. @param tweak - a new one: who knew the old one learns nothing from it any more */
  reset(tweak: number): void;
  /** Bytes it takes, from the beginning to the end. */
  readonly size: number;
}

export interface RollingBloomFilterOptions {
  /** How many of the last keys are remembered for sure; up to half as many more are. */
  readonly elements: number;
  /** How many strangers are taken for known at most: 0.001 is one in a thousand. */
  readonly falsePositiveRate: number;
  /** Random, 32 bits: nobody else can tell which strangers those are. */
  readonly tweak: number;
}

const GENERATIONS = 3;
const MAX_HASH_FUNCTIONS = 50;

/** Positions in a pair of words: bit n of the first and bit n of the second are the number at position n. */
const POSITIONS = 64;
const WORD_BITS = 32;
const WORDS_PER_PAIR = (2 * POSITIONS) / WORD_BITS;
const SECOND_BIT = WORDS_PER_PAIR / 2;

export function createRollingBloomFilter(options: RollingBloomFilterOptions): RollingBloomFilter {
  const { hashFunctions, keysPerGeneration, pairs } = dimensions(options);
  const words = new Uint32Array(pairs * WORDS_PER_PAIR);
  let { tweak } = options;
  let generation = 1;
  let keysThisGeneration = 0;

  const startGeneration = (): void => {
    keysThisGeneration = 0;
    generation = generation === GENERATIONS ? 1 : generation + 1;
    wipe(words, generation);
  };
  return {
    insert(key) {
      if (keysThisGeneration === keysPerGeneration) startGeneration();
      keysThisGeneration++;
      for (let i = 0; i < hashFunctions; i++) {
        const hash = bloomHash(i, tweak, key);
        const word = wordOf(hash, pairs);
        setBit(words, word, { bit: hash, isOn: (generation & 1) !== 0 });
        setBit(words, word + SECOND_BIT, { bit: hash, isOn: (generation & 2) !== 0 });
      }
    },
    contains(key) {
      for (let i = 0; i < hashFunctions; i++) {
        const hash = bloomHash(i, tweak, key);
        const word = wordOf(hash, pairs);
        const either = (words[word] as number) | (words[word + SECOND_BIT] as number);
        if (((either >>> (hash % WORD_BITS)) & 1) === 0) return false;
      }
      return true;
    },
    reset(newTweak) {
      tweak = newTweak;
      generation = 1;
      keysThisGeneration = 0;
      words.fill(0);
    },
    size: words.byteLength,
  };
}

/** The best for that many keys at that rate, when the filter is as full as it gets. */
function dimensions({ elements, falsePositiveRate }: RollingBloomFilterOptions) {
  const logRate = Math.log(falsePositiveRate);
  const hashFunctions = Math.max(1, Math.min(Math.round(logRate / Math.log(0.5)), MAX_HASH_FUNCTIONS));
  const keysPerGeneration = Math.ceil(elements / 2);
  const maxKeys = GENERATIONS * keysPerGeneration;
  const positions = Math.ceil((-hashFunctions * maxKeys) / Math.log(1 - Math.exp(logRate / hashFunctions)));
  return { hashFunctions, keysPerGeneration, pairs: Math.ceil(positions / POSITIONS) };
}

/** The word of the first bit. The upper bits of the hash choose the pair, the lower six the position in it. */
function wordOf(hash: number, pairs: number): number {
  const pair = Math.floor((hash * pairs) / 2 ** 32);
  return pair * WORDS_PER_PAIR + ((hash % POSITIONS) >>> 5);
}

function setBit(words: Uint32Array, word: number, { bit, isOn }: { bit: number; isOn: boolean }): void {
  const mask = 1 << (bit % WORD_BITS);
  const old = words[word] as number;
  words[word] = isOn ? old | mask : old & ~mask;
}

/** Sets every position that has the number to none. */
function wipe(words: Uint32Array, generation: number): void {
  const first = generation & 1 ? -1 : 0;
  const second = generation & 2 ? -1 : 0;
  for (let pair = 0; pair < words.length; pair += WORDS_PER_PAIR) {
    for (let word = pair; word < pair + SECOND_BIT; word++) {
      const kept = ((words[word] as number) ^ first) | ((words[word + SECOND_BIT] as number) ^ second);
      words[word] = (words[word] as number) & kept;
      words[word + SECOND_BIT] = (words[word + SECOND_BIT] as number) & kept;
    }
  }
}
