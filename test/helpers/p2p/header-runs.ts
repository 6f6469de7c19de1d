import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { getNextWorkRequired, type PowParent, type PowRules } from '../../../src/consensus/pow.ts';
import type { HashedHeader } from '../../../src/p2p/headers/hashed-header.ts';
import { type BlockHeader, hashHeader } from '../../../src/primitives/block-header.ts';
import { toHash256 } from '../../../src/primitives/hash256.ts';
import { solveHeader } from '../chain-builder.ts';

/** Long chains of headers alone, each a second after its parent, with work where asked. */
export interface HeaderRunOptions {
  /** Makes the chain another one. */
  readonly tag?: number;
  readonly rules?: PowRules;
  /** Seconds between two headers. */
  readonly spacing?: number;
  /** False: without proof of work, which costs time. */
  readonly solved?: boolean;
}

/** So many headers on `start`. Without rules each has its parent's bits. */
export function headerRun(
  start: Pick<BlockIndexEntry, 'header' | 'hash' | 'height'>,
  count: number,
  { tag = 0, rules, spacing = 1, solved = true }: HeaderRunOptions = {},
): HashedHeader[] {
  const run: HashedHeader[] = [];
  const merkleRoot = toHash256(new Uint8Array(32).fill(tag));
  let hash = start.hash;
  let parent: PowParent = start;
  while (run.length < count) {
    const time = parent.header.time + spacing;
    const bits = rules ? getNextWorkRequired(parent, time, rules) : parent.header.bits;
    const unsolved: BlockHeader = {
      version: 0x20000000,
      prevBlockHash: hash,
      merkleRoot,
      time,
      bits,
      nonce: 0,
    };
    const header = solved ? solveHeader(unsolved) : unsolved;
    hash = hashHeader(header);
    run.push({ header, hash });
    const { height, header: last } = parent;
    parent = { height: height + 1, header, parent: { height, header: last } };
  }
  return run;
}
