import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A query that the README tells its readers to try. */
export interface ReadmeQuery {
  /** Below the network's folder. */
  readonly file: string;
  readonly sql: string;
}

const COMMAND =
  /sqlite3 -readonly \S*?(chainstate\/chain\.sqlite|indexes\/index\.sqlite|peers\.sqlite) '([^']+)'/g;

/** Every `sqlite3` command of the README. */
export function readmeQueries(): readonly ReadmeQuery[] {
  const text = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  return Array.from(text.matchAll(COMMAND), ([, file = '', sql = '']) => ({ file, sql }));
}
