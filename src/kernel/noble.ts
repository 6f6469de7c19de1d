import { nobleSha256d } from '../crypto/noble-sha256d.ts';
import { checkNonceRange, copyHeader, type Kernel, writeNonce } from './kernel.ts';
import { createTargetTest } from './target.ts';

/**
 * The reference kernel: each header hashed in full by @noble/hashes, in plain JavaScript. It runs everywhere, and is
 * simple enough to be believed: the other kernels are proved against it.
 */
export function createNobleKernel(): Kernel {
  return {
    name: 'noble',
    lanes: 1,
    prepare(header, target) {
      const attempt = copyHeader(header);
      const { isMetBy } = createTargetTest(target);
      return (firstNonce, nonceCount) => {
        checkNonceRange(firstNonce, nonceCount);
        for (let offset = 0; offset < nonceCount; offset++) {
          writeNonce(attempt, firstNonce + offset);
          if (isMetBy(nobleSha256d(attempt))) return { nonce: firstNonce + offset, tried: offset + 1 };
        }
        return { nonce: undefined, tried: nonceCount };
      };
    },
  };
}
