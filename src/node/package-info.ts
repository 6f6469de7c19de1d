import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_FOLDER } from '../kernel/package-folder.ts';

/** Where the package is installed, and which version it is. */

/** The package's root folder. */
export const PACKAGE_ROOT = fileURLToPath(PACKAGE_FOLDER);

/** The package's version, e.g. `0.1.0`. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
