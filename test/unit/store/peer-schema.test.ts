import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { PEER_MIGRATIONS } from '../../../src/store/peer-schema.ts';

function openTables(): Database.Database {
  const db = new Database(':memory:');
  for (const step of PEER_MIGRATIONS) db.exec(step);
  return db;
}

interface Statement {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

describe('the schema of peers.sqlite', () => {
  it('says of every table, view and column what it holds', () => {
    const db = openTables();
    const statements = db
      .prepare("SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view')")
      .all() as Statement[];
    expect(statements.map(({ name }) => name).sort()).toEqual([
      'address_book',
      'addresses',
      'anchors',
      'peers',
    ]);
    for (const { name, sql, type } of statements) {
      expect(sql.split('\n')[0], name).toMatch(/ -- \S.{10,}/);
      if (type === 'view') continue;
      for (const column of db.pragma(`table_info(${name})`) as readonly { readonly name: string }[]) {
        expect(sql, `${name}.${column.name}`).toMatch(new RegExp(`^ +${column.name} +[A-Z].* -- \\S`, 'm'));
      }
    }
    db.close();
  });

  it('shows addresses as people write them', () => {
    const db = openTables();
    const put = db.prepare("INSERT INTO addresses VALUES (?, ?, 8333, 9, 1, ?, ?, 0, 0, 0, '1')");
    const ipv4 = Buffer.of(192, 0, 255, 9);
    const ipv6 = Buffer.from('20030000000000000000000000abcdef', 'hex');
    put.run('ipv4', ipv4, 'ipv6', ipv6);
    put.run('onion', Buffer.alloc(2, 0xab), 'internal', Buffer.of(1, 2));
    expect(db.prepare('SELECT address, port, source FROM peers ORDER BY network').all()).toEqual([
      { address: '192.0.255.9', port: 8333, source: '2003:0000:0000:0000:0000:0000:00ab:cdef' },
      { address: 'abab', port: 8333, source: '0102' },
    ]);
    db.close();
  });
});
