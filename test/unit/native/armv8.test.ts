import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMPILER = 'aarch64-linux-gnu-gcc';
const EMULATOR = 'qemu-aarch64';

const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const native = (path: string): string => fileURLToPath(new URL(`../../../native/${path}`, import.meta.url));

it.skipIf(!isInstalled(COMPILER) || !isInstalled(EMULATOR))(
  `the ARMv8 kernel agrees with the portable one (needs ${COMPILER} and ${EMULATOR})`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-armv8-'));
    try {
      const program = join(folder, 'compare');
      const sources = ['test/compare.c', 'src/scalar.c', 'src/armv8.c'].map(native);
      execFileSync(COMPILER, ['-O3', '-static', '-DKERNEL=scan_armv8', '-o', program, ...sources]);
      expect(execFileSync(EMULATOR, [program, '300', '20'], { encoding: 'utf8' })).toBe('300 jobs agree\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
