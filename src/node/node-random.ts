import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '../p2p/random.ts';

/** What randomInt() can't do any more. */
const UINT48_COUNT = 2 ** 48;

/** Numbers that nobody can foresee. */
export const NODE_RANDOM: Random = {
  below: (limit) => (limit < UINT48_COUNT ? randomInt(limit) : randomBytes(6).readUIntBE(0, 6)),
  uint64: () => randomBytes(8).readBigUInt64LE(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
};
