import { existsSync } from 'node:fs';

/** The package's root folder, the same whether this runs from source, from dist or bundled with other modules. */
export const PACKAGE_FOLDER = findRoot(new URL('.', import.meta.url));

function findRoot(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : findRoot(new URL('..', folder));
}
