import { describe, expect, it } from 'vitest';
import { createEntry } from '../../../src/chain/block-index.ts';
import { createTreeJournal } from '../../../src/chain/tree-journal.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';

const newEntry = () => createEntry(GENESIS.header, GENESIS.hash, undefined);

describe('createTreeJournal', () => {
  it('gives back the values of before the first change, and tells what was new', () => {
    const journal = createTreeJournal();
    const [changed, added] = [newEntry(), newEntry()];
    journal.note(changed);
    changed.sequence = 5;
    journal.note(changed);
    Object.assign(changed, { sequence: 6, txCount: 7, chainTxCount: 8, failure: 'self' });
    journal.noteNew(added);
    journal.note(added);
    added.txCount = 1;
    expect([...journal.entries()]).toEqual([changed, added]);
    expect(journal.undo()).toEqual([added]);
    expect(changed).toMatchObject({ sequence: 0, txCount: 0, chainTxCount: 0, failure: 'none' });
    expect([...journal.entries()]).toEqual([]);
  });

  it('takes nothing back that was cleared', () => {
    const journal = createTreeJournal();
    const entry = newEntry();
    journal.note(entry);
    entry.txCount = 1;
    journal.clear();
    expect(journal.undo()).toEqual([]);
    expect(entry.txCount).toBe(1);
  });
});
