/**
 * A job: the search space over one template, handed out in units. The nonces of one header come first, then the next
 * extranonce (a new coinbase, so a new merkle root), then the next second of the header's time.
 */

import { invariant } from '../util/invariant.ts';
import type { WorkSource, WorkUnit } from './ports.ts';

/**
 * Nonces in a unit: about a second of the WASM kernel. A message to a thread and back takes some 100 µs, and a thread
 * that runs dry while the main thread is busy waits for it, so units are long; nothing is lost by that, since a thread
 * leaves a stale unit at once. Only at the end of a search space, which a job with an extranonce never
 * reaches, the threads wait for the one with the last unit.
 */
export const UNIT_NONCES = 2 ** 23;

const NONCE_BITS = 32;

export interface JobSpace {
  /**
   * The serialized header, 80 bytes, nonce field of no matter.
   * @param extraNonce - 0 … `extraNonces` - 1, for the coinbase
   * @param time - `firstTime` … `lastTime`, seconds
   */
  readonly header: (extraNonce: number, time: number) => Uint8Array;
  /** Hashes, read as little-endian numbers, at or below this are solutions. */
  readonly target: bigint;
  /** How many extranonces `header` takes; 1 where the block can't be varied, as a genesis block. */
  readonly extraNonces: number;
  /** The header's time, from the first to the last second that it may have. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Bits of the nonce field that are searched, 32 unless the space is to be small. */
  readonly nonceBits?: number;
  /** Most nonces in a unit; default UNIT_NONCES. */
  readonly unitNonces?: number;
}

/** Hands out the whole space of a job once, without gaps or overlaps. */
export function createWorkSource(space: JobSpace): WorkSource {
  const { nonceBits = NONCE_BITS, unitNonces = UNIT_NONCES } = space;
  invariant(
    nonceBits >= 0 && nonceBits <= NONCE_BITS,
    `a nonce has up to ${NONCE_BITS} bits, got ${nonceBits}`,
  );
  invariant(unitNonces >= 1, `a unit has at least one nonce, got ${unitNonces}`);
  const units = listUnits({ ...space, nonceBits, unitNonces });
  return {
    nextUnit() {
      const next = units.next();
      return next.done ? undefined : next.value;
    },
  };
}

function* listUnits(space: Required<JobSpace>): Generator<WorkUnit, undefined> {
  const { header: headerOf, target, extraNonces, firstTime, lastTime, nonceBits, unitNonces } = space;
  const nonces = 2 ** nonceBits;
  for (let time = firstTime; time <= lastTime; time++) {
    for (let extraNonce = 0; extraNonce < extraNonces; extraNonce++) {
      const header = headerOf(extraNonce, time);
      for (let firstNonce = 0; firstNonce < nonces; firstNonce += unitNonces) {
        yield { header, target, firstNonce, nonceCount: Math.min(unitNonces, nonces - firstNonce) };
      }
    }
  }
}
