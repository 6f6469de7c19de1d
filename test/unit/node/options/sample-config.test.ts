import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSettings, parseConfigFile } from '../../../../src/node/options/config-file.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { sampleConfig } from '../../../../src/node/options/sample-config.ts';
import { START_OPTIONS } from '../../../../src/node/options/start-options.ts';
import { PACKAGE_ROOT } from '../../../../src/node/package-info.ts';

const table = { ...START_OPTIONS, ...NODE_OPTIONS };
const shipped = join(PACKAGE_ROOT, 'config/nonced.conf');

describe('sampleConfig', () => {
  // `npx vitest run test/unit/node/options/sample-config.test.ts -u` writes the file anew.
  it('is config/nonced.conf', async () => {
    await expect(sampleConfig(table)).toMatchFileSnapshot(shipped);
  });

  it('has every option that can stand in a file, each once', () => {
    const text = readFileSync(shipped, 'utf8').replace(/# Options for one network.*/s, '');
    const bare = text.replaceAll(/^#(\w+=)/gm, '$1');
    const { settings, notes } = fileSettings(parseConfigFile(bare, shipped), { table, network: 'cpunet' });
    const keys = Object.keys(table).filter((key) => key !== 'conf');
    expect(settings.map(({ key }) => key).sort()).toEqual(keys.sort());
    expect(notes).toEqual([]);
  });

  it('changes nothing as it is', () => {
    expect(parseConfigFile(readFileSync(shipped, 'utf8'), shipped).entries).toEqual([]);
  });
});
