import type { BlockHeader } from '../primitives/block-header.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { checkProofOfWork } from './compact-target.ts';
import { isActive } from './deployments.ts';
import type { ConsensusParams } from './params.ts';
import { getNextWorkRequired, isTimewarp, type PowParent } from './pow.ts';
import type { BlockRejectCode } from './reject-codes.ts';

/** What the rules ask of a header's parent. */
export interface HeaderParent extends PowParent {
  /** Median of the times of the parent and the ten blocks before it, seconds. */
  readonly medianTimePast: number;
}

export interface HeaderContext {
  readonly parent: HeaderParent;
  readonly params: ConsensusParams;
  /** The node's clock, seconds. */
  readonly nowSeconds: number;
}

/**
 * The rule that needs nothing but the header: its hash is at or below the target that it claims.
 * @rejects high-hash
 * @source Bitcoin Core src/validation.cpp CheckBlockHeader
 */
export function checkHeaderWork(
  header: BlockHeader,
  hash: Hash256,
  powLimit: bigint,
): Verdict<void, BlockRejectCode> {
  return checkProofOfWork(hash, header.bits, powLimit)
    ? ACCEPTED
    : reject('high-hash', 'proof of work failed');
}

/**
 * The rules that need the header's parent and the clock.
 * @rejects bad-diffbits, time-too-old, time-timewarp-attack, time-too-new, bad-version(…)
 * @source Bitcoin Core src/validation.cpp ContextualCheckBlockHeader; BIP34, 65, 66, 94, 113
 */
export function checkHeaderInContext(
  header: BlockHeader,
  { parent, params, nowSeconds }: HeaderContext,
): Verdict<void, BlockRejectCode> {
  const height = parent.height + 1;
  const bits = getNextWorkRequired(parent, header.time, params);
  if (header.bits !== bits) {
    return reject(
      'bad-diffbits',
      `incorrect proof of work: got ${hex32(header.bits)}, expected ${hex32(bits)}`,
    );
  }
  if (header.time <= parent.medianTimePast) {
    return reject(
      'time-too-old',
      `block's timestamp is too early: got ${header.time}, must be above ${parent.medianTimePast}`,
    );
  }
  if (isTimewarp(header.time, parent, params.retarget)) {
    return reject('time-timewarp-attack', "block's timestamp is too early on diff adjustment block");
  }
  if (header.time > nowSeconds + params.maxFutureBlockTime) {
    return reject(
      'time-too-new',
      `block timestamp too far in the future: got ${header.time}, at most ${nowSeconds + params.maxFutureBlockTime}`,
    );
  }
  return checkVersion(header.version, height, params);
}

/** Versions below those that announced BIP34, 66 and 65 are refused once these hold. */
function checkVersion(
  version: number,
  height: number,
  params: ConsensusParams,
): Verdict<void, BlockRejectCode> {
  const heights = params.activationHeights;
  const outdated =
    (version < 2 && isActive('bip34', height, heights)) ||
    (version < 3 && isActive('bip66', height, heights)) ||
    (version < 4 && isActive('bip65', height, heights));
  return outdated
    ? reject(`bad-version(${hex32(version)})`, `rejected nVersion=${hex32(version)} block`)
    : ACCEPTED;
}

function hex32(value: number): `0x${string}` {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}
