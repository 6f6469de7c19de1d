import { describe, expect, it } from 'vitest';
import { type Kernel, withSolution } from '../../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../../src/kernel/noble.ts';
import { selectKernel } from '../../../../src/kernel/select.ts';
import {
  checkFound,
  digestOf,
  FIXED_HEADER,
  FIXED_VERSIONS,
  type FixedRange,
  noncesOf,
  PROOF_RANGES,
  TIMED_RANGES,
  targetOf,
} from '../../../../src/node/bench/fixed-space.ts';
import { scanAll } from '../../../helpers/kernels.ts';

function answerOf(kernel: Kernel, range: FixedRange): Pick<FixedRange, 'solutions' | 'digest'> {
  const versions = FIXED_VERSIONS.slice(0, range.versions);
  const scan = kernel.prepare({ header: FIXED_HEADER, versions, target: targetOf(range.targetBits) });
  const { solutions } = scanAll(scan, { first: 0, count: noncesOf(range) });
  const found = solutions.map(([nonce, version]) => ({ nonce, version: FIXED_VERSIONS.indexOf(version) }));
  return { solutions: found.length, digest: digestOf(found) };
}

const answerIn = ({ solutions, digest }: FixedRange) => ({ solutions, digest });
const nameOf = ({ headersLog2, versions }: FixedRange) => `2^${headersLog2} headers, ${versions} versions`;

describe('the answers that are written down', () => {
  it.each(PROOF_RANGES.map((range) => [nameOf(range), range] as const))(
    'noble finds for the proof: %s',
    (_, range) => expect(answerOf(createNobleKernel(), range)).toEqual(answerIn(range)),
  );
  const { kernel } = selectKernel();
  it.each(TIMED_RANGES.map((range) => [nameOf(range), range] as const))(
    `${kernel.name} finds for the timed search: %s`,
    (_, range) => expect(answerOf(kernel, range)).toEqual(answerIn(range)),
  );
});

describe('checkFound', () => {
  const range: FixedRange = { versions: 1, headersLog2: 10, targetBits: 0, solutions: 0, digest: '' };
  const version = FIXED_VERSIONS[0] as number;
  const header = withSolution(FIXED_HEADER, version, 1023);

  it('tells the place of a header of the range', () => {
    expect(checkFound(header, range)).toEqual({ ok: true, value: { nonce: 1023, version: 0 } });
  });
  it('wrong-header where the hash is above the target', () => {
    expect(checkFound(header, { ...range, targetBits: 60 })).toMatchObject({
      ok: false,
      code: 'wrong-header',
    });
  });
  it.each([
    ['the nonce', withSolution(FIXED_HEADER, version, 1024)],
    ['the version', withSolution(FIXED_HEADER, FIXED_VERSIONS[1] as number, 0)],
    ['another field', Uint8Array.from(header, (byte, i) => (i === 40 ? byte ^ 1 : byte))],
  ])('wrong-header where %s is not of the range', (_, stranger) => {
    expect(checkFound(stranger, range)).toMatchObject({ ok: false, code: 'wrong-header' });
  });
});
