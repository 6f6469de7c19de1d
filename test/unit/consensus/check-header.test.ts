import { describe, expect, it } from 'vitest';
import { checkHeaderInContext, checkHeaderWork } from '../../../src/consensus/check-header.ts';
import type { ActivationHeights, ConsensusParams } from '../../../src/consensus/params.ts';
import { type BlockHeader, hashHeader } from '../../../src/primitives/block-header.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { GENESIS, solveHeader } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';

const { consensus } = REGTEST;
const PARENT_TIME = 1_600_000_000;
const MEDIAN = PARENT_TIME - 3_000;
const NOW = 1_700_000_000;

interface Case {
  readonly header?: Partial<BlockHeader>;
  readonly height?: number;
  readonly params?: Partial<ConsensusParams>;
}

/** Checks a header on a parent one below `height`; valid on regtest unless changed. */
function check({ header = {}, height = 10, params = {} }: Case) {
  const parentHeader = { ...GENESIS.header, time: PARENT_TIME };
  return checkHeaderInContext(
    { ...parentHeader, version: 4, time: PARENT_TIME + 1, ...header },
    {
      parent: { height: height - 1, header: parentHeader, medianTimePast: MEDIAN },
      params: { ...consensus, ...params },
      nowSeconds: NOW,
    },
  );
}

describe('checkHeaderWork', () => {
  it('high-hash', () => {
    const solved = solveHeader(GENESIS.header);
    const unsolved = solveHeader(GENESIS.header, false);
    expect(checkHeaderWork(solved, hashHeader(solved), consensus.powLimit)).toEqual(ACCEPTED);
    expect(checkHeaderWork(unsolved, hashHeader(unsolved), consensus.powLimit)).toEqual(
      reject('high-hash', 'proof of work failed'),
    );
  });

  it('high-hash for a target above the limit, whatever the hash', () => {
    const solved = solveHeader(GENESIS.header);
    expect(checkHeaderWork(solved, hashHeader(solved), consensus.powLimit / 2n)).toMatchObject({
      code: 'high-hash',
    });
  });
});

describe('checkHeaderInContext', () => {
  it('bad-diffbits', () => {
    expect(check({ header: { bits: 0x207fffff } })).toEqual(ACCEPTED);
    expect(check({ header: { bits: 0x207ffffe } })).toEqual(
      reject('bad-diffbits', 'incorrect proof of work: got 0x207ffffe, expected 0x207fffff'),
    );
  });

  it('time-too-old', () => {
    expect(check({ header: { time: MEDIAN + 1 } })).toEqual(ACCEPTED);
    expect(check({ header: { time: MEDIAN } })).toEqual(
      reject('time-too-old', `block's timestamp is too early: got ${MEDIAN}, must be above ${MEDIAN}`),
    );
  });

  it('time-too-new', () => {
    const latest = NOW + consensus.maxFutureBlockTime;
    expect(check({ header: { time: latest } })).toEqual(ACCEPTED);
    expect(check({ header: { time: latest + 1 } })).toEqual(
      reject('time-too-new', `block timestamp too far in the future: got ${latest + 1}, at most ${latest}`),
    );
  });

  it('time-timewarp-attack', () => {
    const bip94 = { retarget: { ...consensus.retarget, enforceBip94: true } as ConsensusParams['retarget'] };
    const firstOfPeriod = { height: 144, params: bip94 };
    expect(check({ ...firstOfPeriod, header: { time: PARENT_TIME - 600 } })).toEqual(ACCEPTED);
    const early = { header: { time: PARENT_TIME - 601 } };
    expect(check({ ...firstOfPeriod, ...early })).toMatchObject({ code: 'time-timewarp-attack' });
    expect(check({ height: 145, params: bip94, ...early })).toEqual(ACCEPTED);
    expect(check({ height: 144, ...early })).toEqual(ACCEPTED);
  });

  it.each([
    ['bip34', 2],
    ['bip66', 3],
    ['bip65', 4],
  ] as const)('bad-version once %s holds: below %d', (fork, version) => {
    const never = { bip34: 1e9, bip66: 1e9, bip65: 1e9, csv: 0, segwit: 0 };
    const activationHeights: ActivationHeights = { ...never, [fork]: 10 };
    const versioned = (header: number, height: number) =>
      check({ header: { version: header }, height, params: { activationHeights } });
    expect(versioned(version, 10)).toEqual(ACCEPTED);
    expect(versioned(version - 1, 9)).toEqual(ACCEPTED);
    expect(versioned(version - 1, 10)).toEqual(
      reject(`bad-version(0x0000000${version - 1})`, `rejected nVersion=0x0000000${version - 1} block`),
    );
  });

  it('bad-version for versions with the highest bit set, which are negative', () => {
    expect(check({ header: { version: -1 } })).toMatchObject({ code: 'bad-version(0xffffffff)' });
    expect(check({ header: { version: 0x7fffffff } })).toEqual(ACCEPTED);
  });

  it('names the first of several faults in the order of Core', () => {
    const faults: readonly (readonly [Partial<BlockHeader>, string])[] = [
      [{ bits: 0x207ffffe, time: MEDIAN, version: 1 }, 'bad-diffbits'],
      [{ time: MEDIAN, version: 1 }, 'time-too-old'],
      [{ time: NOW + 100_000, version: 1 }, 'time-too-new'],
      [{ version: 1 }, 'bad-version(0x00000001)'],
    ];
    for (const [header, code] of faults) expect(check({ header })).toMatchObject({ code });
  });
});
