import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dataPaths } from '../../../src/node/datadir.ts';
import { createKeySource } from '../../../src/node/default-key-source.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { temporaryFolder } from '../../helpers/config-sources.ts';
import { recordingLog } from '../../helpers/rpc.ts';

/** The mnemonic of BIP84's test vectors, and its first key on test networks. */
const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
const SCRIPT = '0014d0c4a3ef09e997b6e99e397e518fe3e41a118ca1';

function openSource(requireRoom = () => {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const paths = dataPaths(folder.path, 'regtest');
  const logged: string[] = [];
  const shown: (readonly string[])[] = [];
  const hooks = { showOnce: (lines: readonly string[]) => void shown.push(lines) };
  const file = join(paths.wallets, 'default', 'mnemonic.txt');
  const write = (words: string) => folder.write('regtest/wallets/default/mnemonic.txt', words);
  return {
    source: createKeySource({ paths, hooks, requireRoom, log: recordingLog(logged) }),
    file,
    logged,
    shown,
    write,
  };
}

describe('createKeySource', () => {
  it('finds the key of the stored words, and nothing where there are none', async () => {
    const { source, file, write } = openSource();
    expect(await source.find()).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    write(WORDS);
    expect(toHex((await source.find())?.scriptPubKey ?? new Uint8Array())).toBe(SCRIPT);
  });

  it('makes one key, however many ask at once, and shows its words once, in no log', async () => {
    const { source, file, logged, shown } = openSource();
    const [first, ...others] = await Promise.all([source.make(), source.make(), source.make()]);
    for (const other of others) expect(other).toBe(first);
    expect(await source.find()).toBe(first);
    const words = readFileSync(file, 'utf8').trim();
    expect(shown).toHaveLength(1);
    expect(shown.flat().join('\n')).toContain(words);
    expect(logged).toEqual([`info A key was made for this node; its words are in ${file}`]);
  });

  it('shows nothing of a key that was there', async () => {
    const { source, logged, shown, write } = openSource();
    write(WORDS);
    expect(toHex((await source.make()).scriptPubKey)).toBe(SCRIPT);
    expect({ logged, shown }).toEqual({ logged: [], shown: [] });
  });

  it('makes none while the disk is full, but finds the one that is there', async () => {
    const full = new DiskFullError('no room');
    const { source, file, write } = openSource(() => {
      throw full;
    });
    await expect(source.make()).rejects.toBe(full);
    expect(existsSync(file)).toBe(false);
    write(WORDS);
    expect(toHex((await source.make()).scriptPubKey)).toBe(SCRIPT);
  });

  it('finds words that were mended', async () => {
    const { source, file, write } = openSource();
    write('abandon');
    await expect(source.make()).rejects.toThrow(/does not hold a valid BIP39 mnemonic/);
    expect(readFileSync(file, 'utf8')).toBe('abandon');
    write(WORDS);
    expect(toHex((await source.make()).scriptPubKey)).toBe(SCRIPT);
  });
});
