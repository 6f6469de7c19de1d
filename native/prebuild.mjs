/** Puts the binary that was compiled here into the package, for machines without a compiler. Part of `npm pack`. */

import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const built = path('build/Release/nonced_hash.node');
const folder = path(`prebuilds/${process.platform}-${process.arch}`);

if (!existsSync(`${built}.sha256`)) {
  console.error('native/build has no binary with its checksum: "npm run build:native" makes one');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
for (const ending of ['', '.sha256'])
  copyFileSync(`${built}${ending}`, `${folder}/nonced_hash.node${ending}`);
