import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { temporaryFolder } from './config-sources.ts';

/** The files of the package that a start needs; node_modules is the same. */
const PARTS = ['package.json', 'dist', 'config'];

/** The binary of the native kernels, in a package that compiled it. */
const NATIVE_BINARY = 'native/build/Release/nonced_hash.node';

/** A copy of the built package that may be damaged, gone when the running test has ended. @returns its folder */
export function copyPackage(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  for (const part of [...PARTS, NATIVE_BINARY, `${NATIVE_BINARY}.sha256`]) {
    const source = join(PACKAGE_ROOT, part);
    if (existsSync(source)) cpSync(source, join(folder.path, part), { recursive: true });
  }
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  return folder.path;
}

/** Flips one bit in the middle of the native binary; where none was compiled, puts something else in its place. */
export function damageNativeBinary(packageFolder: string): void {
  const path = join(packageFolder, NATIVE_BINARY);
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.from('no binary');
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** Takes the native binary away, as in an install without a compiler. */
export function removeNativeBinary(packageFolder: string): void {
  rmSync(join(packageFolder, NATIVE_BINARY), { force: true });
}
