/**
 * A job: the search space over one template, handed out in units. The nonces of one header come first, with as many
 * versions at a time as the kernel likes, then the header's other versions, then the next extranonce (a new coinbase,
 * so a new merkle root), then the next second of the header's time.
 */

import { invariant } from '../util/invariant.ts';
import type { WorkSource, WorkUnit } from './ports.ts';
import type { VersionSpace } from './version-rolling.ts';

/**
 * Headers in a unit: about a second of a good kernel. A message to a thread and back takes some 100 µs, and a thread
 * that runs dry while the main thread is busy waits for it, so units are long; nothing is lost by that, since a thread
 * leaves a stale unit at once. Only at the end of a search space, which a job with an extranonce never
 * reaches, the threads wait for the one with the last unit.
 */
export const UNIT_HEADERS = 2 ** 24;

const NONCE_BITS = 32;

export interface JobSpace {
  /**
   * The serialized header, 80 bytes, version and nonce fields of no matter.
   * @param extraNonce - 0 … `extraNonces` - 1, for the coinbase
   * @param time - `firstTime` … `lastTime`, seconds
   */
  readonly header: (extraNonce: number, time: number) => Uint8Array;
  readonly versions: VersionSpace;
  /** Versions in a unit, as the kernel likes them best. */
  readonly versionsPerUnit: number;
  /** Hashes, read as little-endian numbers, at or below this are solutions. */
  readonly target: bigint;
  /** How many extranonces `header` takes; 1 where the block can't be varied, as a genesis block. */
  readonly extraNonces: number;
  /** The header's time, from the first to the last second that it may have. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Bits of the nonce field that are searched, 32 unless the space is to be small. */
  readonly nonceBits?: number;
  /** Most headers in a unit; default UNIT_HEADERS. */
  readonly unitHeaders?: number;
}

/** Hands out the whole space of a job once, without gaps or overlaps. */
export function createWorkSource(space: JobSpace): WorkSource {
  const { nonceBits = NONCE_BITS, unitHeaders = UNIT_HEADERS, versionsPerUnit } = space;
  invariant(
    nonceBits >= 0 && nonceBits <= NONCE_BITS,
    `a nonce has up to ${NONCE_BITS} bits, got ${nonceBits}`,
  );
  invariant(unitHeaders >= 1, `a unit has at least one header, got ${unitHeaders}`);
  invariant(versionsPerUnit >= 1, `a unit has at least one version, got ${versionsPerUnit}`);
  const units = listUnits({ ...space, nonceBits, unitHeaders });
  return {
    nextUnit() {
      const next = units.next();
      return next.done ? undefined : next.value;
    },
  };
}

function* listUnits(space: Required<JobSpace>): Generator<WorkUnit, undefined> {
  const { header: headerOf, extraNonces, firstTime, lastTime } = space;
  for (let time = firstTime; time <= lastTime; time++) {
    for (let extraNonce = 0; extraNonce < extraNonces; extraNonce++) {
      yield* unitsOfHeader(headerOf(extraNonce, time), space);
    }
  }
}

function* unitsOfHeader(header: Uint8Array, space: Required<JobSpace>): Generator<WorkUnit, undefined> {
  const { target, versions: all, versionsPerUnit, nonceBits, unitHeaders } = space;
  const nonces = 2 ** nonceBits;
  for (let first = 0; first < all.count; first += versionsPerUnit) {
    const length = Math.min(versionsPerUnit, all.count - first);
    const versions = Array.from({ length }, (_, i) => all.at(first + i));
    const unitNonces = Math.max(Math.floor(unitHeaders / length), 1);
    for (let firstNonce = 0; firstNonce < nonces; firstNonce += unitNonces) {
      yield { header, versions, target, firstNonce, nonceCount: Math.min(unitNonces, nonces - firstNonce) };
    }
  }
}
