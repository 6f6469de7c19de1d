import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessOptions } from '../helpers/nonced-process.ts';

/** Two ways to let a disk fail under a process: our own library (faulty-disk.c), and libfiu. */

export interface Fault {
  /** For reports. */
  readonly name: string;
  /** What the process has to be started with. */
  readonly start: Pick<ProcessOptions, 'environment' | 'through'>;
  /** True where the fault may end the process as kill -9 does. */
  readonly kills: boolean;
  /** True where it strikes the program's own files, too: then it may not even be loaded. */
  readonly strikesAll: boolean;
}

export interface FaultChoice {
  /** A part of the paths of files that fail. */
  readonly path: string;
  readonly seed: number;
  /** On average one operation in so many fails. */
  readonly oneIn: number;
  /** So many operations succeed first. */
  readonly after: number;
}

/** Makes faults. */
export interface FaultSource {
  readonly kinds: number;
  /** @param kind - below `kinds` */
  make(kind: number, choice: FaultChoice): Fault;
}

/** OPERATIONS:EFFECT; see faulty-disk.c. */
const KINDS = [
  'pwrite:eio',
  'pwrite:enospc',
  'pwrite:torn-eio',
  'pwrite:torn-enospc',
  'pwrite:short',
  'pwrite:kill',
  'pwrite:torn-kill',
  'pwrite:power-loss',
  'fsync:eio',
  'fsync:enospc',
  'fsync:kill',
  'fsync:power-loss',
  'pread:eio',
  'pread:short',
  'truncate:eio',
  'open:eio',
  'write:torn-enospc',
  'write,pwrite:enospc',
  'write,pwrite,fsync,truncate:torn-eio',
] as const;

/**
 * Failure points of libfiu. Those for read() and write() are left out: Node.js wakes its own threads with them and gives
 * itself up where that fails, which is no fault of a disk.
 */
const FIU_POINTS = [
  'posix/io/rw/pwrite',
  'posix/io/rw/pwrite/reduce',
  'posix/io/rw/pread',
  'posix/io/rw/pread/reduce',
  'posix/io/rw/ftruncate',
  'posix/io/sync/fsync',
] as const;

/** Why no disk can be made to fail by a library here; undefined where one can. */
export const NO_FAULTY_DISK =
  platform() !== 'linux' || !runs('cc', ['--version'])
    ? 'skipped: it takes Linux and a C compiler'
    : undefined;

/** Why libfiu can't be used here; undefined where it can. */
export const NO_FIU = runs('fiu-run', ['-h']) ? undefined : 'skipped: fiu-run (fiu-utils) is not installed';

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch (error) {
    // It is there, and does not like its arguments.
    return (error as NodeJS.ErrnoException).code === undefined;
  }
}

/** Compiles our library. @returns how to remove it, beside what it does */
export function compileFaultyDisk(): FaultSource & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'nonced-faulty-disk-'));
  const library = join(folder, 'faulty-disk.so');
  const source = join(import.meta.dirname, 'faulty-disk.c');
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'], {
    stdio: 'inherit',
  });
  return {
    kinds: KINDS.length,
    make(kind, { path, seed, oneIn, after }) {
      const fault = KINDS[kind % KINDS.length] ?? KINDS[0];
      const environment = {
        LD_PRELOAD: library,
        NONCED_FAULT: fault,
        NONCED_FAULT_PATH: path,
        NONCED_FAULT_ONE_IN: `${oneIn}`,
        NONCED_FAULT_AFTER: `${after}`,
        NONCED_FAULT_SEED: `${seed}`,
      };
      return { name: fault, start: { environment }, kills: /kill|power-loss/.test(fault), strikesAll: false };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** libfiu's faults strike every file, from the start. */
export const FIU: FaultSource = {
  kinds: FIU_POINTS.length,
  make(kind, { oneIn }) {
    const name = FIU_POINTS[kind % FIU_POINTS.length] ?? FIU_POINTS[0];
    const through = ['fiu-run', '-f', '', '-x', '-c', `enable_random name=${name},probability=${1 / oneIn}`];
    return { name: `fiu ${name}`, start: { through }, kills: false, strikesAll: true };
  },
};
