import type { ConsensusParams } from '../consensus/params.ts';
import { invariant } from '../util/invariant.ts';

/**
 * The bits of a header's version that mean nothing to any rule, for miners to roll: more headers for one coinbase, and a
 * faster search, since the nonces' part of the hash is the same for all of them.
 * @source BIP320
 */
export const VERSION_ROLLING_MASK = 0x1fffe000;

/** The bits that may be rolled on a network: all of BIP320's but those with which its soft forks are signalled (BIP9). */
export function rollableBits({ deployments }: Pick<ConsensusParams, 'deployments'>): number {
  const signals = deployments.reduce((bits, { bit }) => bits | (1 << bit), 0);
  return VERSION_ROLLING_MASK & ~signals;
}

/** Versions that a miner may try, in a fixed order; the first is the template's own. */
export interface VersionSpace {
  readonly count: number;
  /** @param index - 0 … count - 1 @returns an unsigned 32-bit number */
  at(index: number): number;
}

/**
 * The versions that differ from `version` in the bits of `mask` alone: 2^n for n bits. Bits that signal readiness for a
 * soft fork (BIP9) are not to be in the mask.
 */
export function createVersionSpace(version: number, mask: number): VersionSpace {
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (mask >>> bit) & 1);
  const count = 2 ** bits.length;
  return {
    count,
    at(index) {
      invariant(
        Number.isInteger(index) && index >= 0 && index < count,
        `there is no version ${index} of ${count}`,
      );
      const flipped = bits.reduce(
        (sum, bit, place) => (Math.floor(index / 2 ** place) % 2 ? sum | (1 << bit) : sum),
        0,
      );
      return (version ^ flipped) >>> 0;
    },
  };
}
