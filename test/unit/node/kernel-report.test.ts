import { describe, expect, it } from 'vitest';
import type { KernelState } from '../../../src/kernel/select.ts';
import { groupByReason, reportKernels } from '../../../src/node/kernel-report.ts';
import { reject } from '../../../src/util/verdict.ts';

function report(states: readonly KernelState[]) {
  const lines: string[] = [];
  const log = {
    info: (text: string) => lines.push(`info ${text}`),
    warn: (text: string) => lines.push(`warn ${text}`),
  };
  return { notice: reportKernels(log, states), lines };
}

const here = (name: KernelState['name']): KernelState => ({ name, refusal: undefined });

describe('reportKernels', () => {
  it('names those that run and, with the reason, those of other machines', () => {
    const states = [
      here('avx2'),
      { name: 'armv8', refusal: reject('kernel-not-built', 'not on x64') },
      { name: 'sha-ni', refusal: reject('kernel-unsupported', 'this CPU lacks sha') },
    ] as const;
    expect(report(states)).toEqual({
      notice: undefined,
      lines: [
        'info Hash kernels: avx2; not here: armv8 (kernel-not-built, not on x64); sha-ni (kernel-unsupported, this CPU lacks sha)',
      ],
    });
  });
  it('warns of files that are missing or damaged', () => {
    const damaged = reject('native-binary-damaged', 'x is not what was built');
    const states = [
      { name: 'avx2', refusal: damaged },
      { name: 'scalar', refusal: damaged },
      here('noble'),
    ] as const;
    expect(report(states)).toEqual({
      notice: 'hash kernels missing or damaged: avx2, scalar',
      lines: [
        'warn Hash kernels: noble; not here: avx2, scalar (native-binary-damaged, x is not what was built). Mining goes on with those that are there',
      ],
    });
  });
  it('says of this machine what there is', () => {
    const lines: string[] = [];
    const say = (text: string) => lines.push(text);
    reportKernels({ info: say, warn: say });
    expect(lines).toEqual([expect.stringMatching(/^Hash kernels: .*wasm-simd.*noble/)]);
  });
});

describe('groupByReason', () => {
  it('leaves out those that run', () => {
    expect(groupByReason([here('noble')])).toEqual([]);
  });
});
