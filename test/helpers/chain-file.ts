import Database from 'better-sqlite3';
import { type Block, decodeBlock } from '../../src/primitives/block.ts';
import { displayHash, type Hash256, hash256, hashKey, toHash256 } from '../../src/primitives/hash256.ts';
import { serializeOutPoint } from '../../src/primitives/outpoint.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { equalBytes, toHex } from '../../src/util/bytes.ts';
import { type CoinLines, storedCoins } from './test-chain.ts';

/**
 * Another reader of a stopped node's chain.sqlite: it takes the blocks from the tip down to the genesis block and
 * replays them upwards, with nothing of the node's own code but what decodes and hashes.
 */
export interface ChainFile {
  /** What SQLite's own check says; `ok` where all is well. */
  readonly integrity: string;
  /** Hashes of the best chain by height, the genesis block first, in display order. */
  readonly hashes: readonly string[];
  /** The coins that the file holds. */
  readonly coins: CoinLines;
  /** The coins that its blocks leave. */
  readonly replayed: CoinLines;
  /** Blocks above the genesis block without undo data: what was connected can't be taken back. */
  readonly withoutUndo: number;
}

const EMPTY: Omit<ChainFile, 'integrity'> = { hashes: [], coins: [], replayed: [], withoutUndo: 0 };

/** Reads and replays the file, which may have been left by a crash, and changes nothing in it. */
export function inspectChainFile(path: string): ChainFile {
  const db = new Database(path, { readonly: true });
  try {
    const integrity = db.pragma('integrity_check', { simple: true }) as string;
    // Killed before its tables were there, which come all at once.
    if (db.pragma('user_version', { simple: true }) === 0) return { ...EMPTY, integrity };
    const blocks = readBestChain(db);
    const undone = db.prepare<[Uint8Array], number>('SELECT 1 FROM undos WHERE hash = ?').pluck();
    return {
      integrity,
      hashes: blocks.map(({ hash }) => displayHash(hash)),
      coins: storedCoins(path),
      replayed: replay(blocks),
      withoutUndo: blocks.slice(1).filter(({ hash }) => undone.get(hash) === undefined).length,
    };
  } finally {
    db.close();
  }
}

/** The tip at which the mempool was last written, in display order; undefined where it never was. */
export function readMempoolTip(path: string): string | undefined {
  const db = new Database(path, { readonly: true });
  try {
    const tip = db.prepare<[], Uint8Array>('SELECT hash FROM mempool_tip').pluck().get();
    return tip && displayHash(toHash256(tip));
  } finally {
    db.close();
  }
}

/**
 * The blocks of the best chain upwards.
 * @throws Error where a block is missing or not what its hash says
 */
function readBestChain(db: Database.Database): readonly Block[] {
  const tip = db.prepare<[], Uint8Array>("SELECT value FROM meta WHERE key = 'tip'").pluck().get();
  const read = db.prepare<[Uint8Array], Uint8Array>('SELECT data FROM blocks WHERE hash = ?').pluck();
  const blocks: Block[] = [];
  let hash = tip && toHash256(tip);
  while (hash?.some((byte) => byte !== 0)) {
    const block = readBlock(hash, read.get(hash));
    blocks.push(block);
    hash = block.header.prevBlockHash;
  }
  return blocks.reverse();
}

function readBlock(hash: Hash256, bytes: Uint8Array | undefined): Block {
  const block = bytes && decodeBlock(bytes);
  if (!block?.ok) throw new Error(`block ${displayHash(hash)} is missing or damaged`);
  const { value } = block;
  if (!equalBytes(value.hash, hash) || !equalBytes(merkleRoot(value.transactions), value.header.merkleRoot))
    throw new Error(`block ${displayHash(hash)} is another one or has other transactions than it commits to`);
  return value;
}

/** Pairs are hashed, the last of an odd number with itself, until one is left. */
function merkleRoot(transactions: readonly Transaction[]): Uint8Array {
  let level: readonly Uint8Array[] = transactions.map(({ txid }) => txid);
  while (level.length > 1) {
    const even = level.filter((_, i) => i % 2 === 0);
    const row = level;
    level = even.map((left, i) => hash256(Buffer.concat([left, row[2 * i + 1] ?? left])));
  }
  return level[0] ?? new Uint8Array();
}

/** What is left after each transaction took its inputs away and left its outputs. The genesis block leaves nothing. */
function replay(blocks: readonly Block[]): CoinLines {
  const coins = new Map<string, string>();
  for (const [height, { transactions }] of blocks.entries()) {
    if (height === 0) continue;
    for (const [position, tx] of transactions.entries()) {
      if (position > 0)
        for (const { prevout } of tx.inputs) coins.delete(hashKey(serializeOutPoint(prevout)));
      for (const [index, { value, scriptPubKey }] of tx.outputs.entries()) {
        // OP_RETURN, or too long to ever run.
        if (scriptPubKey[0] === 0x6a || scriptPubKey.length > 10_000) continue;
        const outpoint = serializeOutPoint({ txid: tx.txid, index });
        const line = [toHex(outpoint), height, position === 0 ? 1 : 0, value, toHex(scriptPubKey)].join(' ');
        coins.set(hashKey(outpoint), line);
      }
    }
  }
  return [...coins.values()].sort();
}
