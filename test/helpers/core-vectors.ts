import { createRequire } from 'node:module';
import { hasVectors, readVectorJson } from './vectors.ts';

const loadPackageFile = createRequire(import.meta.url);

/** Where a Core vector file came from: today's form, or the older one that npm's bitcore-lib ships. */
export interface CoreVectors<Row> {
  readonly rows: readonly Row[];
  readonly isCurrent: boolean;
}

/** A vector file of Core's tests, e.g. `script_tests.json`, from the public vectors or else from bitcore-lib. */
export function readCoreVectors<Row>(name: string): CoreVectors<Row> {
  if (hasVectors(`core/${name}`)) return { rows: readVectorJson<Row[]>(`core/${name}`), isCurrent: true };
  return { rows: loadPackageFile(`bitcore-lib/test/data/bitcoind/${name}`) as Row[], isCurrent: false };
}
