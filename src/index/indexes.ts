import type { IndexName, IndexReader } from './ports.ts';

/** The indexes as the rest of the node sees them: what there is, how far it is, and its tables. */
export interface Indexes {
  /** Those that are kept, with how far they are; right after a start as far as the last run left them. */
  status(): Promise<readonly IndexStatus[]>;
  isKept(name: IndexName): boolean;
  /** The last height of which none of them needs the block any more; infinite where none is kept, or can go on. */
  doneHeight(): number;
  /**
   * The tables, once the index has what the chain has now. Undefined where it is not kept, or is still being made for
   * the first time.
   */
  current(name: IndexName): Promise<IndexReader | undefined>;
}

export interface IndexStatus {
  readonly name: IndexName;
  /** True once it was at the end of the chain; from then on it follows. */
  readonly isSynced: boolean;
  /** Of the last block that it has; -1 before the first. */
  readonly height: number;
}
