import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Public vectors that npm's bitcore-lib ships: older forms of Bitcoin Core's, there on every machine. */

const DATA = join(dirname(createRequire(import.meta.url).resolve('bitcore-lib/package.json')), 'test/data');

/** The bytes of one of its files. @param path - below its test/data, e.g. `bitcoind/tx_valid.json` */
export function readBitcoreFile(path: string): Buffer {
  return readFileSync(join(DATA, path));
}

/** One of its files, parsed as JSON. The caller states its shape. */
export function readBitcoreJson<T>(path: string): T {
  return JSON.parse(readBitcoreFile(path).toString('utf8')) as T;
}
