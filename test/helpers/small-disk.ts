import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Real disks that are easily full: each a tmpfs, mounted for one test, which takes root on Linux. */

export interface SmallDisk {
  /** Where it is mounted. */
  readonly path: string;
  /** Bytes that can still be written. */
  free(): number;
  /** Writes ballast until so many bytes are left. */
  fill(leave?: number): void;
  /** Takes the ballast away. */
  empty(): void;
}

const PAGE = 4096;

/** Why no small disk can be had here, in words for the title of what is skipped; undefined where one can. */
export const NO_SMALL_DISK = whyNone();

function whyNone(): string | undefined {
  if (platform() !== 'linux') return 'skipped: a small disk is a tmpfs of Linux';
  const path = mkdtempSync(join(tmpdir(), 'nonced-disk-'));
  try {
    mount(path, 1);
    unmount(path);
    return undefined;
  } catch {
    return 'skipped: only root may mount a small disk';
  } finally {
    rmSync(path, { recursive: true });
  }
}

/** A disk of so many MiB, which goes with the running test. */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'nonced-disk-'));
  mount(path, mebibytes);
  onTestFinished(() => {
    unmount(path);
    rmSync(path, { recursive: true });
  });
  const ballast = join(path, 'ballast');
  writeFileSync(ballast, '');
  const free = (): number => {
    const { bsize, bavail } = statfsSync(path);
    return bsize * bavail;
  };
  return {
    path,
    free,
    fill(leave = 0) {
      const file = openSync(ballast, 'a');
      try {
        const page = Buffer.alloc(PAGE, 1);
        while (free() > leave) writeSync(file, page);
      } finally {
        closeSync(file);
      }
    },
    // Emptied, not removed: that takes no room for anything.
    empty: () => truncateSync(ballast),
  };
}

function mount(path: string, mebibytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'nonced-test', path], {
    stdio: 'ignore',
  });
}

/** At once for all who look, and for good when the last one has closed its files. */
function unmount(path: string): void {
  execFileSync('umount', ['--lazy', path], { stdio: 'ignore' });
}
