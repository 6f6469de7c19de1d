import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createCleanup } from '../../../../src/node/cleanup.ts';
import { checkImportFiles, startImport } from '../../../../src/node/import/start-import.ts';
import { StartError } from '../../../../src/node/start-error.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { DiskFullError } from '../../../../src/util/disk-full-error.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { blockRecord } from '../../../helpers/block-files.ts';
import { buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { PATIENCE } from '../../../helpers/eventually.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { openTestChain } from '../../../helpers/test-chain.ts';

describe('checkImportFiles', () => {
  it.each([
    ['that is not there', '/no/such/file'],
    ['that is a folder', '/'],
  ])('refuses a file %s', (_name, path) => {
    expect(() => checkImportFiles([path])).toThrow(StartError);
    expect(() => checkImportFiles([path])).toThrow(`-loadblock=${path} can't be read (`);
  });

  it('takes what can be read, and no files', () => {
    checkImportFiles([]);
    checkImportFiles([import.meta.filename]);
  });
});

/** A disk that always has room. */
const ROOMY = { noteFull: () => {}, room: () => Promise.resolve() };

/** A file of blocks, and a chain whose disk is full when the test says so. */
async function openFull() {
  let isFull = false;
  let isStopping = false;
  let release = () => {};
  const noted: unknown[] = [];
  const room = new Promise<void>((resolve) => {
    release = resolve;
  });
  const requireRoom = (): void => {
    if (isFull) throw new DiskFullError('no room');
  };
  const chain = await openTestChain({ wrapStore: (store) => ({ ...store, requireRoom }) });
  const blocks = 20;
  const file = join(dirname(chain.path), 'blk.dat');
  writeFileSync(file, concatBytes(...buildChain(GENESIS, blocks).map((block) => blockRecord(block))));
  return {
    ...chain,
    file,
    blocks,
    noted,
    magic: REGTEST.magic,
    log: SILENT_LOG,
    isStopping: () => isStopping,
    disk: { noteFull: (cause: DiskFullError) => void noted.push(cause), room: () => room },
    cleanup: createCleanup(),
    fill: () => {
      isFull = true;
    },
    makeRoom: () => {
      isFull = false;
      release();
    },
    stop: () => {
      isStopping = true;
    },
  };
}

describe('startImport', () => {
  it('tells how far it is while it runs, and nothing after', async () => {
    const { chainstate, path, clock } = await openTestChain();
    const file = join(dirname(path), 'blk.dat');
    const chain = buildChain(GENESIS, 300);
    writeFileSync(file, concatBytes(...chain.map((block) => blockRecord(block))));
    const cleanup = createCleanup();
    const deps = {
      chainstate,
      magic: REGTEST.magic,
      clock,
      log: SILENT_LOG,
      isStopping: () => false,
      disk: ROOMY,
      cleanup,
    };
    const running = startImport([file], deps);
    let seen: string | undefined;
    for (let ended = false; !ended && seen === undefined; ) {
      ended = await Promise.race([
        running.done.then(() => true),
        new Promise<false>((go) => setImmediate(go, false)),
      ]);
      seen = running.status();
    }
    expect(seen).toMatch(/^importing blk\.dat, \d+ % read$/);
    await cleanup.run();
    expect(running.status()).toBeUndefined();
    await running.done;
    await chainstate.settled();
    expect(chainstate.tip().height).toBe(300);
  });

  it('waits while the disk is full, and goes on when there is room', async () => {
    const { fill, blocks, noted, makeRoom, chainstate, ...deps } = await openFull();
    fill();
    const running = startImport([deps.file], { ...deps, chainstate });
    await vi.waitFor(() => expect(noted).toEqual([expect.any(DiskFullError)]), PATIENCE);
    expect(running.status()).toBeUndefined();
    makeRoom();
    await running.done;
    expect(chainstate.tip().height).toBe(blocks);
    await deps.cleanup.run();
  });

  it('waits no more once the node stops', async () => {
    const { fill, noted, stop, ...deps } = await openFull();
    fill();
    const running = startImport([deps.file], deps);
    await vi.waitFor(() => expect(noted).toHaveLength(1), PATIENCE);
    stop();
    await deps.cleanup.run();
    await running.done;
    expect(deps.chainstate.tip().height).toBe(0);
  });

  it('is done at once without files', async () => {
    const { chainstate, clock } = await openTestChain();
    const deps = { chainstate, magic: REGTEST.magic, clock, log: SILENT_LOG, isStopping: () => false };
    const running = startImport([], { ...deps, disk: ROOMY, cleanup: createCleanup() });
    expect(running.status()).toBeUndefined();
    await running.done;
  });
});
