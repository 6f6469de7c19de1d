import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSettings, parseConfigFile } from '../../../../src/node/options/config-file.ts';
import { withIncludedFiles } from '../../../../src/node/options/included-files.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../helpers/config-sources.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function settingsOf(text: string, network: string) {
  const file = withIncludedFiles(parseConfigFile(text, '/d/nonced.conf'), folder.path);
  const { settings, notes } = fileSettings(file, { table: NODE_OPTIONS, network });
  return { settings: settings.map(({ shown }) => shown), notes };
}

describe('withIncludedFiles', () => {
  it('puts the lines of the included files behind those of the file', () => {
    folder.write('a.conf', 'threads=2\n[regtest]\nmine=1\n');
    const at = join(folder.path, 'a.conf');
    const text = 'includeconf=a.conf\nmaxmempool=5\n';
    expect(settingsOf(text, 'cpunet')).toEqual({
      settings: ['maxmempool=5 (/d/nonced.conf line 2)', `threads=2 (${at} line 1)`],
      notes: [],
    });
    expect(settingsOf(text, 'regtest').settings).toContain(`mine=1 (${at} line 3)`);
  });

  it('keeps what a section includes in that section', () => {
    folder.write('a.conf', 'threads=2\n');
    const text = '[regtest]\nincludeconf=a.conf\n';
    expect(settingsOf(text, 'regtest').settings).toHaveLength(1);
    expect(settingsOf(text, 'cpunet').settings).toEqual([]);
  });

  it('goes no further than one file', () => {
    folder.write('a.conf', 'includeconf=b.conf\n');
    expect(settingsOf('includeconf=a.conf', 'cpunet').notes).toEqual([
      `${join(folder.path, 'a.conf')} line 1: includeconf is ignored in a file that was included`,
    ]);
  });

  it('tells which line asks for a file that is not there', () => {
    expect(() => settingsOf('\nincludeconf=none.conf', 'cpunet')).toThrow(
      `/d/nonced.conf line 2: the included file ${join(folder.path, 'none.conf')} can't be read`,
    );
  });
});
