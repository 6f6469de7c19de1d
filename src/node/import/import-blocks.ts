import { type FileHandle, open } from 'node:fs/promises';
import { wasReceived } from '../../chain/block-index.ts';
import type { Chainstate } from '../../chain/chainstate.ts';
import { decodeBlock } from '../../primitives/block.ts';
import { decodeHeader, HEADER_SIZE, hashHeader } from '../../primitives/block-header.ts';
import { displayHash, type Hash256 } from '../../primitives/hash256.ts';
import type { Clock } from '../../util/clock.ts';
import type { Log } from '../../util/log.ts';
import { describeRejection } from '../../util/verdict.ts';
import { type BlockFeeder, createBlockFeeder } from './block-feeder.ts';
import { type BlockFileRecord, type ByteSource, readBlockFile } from './block-file.ts';
import { createWaitingRecords, type RecordPlace, type WaitingRecords } from './waiting-records.ts';

export interface ImportDependencies {
  readonly chainstate: Pick<Chainstate, 'feedBlock' | 'find' | 'tip'>;
  /** The network's; 4 bytes. */
  readonly magic: Uint8Array;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
  /** True once the import is to end before its time. */
  readonly isStopping: () => boolean;
  /** Hears how far it is. */
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly path: string;
  /** Part of the file that is read, 0 to 1. */
  readonly read: number;
}

/** Blocks that may wait for their parents: some 30 MB of memory. */
const MAX_WAITING = 100_000;

/** The time from one line about the progress to the next. */
const PROGRESS_MS = 5_000;

/** What the parts of an import share. */
interface Import extends ImportDependencies {
  readonly feeder: BlockFeeder;
  readonly waiting: WaitingRecords;
}

/**
 * Gives the blocks of these files to the chain state, one file after the other; what it has is left out. A block that
 * comes before its parent waits for it, also for one of a later file.
 * @throws StoreError, InvariantError those of the chain state
 * @source Bitcoin Core src/node/blockstorage.cpp ImportBlocks
 */
export async function importBlocks(paths: readonly string[], deps: ImportDependencies): Promise<void> {
  const feeder = createBlockFeeder(deps.chainstate);
  const work: Import = { ...deps, feeder, waiting: createWaitingRecords(MAX_WAITING) };
  for (const path of paths) {
    if (deps.isStopping()) return;
    try {
      await withFile(path, (file) => importFile(path, file, work));
    } catch (error) {
      if (!isFileError(error)) throw error;
      deps.log.warn(`Could not read blocks file ${path} (${error.message})`);
    }
  }
  const left = work.waiting.count();
  if (left > 0) deps.log.warn(`${left} blocks were left out: their parents are in none of the files`);
}

async function importFile(path: string, file: FileHandle, work: Import): Promise<void> {
  const { log, clock, feeder, waiting, isStopping } = work;
  log.info(`Importing blocks file ${path}...`);
  const start = { ms: clock.monotonicMs(), accepted: feeder.accepted() };
  // Those that were forgotten are met again, for as long as that leads on.
  for (let goOn = true; goOn && !isStopping(); ) {
    const before = { accepted: feeder.accepted(), forgotten: waiting.forgotten() };
    await readThrough(path, file, work);
    await feeder.drained();
    goOn = waiting.forgotten() > before.forgotten && feeder.accepted() > before.accepted;
  }
  const loaded = feeder.accepted() - start.accepted;
  const ms = Math.round(clock.monotonicMs() - start.ms);
  log.info(`Loaded ${loaded} blocks from external file in ${ms}ms`);
}

/** Offers every block of the file. */
async function readThrough(path: string, file: FileHandle, work: Import): Promise<void> {
  const { size } = await file.stat();
  const progress = createProgress(path, size, work);
  for await (const record of readBlockFile(sourceOf(file), work.magic)) {
    if (work.isStopping()) break;
    await offer(record, path, work);
    progress.note(record.offset + record.bytes.length);
  }
}

/** Gives a block on and all that waited for it, or lets it wait for its parent. */
async function offer(record: BlockFileRecord, path: string, work: Import): Promise<void> {
  const { chainstate, feeder, waiting } = work;
  const header = decodeHeader(record.bytes.subarray(0, HEADER_SIZE));
  if (!header.ok) return;
  const hash = hashHeader(header.value);
  const known = chainstate.find(hash);
  if (feeder.isUnderWay(hash) || (known && wasReceived(known))) return;
  const parent = header.value.prevBlockHash;
  if (feeder.isUnderWay(parent) || chainstate.find(parent)) await giveOn(record.bytes, hash, work);
  else waiting.add(parent, { path, offset: record.offset, length: record.bytes.length });
}

/** Gives a block on whose parent is known, then its children that waited, then theirs. */
async function giveOn(bytes: Uint8Array, hash: Hash256, work: Import): Promise<void> {
  const { log, feeder, waiting } = work;
  const block = decodeBlock(bytes);
  if (!block.ok) {
    log.debug('chain', `Block ${displayHash(hash)} of a file is damaged: ${describeRejection(block)}`);
    return;
  }
  await feeder.feed(block.value);
  const places = [...waiting.take(hash)];
  // It grows while it is walked.
  for (const place of places) {
    const decoded = decodeBlock(await readPlace(place));
    if (!decoded.ok || work.isStopping()) continue;
    await feeder.feed(decoded.value);
    places.push(...waiting.take(decoded.value.hash));
  }
}

function readPlace({ path, offset, length }: RecordPlace): Promise<Uint8Array> {
  return withFile(path, (file) => sourceOf(file).read(offset, length));
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** True for what the system says of a file; all else is the chain state's. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function sourceOf(file: FileHandle): ByteSource {
  return {
    async read(offset, length) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** Tells from time to time how far the file is read, and how fast it goes. */
function createProgress(path: string, size: number, { clock, log, feeder, chainstate, onProgress }: Import) {
  let last = { ms: clock.monotonicMs(), accepted: feeder.accepted() };
  return {
    note(offset: number) {
      const read = size === 0 ? 1 : Math.min(1, offset / size);
      onProgress({ path, read });
      const ms = clock.monotonicMs();
      if (ms - last.ms < PROGRESS_MS) return;
      const rate = (1000 * (feeder.accepted() - last.accepted)) / (ms - last.ms);
      last = { ms, accepted: feeder.accepted() };
      const height = chainstate.tip().height.toLocaleString('en-US');
      log.info(
        `Importing ${path}: ${Math.floor(100 * read)} %, height ${height}, ${Math.round(rate)} blocks/s`,
      );
    },
  };
}
