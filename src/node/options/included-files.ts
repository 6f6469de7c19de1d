import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartError } from '../start-error.ts';
import { type ConfigEntry, type ConfigFile, parseConfigFile } from './config-file.ts';

/** `includeconf=FILE` lines of a configuration file. @source Bitcoin Core src/common/config.cpp ReadConfigFiles */

const INCLUDE = 'includeconf';

/**
 * The file with the lines of those that it includes behind its own. What is included in a section and stands in none of
 * its own belongs to that section. An included file includes no others.
 * @param datadir - where relative paths start
 * @throws StartError where a file can't be read or has other lines
 */
export function withIncludedFiles(file: ConfigFile, datadir: string): ConfigFile {
  const includes = file.entries.filter(isInclude);
  if (includes.length === 0) return file;
  const notes: string[] = [];
  const included = includes.flatMap(({ value, section, line }) => {
    const path = resolve(datadir, value);
    const { entries } = parseConfigFile(readIncluded(path, `${file.path} line ${line}`), path);
    for (const entry of entries.filter(isInclude)) {
      notes.push(`${path} line ${entry.line}: includeconf is ignored in a file that was included`);
    }
    return entries
      .filter((entry) => !isInclude(entry))
      .map((entry) => ({ ...entry, section: entry.section ?? section, from: path }));
  });
  const own = file.entries.filter((entry) => !isInclude(entry));
  return { path: file.path, entries: [...own, ...included], notes };
}

function isInclude({ name }: ConfigEntry): boolean {
  return name === INCLUDE;
}

function readIncluded(path: string, at: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`${at}: the included file ${path} can't be read (${(error as Error).message})`);
  }
}
