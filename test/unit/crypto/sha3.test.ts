import { describe, expect, it } from 'vitest';
import { sha3256 } from '../../../src/crypto/sha3.ts';
import { toHex } from '../../../src/util/bytes.ts';

describe('sha3256', () => {
  it.for([
    ['', 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a'],
    ['abc', '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'],
  ] as const)('of "%s" is what NIST gives', ([text, digest]) => {
    expect(toHex(sha3256(Buffer.from(text)))).toBe(digest);
  });
});
