import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLOCK_REJECT_CLASSES, TX_REJECT_CODES } from '../../src/consensus/reject-codes.ts';
import { countVectors, VECTORS_DIR } from '../helpers/vectors.ts';

/** Bitcoin Core's reject reasons as found in its source, beside the folder of the vectors. */
const FILE = join(VECTORS_DIR, '..', 'reject-codes.tsv');

/** Kind, class and reason of each line; formatted reasons cut off behind their `(`. */
function readReasons(kind: 'Block' | 'Tx'): ReadonlyMap<string, string> {
  const lines = readFileSync(FILE, 'utf8').split('\n');
  const rows = lines.map((line) => line.split('\t')).filter(([first]) => first === kind);
  return new Map(rows.map(([, rejectClass = '', reason = '']) => [reason.replace(/\(.*/, '('), rejectClass]));
}

describe.skipIf(!existsSync(FILE))("Bitcoin Core's reject reasons", () => {
  it('of blocks are ours, and have our classes', (context) => {
    const reasons = readReasons('Block');
    const shared = Object.entries(BLOCK_REJECT_CLASSES).filter(([code]) => reasons.has(code));
    for (const [code, rejectClass] of shared) {
      expect(reasons.get(code), code).toBe(`BLOCK_${rejectClass.toUpperCase().replaceAll('-', '_')}`);
    }
    const ours = Object.keys(BLOCK_REJECT_CLASSES).filter((code) => !reasons.has(code));
    expect(ours).toEqual([]);
    countVectors(context, shared.length);
  });

  it('of transactions include every one that we know', (context) => {
    const reasons = readReasons('Tx');
    for (const code of TX_REJECT_CODES) {
      expect(reasons.get(code), code).toMatch(/^TX_(CONSENSUS|MISSING_INPUTS|PREMATURE_SPEND)$/);
    }
    countVectors(context, TX_REJECT_CODES.length);
  });
});
