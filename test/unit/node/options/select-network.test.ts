import { describe, expect, it } from 'vitest';
import { SHIPPED_NETWORKS } from '../../../../src/chainparams/network-names.ts';
import { selectNetwork } from '../../../../src/node/options/select-network.ts';
import type { Setting, SettingSource } from '../../../../src/node/options/settings.ts';

function setting(source: SettingSource, key: string, text = '1', negated = false): Setting {
  return { key, source, shown: `-${key}=${text}`, negated, text, folder: '/given' };
}
const select = (...settings: Setting[]) => selectNetwork(settings, '/home/me');

describe('selectNetwork', () => {
  it('is cpunet where nothing is said', () => {
    expect(select()).toEqual({ kind: 'shipped', name: 'cpunet' });
  });

  it.each(SHIPPED_NETWORKS)('knows -%s, -network=%s and -chain=%s', (name) => {
    const selection = { kind: 'shipped', name };
    expect(select(setting('flag', name))).toEqual(selection);
    expect(select(setting('flag', 'network', name))).toEqual(selection);
    expect(select(setting('flag', 'chain', name))).toEqual(selection);
    expect(select(setting('flag', name), setting('flag', 'chain', name))).toEqual(selection);
  });

  it.each([
    ['./my', '/given/my'],
    ['my.json', '/given/my.json'],
    ['/n/my.json', '/n/my.json'],
    ['~/my.json', '/home/me/my.json'],
  ])('takes %s for a file', (text, path) => {
    expect(select(setting('flag', 'network', text))).toEqual({ kind: 'file', path });
  });

  it('refuses an unknown name', () => {
    expect(() => select(setting('flag', 'network', 'regtset'))).toThrow(
      '-network=regtset is not valid: give cpunet, regtest',
    );
    expect(() => select(setting('flag', 'network', 'regtset'))).toThrow('did you mean regtest?');
    expect(() => select(setting('flag', 'network', 'elsewhere'))).toThrow(
      'a file of that name is ./elsewhere.json',
    );
    expect(() => select(setting('flag', 'chain', './my.json'))).toThrow('a network file goes with -network');
    expect(() => select(setting('flag', 'regtest', 'maybe'))).toThrow(
      '-regtest=maybe is not valid: give 1 or 0',
    );
  });

  it('refuses two networks from one source', () => {
    expect(() => select(setting('flag', 'regtest'), setting('flag', 'signet'))).toThrow(
      '-regtest=1 and -signet=1 ask for two networks: give one of them',
    );
    expect(() => select(setting('flag', 'regtest'), setting('flag', 'network', 'a.json'))).toThrow(
      'ask for two networks',
    );
  });

  it('follows the strongest source that says something', () => {
    expect(select(setting('flag', 'signet'), setting('file', 'regtest'))).toMatchObject({ name: 'signet' });
    expect(select(setting('environment', 'network', 'testnet4'), setting('file', 'regtest'))).toMatchObject({
      name: 'testnet4',
    });
  });

  it('lets a flag take back what the file says', () => {
    expect(select(setting('flag', 'regtest', '', true), setting('file', 'regtest'))).toMatchObject({
      name: 'cpunet',
    });
    expect(select(setting('flag', 'regtest', '0'), setting('file', 'regtest'))).toMatchObject({
      name: 'cpunet',
    });
  });
});
