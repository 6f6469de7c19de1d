import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { runNonced } from '../helpers/nonced-process.ts';
import { copyPackage, damageNativeBinary, removeNativeBinary } from '../helpers/package-copy.ts';

/** A package whose hash kernels are partly missing or damaged still mines, and says what is wrong. */

const NATIVE = 'hybrid, avx512, sha-ni, armv8, avx2, scalar';

interface MiningInfo {
  readonly kernel?: string;
  readonly warnings: readonly string[];
}

describe.each([
  ['damaged', damageNativeBinary, /native-binary-(damaged|unusable), /],
  ['missing', removeNativeBinary, /native-binary-unusable, No native build was found/],
])('a native binary that is %s', (_, spoil, reason) => {
  it('leaves the daemon mining with WebAssembly; its log and status say so', async () => {
    const packageFolder = copyPackage();
    spoil(packageFolder);
    const daemon = await startDaemon({ packageFolder, args: ['-threads=1'] });
    const info = await eventually('a kernel', async () => {
      const now = (await daemon.call('getMiningInfo')) as MiningInfo;
      return now.kernel === undefined ? undefined : now;
    });
    expect(info.kernel).toBe('wasm-simd');
    expect(info.warnings).toContain(`hash kernels missing or damaged: ${NATIVE}`);
    const log = daemon.log();
    expect(log).toContain(`Hash kernels: wasm-simd, noble; not here: ${NATIVE} (native-binary-`);
    expect(log).toMatch(reason);
    expect(log).toContain('Mining with 1 threads, kernel wasm-simd');
    await daemon.stop();
  });
});

describe('nonced bench', () => {
  it('says which kernels a damaged binary leaves, and why', async () => {
    const packageFolder = copyPackage();
    damageNativeBinary(packageFolder);
    const args = ['bench', '--seconds=1', '--threads=1', '--kernel=noble'];
    const { status, stdout, stderr } = await runNonced(args, { packageFolder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('A daemon with -kernel=auto takes wasm-simd');
    expect(stdout).toContain(`Kernels that do not run here:\n  ${NATIVE}: native-binary-`);
  });

  it('goes on with the reference where the WebAssembly file is damaged, too', async () => {
    const packageFolder = copyPackage();
    removeNativeBinary(packageFolder);
    writeFileSync(join(packageFolder, 'dist/src/kernel/wasm/scan.wasm'), 'no module');
    const { status, stdout } = await runNonced(['bench', '--seconds=1', '--threads=1'], {
      packageFolder,
      home: tmpdir(),
    });
    expect(status).toBe(0);
    expect(stdout).toContain('A daemon with -kernel=auto takes noble');
    expect(stdout).toContain('it has no SIMD, or the file is damaged');
  });
});
