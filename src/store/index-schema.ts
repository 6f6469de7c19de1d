/**
 * Every table of indexes/index.sqlite, which is derived from the chain: it can be deleted, and is then made again. People
 * query it with `sqlite3`, so each table and column says what it holds. Hashes are 32 bytes in internal order, the
 * reverse of what RPC shows; amounts are satoshis; times are seconds since 1970. A table is filled by the option that
 * its comment names.
 */
export const INDEX_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE progress ( -- how far each index is
    name   TEXT PRIMARY KEY, -- of the option, e.g. 'txindex'
    height INTEGER NOT NULL, -- of the last block that it has
    hash   BLOB NOT NULL     -- of that block
  ) WITHOUT ROWID;

  CREATE TABLE transactions ( -- -txindex: every transaction of the best chain
    txid     BLOB PRIMARY KEY, -- hash without the witness
    height   INTEGER NOT NULL, -- of its block
    position INTEGER NOT NULL  -- in its block; the coinbase is 0
  ) WITHOUT ROWID;

  CREATE TABLE script_history ( -- -addressindex: what each transaction means for each script
    script_hash BLOB NOT NULL,    -- SHA-256 of the scriptPubKey
    height      INTEGER NOT NULL, -- of the transaction's block
    position    INTEGER NOT NULL, -- of the transaction in its block
    txid        BLOB NOT NULL,    -- the transaction
    change      INTEGER NOT NULL, -- satoshis that it pays to the script, less those of the script that it spends
    PRIMARY KEY (script_hash, height, position)
  ) WITHOUT ROWID;

  CREATE TABLE spends ( -- -txospenderindex: which transaction spends each output
    outpoint BLOB PRIMARY KEY, -- 36 bytes: txid of the output, then its index, little-endian
    height   INTEGER NOT NULL, -- of the spending transaction's block
    position INTEGER NOT NULL, -- of the spending transaction in its block
    input    INTEGER NOT NULL  -- number of the input that spends it
  ) WITHOUT ROWID;

  CREATE TABLE filters ( -- -blockfilterindex: compact filters (BIP158), also of blocks that left the best chain
    hash   BLOB PRIMARY KEY, -- of the block
    height INTEGER NOT NULL, -- of the block
    filter BLOB NOT NULL,    -- the basic filter
    header BLOB NOT NULL     -- chains it to the filter of the block below (BIP157)
  ) WITHOUT ROWID;

  CREATE TABLE block_stats ( -- -coinstatsindex: the coins after each block, also of blocks that left the best chain
    hash                 BLOB PRIMARY KEY, -- of the block
    height               INTEGER NOT NULL, -- of the block
    time                 INTEGER NOT NULL, -- of the block, by its header
    transactions         INTEGER NOT NULL, -- in the block
    fees                 INTEGER NOT NULL, -- that the block's transactions pay
    miner                BLOB NOT NULL,    -- script that the first output of the block's coinbase pays to
    coins                INTEGER NOT NULL, -- unspent outputs after the block
    bogo_size            INTEGER NOT NULL, -- a measure of their size
    total_amount         INTEGER NOT NULL, -- what they are worth together
    muhash               BLOB NOT NULL,    -- their hash, as gettxoutsetinfo shows it (reversed)
    subsidies            INTEGER NOT NULL, -- sum up to the block: what the subsidy rule allowed
    spent                INTEGER NOT NULL, -- sum: what inputs spent
    created              INTEGER NOT NULL, -- sum: what outputs of transactions that are no coinbase made spendable
    coinbases            INTEGER NOT NULL, -- sum: what outputs of coinbases made spendable
    unspendable_genesis  INTEGER NOT NULL, -- the genesis block's reward, which nobody can spend
    unspendable_repeated INTEGER NOT NULL, -- sum: rewards that another of the same id made disappear (BIP30)
    unspendable_scripts  INTEGER NOT NULL, -- sum: paid to scripts that nobody can spend
    unclaimed            INTEGER NOT NULL  -- sum: of subsidies and fees, what miners did not take
  ) WITHOUT ROWID;

  CREATE TABLE coin_set ( -- -coinstatsindex: what the hash of the coins goes on from
    id     INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row at most
    number BLOB NOT NULL                       -- 384 bytes, the number that the set of coins is (MuHash3072)
  );
  `,
];
