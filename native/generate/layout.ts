/**
 * Where things lie in the memory of a step; native/src/hybrid.c has the same as structs. Registers: rdi keyed words of
 * the first hash, rsi states before the nonce, rdx and rcx the states after the first hash (to write, to read), r8 the
 * scratch memory, r9 midstates by word, r10 and r11 the second hash's words (to write, to read), rax constants.
 */

/** Versions in a batch. */
export const LANES = 16;

/** Lanes of one 256-bit vector. */
export const GROUP_LANES = 8;

/** Bytes of a packed state: ABEF, then CDGH. */
export const STATE_BYTES = 32;

/** From one pair of keyed words of the first hash to the next: the pairs of sixteen nonces lie side by side. */
export const FIRST_PAIR_STRIDE = 128;

/** r8: what to add to ABEF for the nonce; the tested word of each lane; room for message words. */
export const SCRATCH = { nonceAt: 0, lastAt: 64, wordsAt: 128 } as const;

/** r10, r11: the state of each lane after round 15, then each lane's keyed words 16-61 in pairs. */
export const SECOND = { statesAt: 0, pairsAt: LANES * STATE_BYTES } as const;

/** Bytes of one pair of keyed words, for all lanes. */
export const SECOND_PAIR_STRIDE = LANES * 8;

/**
 * The place of a lane's pair among those of its group: unpacking two vectors of words yields lanes 0 1 4 5 first, then
 * 2 3 6 7.
 */
export function pairPlace(lane: number): number {
  const group = Math.floor(lane / GROUP_LANES);
  const within = lane % GROUP_LANES;
  const half = within >> 2;
  const quarter = (within >> 1) & 1;
  return group * GROUP_LANES + quarter * 4 + half * 2 + (within & 1);
}
