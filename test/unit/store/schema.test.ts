import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { MIGRATIONS } from '../../../src/store/schema.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { openTestChain } from '../../helpers/test-chain.ts';

/** The statements that made the tables and views, as the file keeps them for `.schema`. */
function keptStatements(): readonly { readonly name: string; readonly type: string; readonly sql: string }[] {
  const db = new Database(':memory:');
  for (const step of MIGRATIONS) db.exec(step);
  const rows = db.prepare("SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view')").all();
  db.close();
  return rows as ReturnType<typeof keptStatements>;
}

describe('the schema', () => {
  const statements = keptStatements();

  it('says of every table and view what it holds', () => {
    const names = statements.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['meta', 'headers', 'blocks', 'undos', 'coins', 'best_chain']),
    );
    for (const { name, sql } of statements) expect(sql.split('\n')[0], name).toMatch(/ -- \S.{10,}/);
  });

  it('says of every column what it holds', () => {
    const db = new Database(':memory:');
    for (const step of MIGRATIONS) db.exec(step);
    for (const { name, sql } of statements.filter(({ type }) => type === 'table')) {
      const columns = db.pragma(`table_info(${name})`) as readonly { readonly name: string }[];
      for (const column of columns) {
        expect(sql, `${name}.${column.name}`).toMatch(new RegExp(`^ +${column.name} +[A-Z].* -- \\S`, 'm'));
      }
    }
    db.close();
  });

  it('has in meta nothing but what its comment tells of', async () => {
    const { path } = await openTestChain();
    const db = new Database(path, { readonly: true });
    const keys = db.prepare('SELECT key FROM meta').pluck().all() as string[];
    db.close();
    const { sql = '' } = statements.find(({ name }) => name === 'meta') ?? {};
    expect(sql.match(/'\w+'/g)).toEqual(keys.map((key) => `'${key}'`));
  });
});

describe('best_chain', () => {
  it('lists the best chain from the tip down, with hashes as RPC shows them', async () => {
    const { chainstate, path } = await openTestChain();
    const chain = buildChain(GENESIS, 3);
    const side = buildChain(chain[0] ?? GENESIS, 1, { tag: 1 });
    for (const block of [...chain, ...side]) await chainstate.submitBlock(block);
    const db = new Database(path, { readonly: true });
    const rows = db.prepare('SELECT * FROM best_chain').all();
    db.close();
    const line = ({ hash, header, height }: Pick<Block, 'hash' | 'header'> & { height: number }) => ({
      height,
      hash: displayHash(hash),
      time: header.time,
      tx_count: 1,
    });
    expect(rows).toEqual([...chain].reverse().concat().map(line).concat(line(GENESIS)));
  });
});
