import { describe, expect, it } from 'vitest';
import {
  claimedWork,
  faultOfHeaders,
  type HashedHeader,
  withHashes,
} from '../../../../src/p2p/headers/hashed-header.ts';
import { GENESIS, solveHeader } from '../../../helpers/chain-builder.ts';
import { headerRun } from '../../../helpers/p2p/header-runs.ts';
import { REGTEST } from '../../../helpers/regtest.ts';

const RUN = headerRun(GENESIS, 5);
const { powLimit } = REGTEST.consensus;

describe('faultOfHeaders', () => {
  it('is none in a chain with its work done', () => {
    expect(faultOfHeaders(RUN, powLimit)).toBeUndefined();
    expect(faultOfHeaders([], powLimit)).toBeUndefined();
  });

  it('header with invalid proof of work: the hash is above the target, or the target is too easy', () => {
    const bad = withHashes([solveHeader((RUN[4] as HashedHeader).header, false)]);
    expect(faultOfHeaders([...RUN.slice(0, 4), ...bad], powLimit)).toBe('header with invalid proof of work');
    expect(faultOfHeaders(RUN, powLimit / 2n)).toBe('header with invalid proof of work');
  });

  it('non-continuous headers sequence', () => {
    expect(faultOfHeaders([...RUN.slice(0, 2), ...RUN.slice(3)], powLimit)).toBe(
      'non-continuous headers sequence',
    );
  });
});

describe('claimedWork', () => {
  it('is the sum over the headers', () => {
    expect(claimedWork(RUN)).toBe(10n);
  });
});
