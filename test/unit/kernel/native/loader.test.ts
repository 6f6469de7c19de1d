import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadNativeKernel, nativeCpuFeatures } from '../../../../src/kernel/native/loader.ts';

describe('loadNativeKernel', () => {
  it('native-binary-unusable where there is no binary, with what to do', () => {
    const nowhere = pathToFileURL(join(tmpdir(), 'no-such-folder', '/'));
    expect(loadNativeKernel('scalar', nowhere)).toMatchObject({
      ok: false,
      code: 'native-binary-unusable',
      debug: expect.stringContaining('npm run build:native'),
    });
  });
  it('native-binary-unusable where the file is no binary', () => {
    const folder = folderWith('not a binary');
    expect(loadNativeKernel('scalar', folder)).toMatchObject({ ok: false, code: 'native-binary-unusable' });
  });
  it('native-binary-damaged where the file is not what its checksum says: it is not even loaded', () => {
    const folder = folderWith('one bit is another', sha256('one bit is other'));
    expect(loadNativeKernel('scalar', folder)).toEqual({
      ok: false,
      code: 'native-binary-damaged',
      debug: expect.stringContaining('is not what was built; "npm run build:native" makes it anew'),
    });
    expect(nativeCpuFeatures(folder)).toMatchObject({ ok: false, code: 'native-binary-damaged' });
  });
  it('kernel-not-built for one of another kind of CPU', () => {
    const foreign = process.arch === 'arm64' ? 'avx512' : 'armv8';
    const loaded = loadNativeKernel(foreign);
    if (loaded.ok) throw new Error(`${foreign} runs on ${process.arch}`);
    expect(['kernel-not-built', 'native-binary-unusable']).toContain(loaded.code);
  });
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A folder as native/ is, with such a binary. */
function folderWith(binary: string, checksum?: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'nonced-native-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'build', 'Release'), { recursive: true });
  const path = join(folder, 'build', 'Release', 'nonced_hash.node');
  writeFileSync(path, binary);
  if (checksum !== undefined) writeFileSync(`${path}.sha256`, `${checksum}\n`);
  return pathToFileURL(`${folder}/`);
}
