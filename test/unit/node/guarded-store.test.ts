import { describe, expect, it } from 'vitest';
import { createDiskSpace } from '../../../src/node/disk-space.ts';
import { guardStore } from '../../../src/node/guarded-store.ts';
import { type OpenChainStore, openChainStore } from '../../../src/store/chain-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { bestChain, openTestChain, temporaryStorePath } from '../../helpers/test-chain.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const EMPTY = { records: [], blocks: [], undos: [], coins: [] };
const NOTHING = { added: [], removed: [], prioritised: [], tip: numberedHash(1) };

/** A real store whose writes fail as the test says, guarded. */
function guarded(store = openChainStore({ path: temporaryStorePath(), cacheMiB: 4, onNotice: () => {} })) {
  const writes = { fault: undefined as Error | undefined, tried: 0 };
  const attempt = () => {
    writes.tried++;
    if (writes.fault) throw writes.fault;
  };
  const failing: OpenChainStore = {
    ...store,
    commitChain(batch) {
      attempt();
      store.commitChain(batch);
    },
    commitMempool(batch) {
      attempt();
      store.commitMempool(batch);
    },
    pruneBlocks(heights) {
      attempt();
      store.pruneBlocks(heights);
    },
  };
  const timers = createManualTimers();
  const disk = createDiskSpace({
    requireRoom: () => {},
    hasRoomAgain: () => writes.fault === undefined,
    clock: { monotonicMs: () => 0 },
    timers,
    log: SILENT_LOG,
  });
  return { store: guardStore(failing, disk), disk, writes, timers };
}

describe('guardStore', () => {
  it('makes known that a write found no room, and then tries no other', () => {
    const { store, disk, writes } = guarded();
    writes.fault = new DiskFullError('no room');
    expect(() => store.commitChain(EMPTY)).toThrow(/^no room\. Nothing is written: .* Make room/);
    expect(disk.notice()).toContain('no room');
    writes.fault = undefined;
    expect(() => store.commitChain(EMPTY)).toThrow(DiskFullError);
    expect(() => store.commitMempool(NOTHING)).toThrow(DiskFullError);
    expect(() => store.requireRoom()).toThrow(DiskFullError);
    expect(writes.tried).toBe(1);
    store.close();
  });

  it('lets everything be read, and blocks be pruned, nevertheless', () => {
    const { store, writes } = guarded();
    writes.fault = new DiskFullError('no room');
    expect(() => store.commitMempool(NOTHING)).toThrow(DiskFullError);
    writes.fault = undefined;
    expect(store.loadMempool().records).toEqual([]);
    expect(store.blockBytes()).toBe(0);
    store.pruneBlocks({ first: 1, last: 2 });
    store.close();
  });

  it('goes on once there is room', () => {
    const { store, writes, timers } = guarded();
    writes.fault = new DiskFullError('no room');
    expect(() => store.commitMempool(NOTHING)).toThrow(DiskFullError);
    writes.fault = undefined;
    timers.runAll();
    store.commitMempool(NOTHING);
    expect(store.loadMempool().tip).toEqual(numberedHash(1));
    store.close();
  });

  it('passes on what else fails', () => {
    const { store, disk, writes } = guarded();
    writes.fault = new StoreError('the disk is broken');
    expect(() => store.commitChain(EMPTY)).toThrow(writes.fault);
    expect(disk.notice()).toBeUndefined();
    store.close();
  });

  it('keeps a chain that goes on from where it was, and marks no block invalid', async () => {
    const parts: ReturnType<typeof guarded>[] = [];
    const wrapStore = (store: OpenChainStore): OpenChainStore => {
      const made = guarded(store);
      parts.push(made);
      return made.store;
    };
    const { chainstate } = await openTestChain({ wrapStore });
    const [{ writes, timers } = guarded()] = parts;
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks were built');
    await chainstate.submitBlock(first);
    writes.fault = new DiskFullError('no room');
    await expect(chainstate.submitBlock(second)).rejects.toThrow(DiskFullError);
    await expect(chainstate.submitBlock(second)).rejects.toThrow(DiskFullError);
    expect(chainstate.tip().height).toBe(1);
    expect(chainstate.find(second.hash)).toBeUndefined();
    writes.fault = undefined;
    timers.runAll();
    expect(await chainstate.submitBlock(second)).toMatchObject({ ok: true, value: { isNew: true } });
    expect(bestChain(chainstate)).toHaveLength(2);
  });
});
