import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCleanup } from '../../../../src/node/cleanup.ts';
import { checkImportFiles, startImport } from '../../../../src/node/import/start-import.ts';
import { StartError } from '../../../../src/node/start-error.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { blockRecord } from '../../../helpers/block-files.ts';
import { buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
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

  it('is done at once without files', async () => {
    const { chainstate, clock } = await openTestChain();
    const deps = { chainstate, magic: REGTEST.magic, clock, log: SILENT_LOG, isStopping: () => false };
    const running = startImport([], { ...deps, cleanup: createCleanup() });
    expect(running.status()).toBeUndefined();
    await running.done;
  });
});
