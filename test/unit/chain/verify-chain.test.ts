import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import type { Verification, VerifyFailure } from '../../../src/chain/verify-chain.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { serializeOutPoint } from '../../../src/primitives/outpoint.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { Log } from '../../../src/util/log.ts';
import { ACCEPTED, accept, reject, type Verdict } from '../../../src/util/verdict.ts';
import { type BuiltBlock, buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { pretendedScripts } from '../../helpers/scripts.ts';
import { BARE_LOCK, outputAt, payOn } from '../../helpers/spending.ts';
import {
  openTestChain,
  storedCoins,
  type TestChain,
  type TestChainOptions,
} from '../../helpers/test-chain.ts';

const HEIGHT = 8;

const REQUEST = { level: 4, blocks: 0, isStopping: () => false };

/** A chain of which every block from height 2 on spends the reward of the one before. */
async function spendingChain(options: TestChainOptions = {}): Promise<TestChain> {
  const params = { ...REGTEST.consensus, coinbaseMaturity: 1 };
  const chain = await openTestChain({ ...options, params });
  let tip: BuiltBlock = buildBlock(GENESIS, { params });
  await chain.chainstate.submitBlock(tip);
  while (tip.height < HEIGHT) {
    const reward = outputAt(expectDefined(tip.transactions[0], 'a coinbase'), 0, BARE_LOCK);
    tip = buildBlock(tip, { params, transactions: [payOn([reward], 0, { lock: BARE_LOCK })] });
    await chain.chainstate.submitBlock(tip);
  }
  expect(chain.chainstate.tip().height).toBe(HEIGHT);
  return chain;
}

/** Changes the file behind the chain's back. */
function spoil({ path }: TestChain, sql: string, ...values: readonly unknown[]): void {
  const db = new Database(path);
  const { changes } = db.prepare(sql).run(...values);
  db.close();
  expect(changes).toBeGreaterThan(0);
}

const at = ({ chainstate }: TestChain, height: number): BlockIndexEntry =>
  expectDefined(chainstate.atHeight(height), 'a block');

/** What each level from 0 to 4 finds of the last `blocks`. */
async function everyLevel(chain: TestChain, blocks = 0) {
  const verdicts: Verdict<Verification, VerifyFailure>[] = [];
  for (let level = 0; level <= 4; level++) {
    verdicts.push(await chain.chainstate.verify({ ...REQUEST, level, blocks }));
  }
  return verdicts;
}

/** Fine below `level`, from there on corrupted as the text says. */
async function expectFoundAt(level: number, chain: TestChain, text: RegExp): Promise<void> {
  const verdicts = await everyLevel(chain);
  const found = verdicts.findIndex((verdict) => !verdict.ok);
  expect(found).toBe(level);
  for (const verdict of verdicts.slice(level)) {
    expect(verdict).toEqual(reject('corrupted-block-db', expect.stringMatching(text)));
  }
}

describe('verifyChain', () => {
  it('finds a good chain good at every level, and leaves it as it is', async () => {
    const chain = await spendingChain();
    const before = storedCoins(chain.path);
    for (const verdict of await everyLevel(chain)) {
      expect(verdict).toEqual(accept({ blocks: HEIGHT, transactions: 2 * HEIGHT - 1 }));
    }
    expect(storedCoins(chain.path)).toEqual(before);
    expect(chain.chainstate.tip().height).toBe(HEIGHT);
    expect(chain.events.slice(-1)).toEqual([`tipChanged ${HEIGHT}`]);
  });

  it.each([
    [1, 1],
    [3, 3],
    [HEIGHT, HEIGHT],
    [HEIGHT + 1, HEIGHT],
    [0, HEIGHT],
    [-1, HEIGHT],
  ])('asked for %i blocks looks at %i', async (blocks, expected) => {
    const { chainstate } = await spendingChain();
    expect(await chainstate.verify({ ...REQUEST, blocks })).toMatchObject(accept({ blocks: expected }));
  });

  it('takes levels below 0 for 0, and above 4 for 4', async () => {
    const chain = await spendingChain();
    spoil(chain, 'UPDATE undos SET data = zeroblob(3) WHERE hash = ?', at(chain, HEIGHT).hash);
    const { chainstate } = chain;
    expect(await chainstate.verify({ ...REQUEST, level: -1 })).toMatchObject({ ok: true });
    expect(await chainstate.verify({ ...REQUEST, level: 9 })).toMatchObject({ ok: false });
  });

  it('is content with the genesis block alone', async () => {
    const { chainstate } = await openTestChain();
    expect(await chainstate.verify(REQUEST)).toEqual(accept({ blocks: 0, transactions: 0 }));
  });

  it('level 0: a block that cannot be read, is another one, or is missing', async () => {
    const chain = await spendingChain();
    const { hash } = at(chain, 5);
    const name = `block ${displayHash(hash)} at height 5`;
    spoil(chain, 'UPDATE blocks SET data = substr(data, 2) WHERE hash = ?', hash);
    await expectFoundAt(0, chain, new RegExp(`^${name} can't be read: decode-failed`));
    spoil(
      chain,
      'UPDATE blocks SET data = (SELECT data FROM blocks WHERE hash = ?) WHERE hash = ?',
      at(chain, 4).hash,
      hash,
    );
    await expectFoundAt(0, chain, new RegExp(`^${name} has the data of another`));
    spoil(chain, 'DELETE FROM blocks WHERE hash = ?', hash);
    await expectFoundAt(0, chain, new RegExp(`^${name} can't be read: missing`));
    // Above it all is well.
    for (const verdict of await everyLevel(chain, 3)) expect(verdict).toMatchObject({ ok: true });
  });

  it('level 1: a block that breaks a rule of its own', async () => {
    const chain = await spendingChain();
    const { hash } = at(chain, 5);
    // The last byte of a lock time: the merkle root is another then.
    spoil(
      chain,
      "UPDATE blocks SET data = CAST(substr(data, 1, length(data) - 1) || x'01' AS BLOB) WHERE hash = ?",
      hash,
    );
    await expectFoundAt(1, chain, /at height 5 is invalid: bad-txnmrklroot/);
  });

  it('level 2: undo data that cannot be read, or are missing', async () => {
    const chain = await spendingChain();
    const { hash } = at(chain, 5);
    spoil(chain, 'UPDATE undos SET data = substr(data, 2) WHERE hash = ?', hash);
    await expectFoundAt(2, chain, /at height 5 has no undo data: decode-failed/);
    spoil(chain, 'DELETE FROM undos WHERE hash = ?', hash);
    await expectFoundAt(2, chain, /at height 5 has no undo data: missing/);
  });

  it('level 3: undo data of another block', async () => {
    const chain = await spendingChain();
    const first = at(chain, 1).hash;
    spoil(
      chain,
      'UPDATE undos SET data = (SELECT data FROM undos WHERE hash = ?) WHERE hash = ?',
      first,
      at(chain, 5).hash,
    );
    await expectFoundAt(3, chain, /at height 5 can't be disconnected.*block and undo data inconsistent/);
  });

  it('level 3: a coin that is missing, or is another', async () => {
    const chain = await spendingChain();
    const [coinbase] = expectDefined(chain.chainstate.readBlock(at(chain, HEIGHT)), 'a block').transactions;
    const outpoint = serializeOutPoint({ txid: expectDefined(coinbase, 'a coinbase').txid, index: 0 });
    spoil(chain, 'UPDATE coins SET value = value + 1 WHERE outpoint = ?', outpoint);
    await expectFoundAt(3, chain, /at height 8 can't be disconnected.*another coin is in the place/);
    spoil(chain, 'DELETE FROM coins WHERE outpoint = ?', outpoint);
    await expectFoundAt(3, chain, /at height 8 can't be disconnected.*no coin is in the place/);
  });

  it('level 4: undo data by which a block cannot be put on again', async () => {
    const chain = await spendingChain();
    const { hash } = at(chain, 5);
    // One transaction with one coin: 4 bytes of height and coinbase, then the value. Now it is worth nothing.
    spoil(
      chain,
      "UPDATE undos SET data = CAST(substr(data, 1, 6) || x'0000000000000000' || substr(data, 15) AS BLOB) WHERE hash = ?",
      hash,
    );
    const verdicts = await everyLevel(chain, 4);
    expect(verdicts.map(({ ok }) => ok)).toEqual([true, true, true, true, false]);
    expect(verdicts[4]).toEqual(
      reject(
        'corrupted-block-db',
        expect.stringMatching(/at height 5 can't be connected: bad-txns-in-belowout/),
      ),
    );
  });

  it('level 4: a script that does not hold', async () => {
    let isVerifying = false;
    const failure = reject('block-script-verify-flag-failed (x)');
    const scripts = pretendedScripts(() => (isVerifying ? failure : ACCEPTED));
    const chain = await spendingChain({ scripts });
    expect(await chain.chainstate.verify(REQUEST)).toMatchObject({ ok: true });
    isVerifying = true;
    // The first block that spends something.
    await expectFoundAt(4, chain, /at height 2 can't be connected: block-script-verify-flag-failed \(x\)/);
  });

  it('skips the coins of blocks once they take more memory than there is for coins', async () => {
    const memory = { coinsBytes: 2 ** 20, heldBytes: -(2 ** 20), salt: 0 };
    const { chainstate } = await spendingChain({ memory });
    expect(await chainstate.verify({ ...REQUEST, level: 2 })).toMatchObject({ ok: true });
    expect(await chainstate.verify({ ...REQUEST, level: 3, blocks: 1 })).toMatchObject({ ok: true });
    for (const level of [3, 4])
      expect(await chainstate.verify({ ...REQUEST, level })).toMatchObject(reject('skipped-l3-checks'));
  });

  it('is interrupted where the node stops', async () => {
    const { chainstate } = await spendingChain();
    expect(await chainstate.verify({ ...REQUEST, isStopping: () => true })).toMatchObject(
      reject('interrupted'),
    );
  });

  it('tells the operator', async () => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const log: Log = { info: say, warn: say, error: say, debug() {} };
    const chain = await spendingChain({ log });
    lines.length = 0;
    await chain.chainstate.verify({ ...REQUEST, level: 3, blocks: 2 });
    spoil(chain, 'DELETE FROM undos WHERE hash = ?', at(chain, HEIGHT).hash);
    await chain.chainstate.verify({ ...REQUEST, level: 3, blocks: 2 });
    expect(lines).toEqual([
      'Verifying last 2 blocks at level 3',
      'Verification: checked last 2 blocks at level 3',
      'Verifying last 2 blocks at level 3',
      expect.stringMatching(/^Verification error: block [0-9a-f]{64} at height 8 has no undo data: missing$/),
    ]);
  });
});
