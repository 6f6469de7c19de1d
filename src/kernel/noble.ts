import { nobleSha256d } from '../crypto/noble-sha256d.ts';
import {
  checkNonceRange,
  checkVersions,
  copyHeader,
  type Kernel,
  writeNonce,
  writeVersion,
} from './kernel.ts';
import { createTargetTest } from './target.ts';

/**
 * The reference kernel: each header hashed in full by @noble/hashes, in plain JavaScript. It runs everywhere, and is
 * simple enough to be believed: the other kernels are proved against it.
 */
export function createNobleKernel(): Kernel {
  return {
    name: 'noble',
    lanes: 1,
    watchesPermit: false,
    prepare({ header, versions: given, target }) {
      checkVersions(given);
      const versions = [...given];
      const attempt = copyHeader(header);
      const { isMetBy } = createTargetTest(target);
      const solves = (version: number): boolean => {
        writeVersion(attempt, version);
        return isMetBy(nobleSha256d(attempt));
      };
      return (firstNonce, nonceCount) => {
        checkNonceRange(firstNonce, nonceCount);
        for (let offset = 0; offset < nonceCount; offset++) {
          const nonce = firstNonce + offset;
          writeNonce(attempt, nonce);
          const solving = versions.filter(solves);
          if (solving.length > 0) return { nonce, versions: solving, tried: offset + 1 };
        }
        return { nonce: undefined, versions: [], tried: nonceCount };
      };
    },
  };
}
