import { readVectorFile } from './vectors.ts';

/** The rows of a table of vectors, by the names in its first line. No value holds a comma. */
export function readVectorCsv<Column extends string>(path: string): Record<Column, string>[] {
  const [names = [], ...rows] = readVectorFile(path)
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
  return rows.map(
    (row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])) as Record<Column, string>,
  );
}
