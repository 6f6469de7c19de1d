import type { Block } from '../primitives/block.ts';
import { type BlockHeader, readHeader, writeHeader } from '../primitives/block-header.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { decode, type Reader } from '../primitives/reader.ts';
import { encode, type Writer } from '../primitives/writer.ts';
import { equalBytes } from '../util/bytes.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import {
  buildPartialMerkleTree,
  extractMatches,
  type MerkleMatch,
  type PartialMerkleTree,
  readPartialMerkleTree,
  writePartialMerkleTree,
} from './partial-merkle-tree.ts';

/** A header with the proof that some transactions are in its block: `merkleblock` of BIP37, and what gettxoutproof gives. */
export interface MerkleBlock {
  readonly header: BlockHeader;
  readonly tree: PartialMerkleTree;
}

/** The proof that those of the txids which are in the block are there. */
export function makeMerkleBlock(block: Block, txids: Iterable<Hash256>): MerkleBlock {
  const wanted = new Set([...txids].map(hashKey));
  const all = block.transactions.map((tx) => tx.txid);
  return {
    header: block.header,
    tree: buildPartialMerkleTree(all, (txid) => wanted.has(hashKey(txid))),
  };
}

export function serializeMerkleBlock(block: MerkleBlock): Uint8Array {
  return encode((writer) => writeMerkleBlock(writer, block));
}

export function writeMerkleBlock(writer: Writer, { header, tree }: MerkleBlock): void {
  writeHeader(writer, header);
  writePartialMerkleTree(writer, tree);
}

/** Decodes one merkle block that fills `bytes`; its proof is not checked. @rejects decode-failed */
export function decodeMerkleBlock(bytes: Uint8Array): Verdict<MerkleBlock, 'decode-failed'> {
  return decode(bytes, readMerkleBlock);
}

/** The inverse of writeMerkleBlock. */
export function readMerkleBlock(reader: Reader): MerkleBlock {
  return { header: readHeader(reader), tree: readPartialMerkleTree(reader) };
}

/**
 * The transactions that it proves to be in the block of its header. Whether that block is in a chain, and has as many
 * transactions as the tree says, is for the caller to check: a tree can be cut short of its leaves.
 * @rejects bad-partial-merkle-tree, bad-txnmrklroot where the tree is another block's
 */
export function provenTransactions({
  header,
  tree,
}: MerkleBlock): Verdict<readonly MerkleMatch[], 'bad-partial-merkle-tree' | 'bad-txnmrklroot'> {
  const proof = extractMatches(tree);
  if (!proof.ok) return proof;
  const isOfHeader = equalBytes(proof.value.root, header.merkleRoot);
  return isOfHeader ? accept(proof.value.matches) : reject('bad-txnmrklroot', 'hashMerkleRoot mismatch');
}
