import type { Coin } from '../consensus/coin.ts';
import { HASH256_SIZE } from '../primitives/hash256.ts';
import { OUTPOINT_SIZE, type OutPoint } from '../primitives/outpoint.ts';
import type { CoinChange, CoinsSource } from './ports.ts';

/**
 * Coins of the store that are kept in memory as they are on disk: the youngest, and those that were asked for.
 *
 * They lie outside the JavaScript heap, so that their bytes are counted exactly, the heap's limit does not bound them
 * and the garbage collector has nothing to walk: in segments that are filled one after the other in a ring. Where
 * there is no room the oldest segment goes as a whole. A coin that pays to a key takes 76 bytes, and about 20 of the
 * index that finds it.
 */
export interface CoinsCache extends CoinsSource {
  /** Takes over what a commit changed in the store. */
  apply(changes: Iterable<CoinChange>): void;
  /** Coins that are found in it. */
  count(): number;
}

export interface CoinsCacheOptions {
  /** For the coins and the index together; at least a mebibyte. */
  readonly maxBytes: number;
  /** 32 random bits: those who make outpoints can't choose them so that they collide. */
  readonly salt: number;
}

const SEGMENT_BYTES = 64 * 1024;
const SEGMENT_WORDS = SEGMENT_BYTES / 4;

/** Words of a record: the outpoint, 2·height + coinbase, the value in two halves, the length of the script behind it. */
const KEY_WORDS = OUTPOINT_SIZE / 4;
const CODE_AT = KEY_WORDS;
const VALUE_AT = CODE_AT + 1;
const LENGTH_AT = VALUE_AT + 2;
const SCRIPT_AT = LENGTH_AT + 1;

/** The first word of a segment stays free: place 0 is none. */
const FIRST_WORD = 1;

/** Bytes of the cache for each slot of the index, at most twice that: it is never more than half full. */
const BYTES_PER_SLOT = 32;

interface Segment {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  /** Words that hold records. */
  used: number;
}

/** A cache that holds nothing yet, over the store. */
export function createCoinsCache(store: CoinsSource, { maxBytes, salt }: CoinsCacheOptions): CoinsCache {
  /** Places of records by the hashes of their outpoints, the next free slot taken where one is taken; 0: free. */
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(maxBytes / BYTES_PER_SLOT)));
  const mask = slots.length - 1;
  const segmentCount = Math.floor((maxBytes - slots.byteLength) / SEGMENT_BYTES);
  const segments: Segment[] = [newSegment()];
  let youngest = 0;
  let count = 0;
  const key = new Uint32Array(KEY_WORDS);
  const keyBytes = new Uint8Array(key.buffer);

  // Every place in a slot was given by `put`.
  const segmentAt = (place: number): Segment => segments[Math.floor(place / SEGMENT_WORDS)] as Segment;

  function setKey({ txid, index }: OutPoint): void {
    keyBytes.set(txid);
    key[HASH256_SIZE / 4] = index;
  }

  /** The slot at which to begin to look for the outpoint at that word. */
  function homeOf(words: Uint32Array, at: number): number {
    let hash = Math.imul((words[at] as number) ^ salt, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (words[at + 1] as number), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13) ^ (words[at + KEY_WORDS - 1] as number), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) & mask;
  }

  function hasKey(place: number): boolean {
    const { words } = segmentAt(place);
    const at = place % SEGMENT_WORDS;
    for (let i = 0; i < KEY_WORDS; i++) if (words[at + i] !== key[i]) return false;
    return true;
  }

  /** The slot of the key's record, or the free one where it would be. */
  function findSlot(): number {
    let slot = homeOf(key, 0);
    for (let place = slots[slot]; place !== 0 && !hasKey(place as number); place = slots[slot]) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Frees a slot; those behind it that are not at home move up, so that they are still found. */
  function freeSlot(freed: number): void {
    let free = freed;
    count--;
    for (let slot = (free + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const place = slots[slot] as number;
      const home = homeOf(segmentAt(place).words, place % SEGMENT_WORDS);
      if (((slot - home) & mask) < ((slot - free) & mask)) continue;
      slots[free] = place;
      free = slot;
    }
    slots[free] = 0;
  }

  /** Goes on to the next segment of the ring, which loses what it held. */
  function turn(): Segment {
    youngest = (youngest + 1) % segmentCount;
    const segment = segments[youngest] ?? newSegment();
    segments[youngest] = segment;
    for (let at = FIRST_WORD; at < segment.used; at += recordWords(segment.words[at + LENGTH_AT] as number)) {
      const place = youngest * SEGMENT_WORDS + at;
      let slot = homeOf(segment.words, at);
      // A record whose coin is spent, or lies elsewhere by now, has no slot.
      while (slots[slot] !== 0 && slots[slot] !== place) slot = (slot + 1) & mask;
      if (slots[slot] === place) freeSlot(slot);
    }
    segment.used = FIRST_WORD;
    return segment;
  }

  /** Keeps the coin of the key, which is not in the cache. */
  function put({ output: { value, scriptPubKey }, height, isCoinbase }: Coin): void {
    const size = recordWords(scriptPubKey.length);
    let segment = segments[youngest] as Segment;
    if (segment.used + size > SEGMENT_WORDS) segment = turn();
    const at = segment.used;
    segment.used += size;
    segment.words.set(key, at);
    segment.words[at + CODE_AT] = 2 * height + Number(isCoinbase);
    segment.words[at + VALUE_AT] = value;
    segment.words[at + VALUE_AT + 1] = value / 2 ** 32;
    segment.words[at + LENGTH_AT] = scriptPubKey.length;
    segment.bytes.set(scriptPubKey, 4 * (at + SCRIPT_AT));
    slots[findSlot()] = youngest * SEGMENT_WORDS + at;
    count++;
  }

  function coinAt(place: number): Coin {
    const { words, bytes } = segmentAt(place);
    const at = place % SEGMENT_WORDS;
    const word = (offset: number) => words[at + offset] as number;
    const script = 4 * (at + SCRIPT_AT);
    return {
      output: {
        value: word(VALUE_AT) + 2 ** 32 * word(VALUE_AT + 1),
        scriptPubKey: bytes.slice(script, script + word(LENGTH_AT)),
      },
      height: word(CODE_AT) >>> 1,
      isCoinbase: word(CODE_AT) % 2 === 1,
    };
  }

  return {
    getCoin(outpoint) {
      setKey(outpoint);
      const place = slots[findSlot()] as number;
      if (place !== 0) return coinAt(place);
      const coin = store.getCoin(outpoint);
      if (coin) put(coin);
      return coin;
    },
    apply(changes) {
      for (const { outpoint, coin } of changes) {
        setKey(outpoint);
        const slot = findSlot();
        if (slots[slot] !== 0) freeSlot(slot);
        if (coin) put(coin);
      }
    },
    count: () => count,
  };
}

function newSegment(): Segment {
  const words = new Uint32Array(SEGMENT_WORDS);
  return { words, bytes: new Uint8Array(words.buffer), used: FIRST_WORD };
}

function recordWords(scriptLength: number): number {
  return SCRIPT_AT + Math.ceil(scriptLength / 4);
}
