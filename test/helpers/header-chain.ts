import { type BlockIndexEntry, createEntry } from '../../src/chain/block-index.ts';
import type { BlockHeader } from '../../src/primitives/block-header.ts';
import { hashHeader } from '../../src/primitives/block-header.ts';
import { GENESIS } from './chain-builder.ts';

/** Chains of headers without proof of work, for what looks at headers alone. */

/** A header on `parent` that differs from others by what is set, and by its nonce. */
export function headerOn(parent: BlockIndexEntry, fields: Partial<BlockHeader> = {}): BlockIndexEntry {
  const header = {
    ...parent.header,
    prevBlockHash: parent.hash,
    time: parent.header.time + 600,
    ...fields,
  };
  return createEntry(header, hashHeader(header), parent as Parameters<typeof createEntry>[2]);
}

/** The genesis block of regtest as such a chain begins. */
export function genesisHeader(time: number = GENESIS.header.time): BlockIndexEntry {
  return createEntry({ ...GENESIS.header, time }, GENESIS.hash, undefined);
}

/** So many headers on `parent`; the last of them. @param version - of each, by its place from 0 on */
export function headersOn(
  parent: BlockIndexEntry,
  count: number,
  version: number | ((place: number) => number) = 0x20000000,
): BlockIndexEntry {
  let tip = parent;
  for (let i = 0; i < count; i++) {
    tip = headerOn(tip, { version: typeof version === 'number' ? version : version(i) });
  }
  return tip;
}
