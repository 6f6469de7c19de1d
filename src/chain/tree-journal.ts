import type { MutableEntry } from './block-index.ts';

/** Remembers what entries were before they changed, so that what could not be written can be taken back. */
export interface TreeJournal {
  /** To be called before an entry changes. */
  note(entry: MutableEntry): void;
  /** To be called for an entry that is new. */
  noteNew(entry: MutableEntry): void;
  /** Entries that are new or changed, in the order in which they were noted first. */
  entries(): Iterable<MutableEntry>;
  /** Forgets what was before. */
  clear(): void;
  /** Gives every changed entry its old values back. @returns the new entries, which were not there */
  undo(): readonly MutableEntry[];
}

/** What can change in an entry. */
type Changeable = Pick<MutableEntry, 'txCount' | 'sequence' | 'failure' | 'chainTxCount'>;

/** A journal in which nothing is noted. */
export function createTreeJournal(): TreeJournal {
  /** The values before the change; undefined for a new entry. */
  const before = new Map<MutableEntry, Changeable | undefined>();
  return {
    note(entry) {
      if (before.has(entry)) return;
      const { txCount, sequence, failure, chainTxCount } = entry;
      before.set(entry, { txCount, sequence, failure, chainTxCount });
    },
    noteNew: (entry) => void before.set(entry, undefined),
    entries: () => before.keys(),
    clear: () => before.clear(),
    undo() {
      const added: MutableEntry[] = [];
      for (const [entry, values] of before) {
        if (values) Object.assign(entry, values);
        else added.push(entry);
      }
      before.clear();
      return added;
    },
  };
}
