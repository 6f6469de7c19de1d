/**
 * Every table of peers.sqlite, which holds what the node knows of other nodes: nothing of it is truth, and the node starts
 * without it. People query it with `sqlite3`, so each table and column says what it holds; `peers` is for them. Addresses
 * are raw bytes: 4 of IPv4, 16 of IPv6 and CJDNS, the 32 of the key of onion and i2p. Times are seconds since 1970.
 */

/** SQL for a byte of a blob as a decimal number. @param at - from 1 */
function decimalByte(column: string, at: number): string {
  const digit = (place: number) => `(instr('0123456789ABCDEF', substr(hex(${column}), ${place}, 1)) - 1)`;
  return `(16 * ${digit(2 * at - 1)} + ${digit(2 * at)})`;
}

/** SQL for an IPv4 address as text. */
function dotted(column: string): string {
  return [1, 2, 3, 4].map((at) => decimalByte(column, at)).join(" || '.' || ");
}

/** SQL for an IPv6 address as text, not shortened. */
function colons(column: string): string {
  const groups = Array.from({ length: 8 }, (_, i) => `substr(hex(${column}), ${4 * i + 1}, 4)`);
  return `lower(${groups.join(" || ':' || ")})`;
}

function addressText(network: string, column: string): string {
  return `CASE ${network} WHEN 'ipv4' THEN ${dotted(column)} WHEN 'ipv6' THEN ${colons(column)} ELSE lower(hex(${column})) END`;
}

/** One step from a schema to the next, as SQL; its place in the list, from 1, is the version that it makes. */
export const PEER_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE address_book ( -- what the places of addresses in the book are chosen by
    id  INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row at most
    key BLOB NOT NULL                       -- 32 bytes that nobody else may know
  );

  CREATE TABLE addresses ( -- the address book
    network        TEXT NOT NULL,    -- ipv4, ipv6, onion, i2p or cjdns
    address        BLOB NOT NULL,    -- raw
    port           INTEGER NOT NULL, -- TCP
    services       INTEGER NOT NULL, -- bits of what the node offers; bit 63 makes it negative
    time           INTEGER NOT NULL, -- when somebody last heard of the node
    source_network TEXT NOT NULL,    -- of who first told of it; internal: a DNS seed
    source         BLOB NOT NULL,    -- who that was, raw
    last_success   INTEGER NOT NULL, -- our last connection to it; 0: none
    attempts       INTEGER NOT NULL, -- tries since that failed
    tried          INTEGER NOT NULL, -- 1: in the table of those that we were connected to
    new_buckets    TEXT NOT NULL,    -- otherwise: the buckets that have it, with commas between
    PRIMARY KEY (network, address, port)
  ) WITHOUT ROWID;

  CREATE TABLE anchors ( -- nodes to connect to first at the next start
    id       INTEGER PRIMARY KEY, -- their order
    network  TEXT NOT NULL,       -- as in addresses
    address  BLOB NOT NULL,       -- as in addresses
    port     INTEGER NOT NULL,    -- as in addresses
    services INTEGER NOT NULL,    -- as in addresses
    time     INTEGER NOT NULL     -- as in addresses
  );

  CREATE TABLE bans ( -- with whom the operator wants no connection
    subnet  TEXT PRIMARY KEY, -- an address or ADDRESS/BITS, as listBanned shows it
    created INTEGER NOT NULL, -- when the ban was made
    until   INTEGER NOT NULL  -- when it ends
  ) WITHOUT ROWID;

  CREATE VIEW peers AS -- the address book for people; of networks without numbers for addresses the hex of the key
    SELECT network, ${addressText('network', 'address')} AS address, port, services, time, last_success, attempts, tried,
      ${addressText('source_network', 'source')} AS source FROM addresses;
  `,
  `
  DROP TABLE bans;
  `,
];
