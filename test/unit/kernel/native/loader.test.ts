import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadNativeKernel } from '../../../../src/kernel/native/loader.ts';

describe('loadNativeKernel', () => {
  it('native-binary-unusable where there is no binary, with what to do', () => {
    const nowhere = pathToFileURL(join(tmpdir(), 'no-such-folder', '/'));
    expect(loadNativeKernel('scalar', nowhere)).toMatchObject({
      ok: false,
      code: 'native-binary-unusable',
      debug: expect.stringContaining('npm run build:native'),
    });
  });
  it('native-binary-unusable where the binary is damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-native-'));
    try {
      mkdirSync(join(folder, 'build', 'Release'), { recursive: true });
      writeFileSync(join(folder, 'build', 'Release', 'nonced_hash.node'), 'not a binary');
      expect(loadNativeKernel('scalar', pathToFileURL(`${folder}/`))).toMatchObject({
        ok: false,
        code: 'native-binary-unusable',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('kernel-unsupported for one of another kind of CPU', () => {
    const foreign = process.arch === 'arm64' ? 'avx512' : 'armv8';
    const loaded = loadNativeKernel(foreign);
    if (loaded.ok) throw new Error(`${foreign} runs on ${process.arch}`);
    expect(['kernel-unsupported', 'native-binary-unusable']).toContain(loaded.code);
  });
});
