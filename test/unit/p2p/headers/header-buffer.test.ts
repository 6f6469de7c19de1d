import { describe, expect, it } from 'vitest';
import { createHeaderBuffer } from '../../../../src/p2p/headers/header-buffer.ts';
import { GENESIS } from '../../../helpers/chain-builder.ts';
import { headerRun } from '../../../helpers/p2p/header-runs.ts';

describe('createHeaderBuffer', () => {
  it('gives back the headers it got, the oldest first, across batches', () => {
    const headers = headerRun(GENESIS, 30, { solved: false }).map(({ header }) => header);
    const buffer = createHeaderBuffer();
    for (const [from, to] of [
      [0, 10],
      [10, 11],
      [11, 30],
    ])
      buffer.push(headers.slice(from, to));
    expect(buffer.size).toBe(30);
    expect(buffer.take(0)).toEqual([]);
    expect([...buffer.take(15), ...buffer.take(15)]).toEqual(headers);
    expect(buffer.size).toBe(0);
  });
});
