import { sha256Midstate } from '../crypto/midstate.ts';
import { sha256d } from '../crypto/sha256d.ts';
import {
  checkNonceRange,
  checkVersions,
  copyHeader,
  type HeaderSpace,
  type NonceScan,
  writeNonce,
  writeVersion,
} from './kernel.ts';
import { createTargetTest } from './target.ts';

/**
 * What all fast kernels have in common: they hash from the midstates on, look at the most significant 32 bits of a hash
 * alone, and leave it to this code to hash such candidates in full.
 */

/** What a fast kernel is given of a space. */
export interface JobWords {
  /** Of the target, the most significant 32 bits. */
  readonly targetTop: number;
  /** Bytes 64-75 of the header, each four read as a big-endian number: end of merkle root, time, bits. */
  readonly tail: readonly number[];
  /** For each version, the SHA-256 state after the first 64 bytes of the header: eight words. */
  readonly midstates: readonly Uint32Array[];
}

/** How a search for candidates ended. */
export interface CandidateResult {
  /** Nonces tried: up to and including the first that has a candidate, or all, or until the search was called off. */
  readonly tried: number;
  /** Whether the last of them has a candidate. */
  readonly found: boolean;
}

/** Looks for candidates among the nonces `first` … `first` + `count` - 1, in order. */
export type CandidateSearch = (first: number, count: number) => CandidateResult;

/** Nonces in one call: below any kernel's limit, and short enough for compiled WebAssembly code to be swapped. */
const MAX_CALL = 2 ** 20;

/**
 * The scan of a space by a search for candidates.
 * @param searchFor - makes the search of these words; called once, when the scan is prepared
 */
export function createCandidateScan(
  space: HeaderSpace,
  searchFor: (words: JobWords) => CandidateSearch,
): NonceScan {
  checkVersions(space.versions);
  const attempt = copyHeader(space.header);
  const versions = [...space.versions];
  const { topWord, isMetBy } = createTargetTest(space.target);
  const search = searchFor(jobWordsOf(attempt, versions, topWord));
  const solvingVersions = (nonce: number): number[] => {
    writeNonce(attempt, nonce);
    return versions.filter((version) => {
      writeVersion(attempt, version);
      return isMetBy(sha256d(attempt));
    });
  };
  return (firstNonce, nonceCount) => {
    checkNonceRange(firstNonce, nonceCount);
    let tried = 0;
    while (tried < nonceCount) {
      const length = Math.min(nonceCount - tried, MAX_CALL);
      const result = search(firstNonce + tried, length);
      tried += result.tried;
      if (result.found) {
        const nonce = firstNonce + tried - 1;
        const solving = solvingVersions(nonce);
        if (solving.length > 0) return { nonce, versions: solving, tried };
      } else if (result.tried < length) break;
    }
    return { nonce: undefined, versions: [], tried };
  };
}

function jobWordsOf(header: Uint8Array, versions: readonly number[], targetTop: number): JobWords {
  const view = new DataView(header.buffer);
  const first = header.slice(0, 64);
  const midstates = versions.map((version) => {
    writeVersion(first, version);
    return sha256Midstate(first);
  });
  return { targetTop, tail: [64, 68, 72].map((at) => view.getUint32(at, false)), midstates };
}
