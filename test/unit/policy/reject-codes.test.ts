import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TX_REJECT_CODES } from '../../../src/consensus/reject-codes.ts';
import { MEMPOOL_REJECT_CLASSES, mempoolRejectClass } from '../../../src/policy/reject-codes.ts';
import { VECTORS_DIR } from '../../helpers/vectors.ts';

const CORE_TABLE = join(VECTORS_DIR, '../reject-codes.tsv');

describe('MEMPOOL_REJECT_CLASSES', () => {
  it('has every reason of the consensus rules of transactions', () => {
    expect(Object.keys(MEMPOOL_REJECT_CLASSES)).toEqual(expect.arrayContaining([...TX_REJECT_CODES]));
  });

  it.runIf(existsSync(CORE_TABLE))('has the words and the classes of Bitcoin Core', () => {
    const rows = readFileSync(CORE_TABLE, 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([kind]) => kind === 'Tx');
    const classesOf = (code: string): (string | undefined)[] =>
      rows
        .filter(
          ([, , reason = '']) =>
            reason.replace(/%s.*$/, '') === code.replace(' (including sibling eviction)', ''),
        )
        .map(([, result]) => result?.slice('TX_'.length).toLowerCase().replaceAll('_', '-'));
    for (const [code, ours] of Object.entries(MEMPOOL_REJECT_CLASSES)) {
      expect(classesOf(code), code).toContain(ours);
    }
  });
});

describe('mempoolRejectClass', () => {
  it('knows a formatted reason by its stem', () => {
    expect(mempoolRejectClass('mempool-script-verify-flag-failed (Script is too big)')).toBe('not-standard');
    expect(mempoolRejectClass('coinbase')).toBe('consensus');
    expect(mempoolRejectClass('insufficient fee (including sibling eviction)')).toBe('reconsiderable');
  });
});
