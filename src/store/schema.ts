/**
 * Every table of chainstate/chain.sqlite. People query this file with `sqlite3`, so each table and column says
 * what it holds (the comments are kept in the file: see `.schema`). Hashes are 32 bytes in internal order, the
 * reverse of what RPC shows; amounts are satoshis; times are seconds since 1970.
 *
 * A change of the schema is a new entry of MIGRATIONS, never an edit of an old one. The file's `user_version`
 * is the number of migrations it has seen.
 */

/** SQL for a 32-byte hash as RPC shows it: bytes reversed, lower-case hex. SQLite itself cannot reverse a blob. */
function displayHex(column: string): string {
  const bytes = Array.from({ length: 32 }, (_, i) => `hex(substr(${column}, ${32 - i}, 1))`);
  return `lower(${bytes.join(' || ')})`;
}

/** One step from a schema to the next, as SQL; its place in the list, from 1, is the version that it makes. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta ( -- single facts about the whole file
    key   TEXT PRIMARY KEY, -- 'tip', the last block of the best chain
    value BLOB NOT NULL     -- its hash
  ) WITHOUT ROWID;

  CREATE TABLE headers ( -- every known header, of all branches, whether its block is here or not
    hash     BLOB PRIMARY KEY, -- SHA-256d of the header
    height   INTEGER NOT NULL, -- 0 for the genesis block
    previous BLOB NOT NULL,    -- hash of the parent; zero for the genesis block
    time     INTEGER NOT NULL, -- the block's own time
    header   BLOB NOT NULL,    -- the 80 bytes
    tx_count INTEGER NOT NULL, -- transactions of the block; 0: only the header is known
    sequence INTEGER NOT NULL, -- order in which the chains up to each block became complete; 0: data missing
    failure  INTEGER NOT NULL  -- 0: none known, 1: the block is invalid, 2: a block below it is
  ) WITHOUT ROWID;

  CREATE INDEX headers_by_height ON headers (height);

  CREATE TABLE blocks ( -- whole blocks, of all branches
    id   INTEGER PRIMARY KEY,  -- order in which they were written
    hash BLOB NOT NULL UNIQUE, -- the block's hash
    data BLOB NOT NULL         -- the block as on the wire, with witnesses
  );

  CREATE TABLE undos ( -- what it takes to disconnect a block
    id   INTEGER PRIMARY KEY,  -- order in which they were written
    hash BLOB NOT NULL UNIQUE, -- the block's hash
    data BLOB NOT NULL         -- for each transaction after the coinbase a vector of the coins it spent
  );

  CREATE TABLE coins ( -- the unspent outputs of the best chain
    outpoint BLOB PRIMARY KEY, -- 36 bytes: txid, then the output's index, little-endian
    height   INTEGER NOT NULL, -- of the block that made it
    coinbase INTEGER NOT NULL, -- 1: made by a coinbase, so it must mature
    value    INTEGER NOT NULL, -- satoshis
    script   BLOB NOT NULL     -- scriptPubKey
  ) WITHOUT ROWID;

  CREATE VIEW best_chain AS -- the best chain from the tip down; hash as RPC shows it
    WITH RECURSIVE chain (height, hash, previous, time, tx_count) AS (
      SELECT height, hash, previous, time, tx_count FROM headers
        WHERE hash = (SELECT value FROM meta WHERE key = 'tip')
      UNION ALL
      SELECT h.height, h.hash, h.previous, h.time, h.tx_count FROM headers h, chain c WHERE h.hash = c.previous
    )
    SELECT height, ${displayHex('hash')} AS hash, time, tx_count FROM chain;
  `,
  `
  CREATE TABLE mempool ( -- transactions that wait for a block
    id     INTEGER PRIMARY KEY,  -- order in which they were written
    txid   BLOB NOT NULL UNIQUE, -- hash without the witness
    tx     BLOB NOT NULL,        -- the transaction as on the wire, with witnesses
    time   INTEGER NOT NULL,     -- when it came in
    height INTEGER NOT NULL,     -- of the best chain when it came in
    fee    INTEGER NOT NULL,     -- satoshis
    vsize  INTEGER NOT NULL      -- virtual bytes by which the fee is judged
  );

  CREATE TABLE mempool_tip ( -- the best chain's last block when the table above was last written
    id   INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row at most
    hash BLOB NOT NULL                       -- the block's hash
  );

  CREATE VIEW unconfirmed AS -- the mempool for people; txid as RPC shows it, the rate in satoshis per virtual byte
    SELECT ${displayHex('txid')} AS txid, fee, vsize, round(1.0 * fee / vsize, 3) AS fee_rate, time, height FROM mempool;
  `,
  `
  CREATE TABLE unbroadcast ( -- those of mempool that came from here and that no peer has asked for yet
    txid BLOB PRIMARY KEY -- as in mempool
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE mempool_priorities ( -- what the operator added to fees, of transactions in the mempool and of others
    txid  BLOB PRIMARY KEY, -- hash without the witness
    delta INTEGER NOT NULL  -- satoshis that the transaction counts as paying more; below 0: less
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE pruning ( -- how far old blocks were deleted to save room
    id     INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row at most
    height INTEGER NOT NULL                    -- up to it all blocks but the genesis block have lost data and undo data
  );
  `,
  `
  CREATE TABLE late_blocks ( -- those of blocks that came when their height was pruned already
    hash  BLOB PRIMARY KEY, -- the block's hash
    until INTEGER NOT NULL  -- pruned together with the blocks of this height
  ) WITHOUT ROWID;
  `,
];

/**
 * Finds coins by the script that they pay to. Not a step of the schema: it is made when somebody asks for the first
 * time (the wallet, the tutorial's routes), and kept from then on. Coins then take almost twice the room and their
 * changes half as much time again (bench/coins-by-script.bench.ts), which a node that nobody asks need not pay.
 * Everything but the script is in it in the order in which coins are asked for, so that answers are read from it
 * alone.
 */
export const COINS_BY_SCRIPT = `
  CREATE INDEX IF NOT EXISTS coins_by_script ON coins (script, value, outpoint, height, coinbase)`;
