import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../../src/mempool/options.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { makeTransaction, type Transaction, type TxOutput } from '../../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData, pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { parseScript } from '../../helpers/script.ts';
import {
  BARE_LOCK,
  keyLock,
  type Lock,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  spend,
} from '../../helpers/spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool, type TestMempoolOptions } from '../../helpers/test-mempool.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';

/** A mempool with mature coins that anyone can spend. */
interface Fixture extends TestMempool {
  /** Each time another one. */
  coin(): Spendable;
  /** An output of that script, in a block. */
  confirmed(output: TxOutput, lock: Lock): Promise<Spendable>;
  /** `accepted`, or the reason; a refusal changes nothing. */
  outcome(tx: Transaction): string;
}

async function setUp(options: TestMempoolOptions = {}): Promise<Fixture> {
  const node = await openTestMempool(options);
  const coins = (await node.mineCoins(10 + TEST_MATURITY)).slice(0, 10);
  const coin = (): Spendable => expectDefined(coins.pop(), 'another coin');
  return {
    ...node,
    coin,
    async confirmed(output, lock) {
      const tx = spend([coin()], [output]);
      await node.mine([tx]);
      return outputAt(tx, 0, lock);
    },
    outcome(tx) {
      const before = { events: node.events.length, sequence: node.mempool.sequence(), info: node.mempool.info() };
      const [tested] = node.mempool.test([tx]);
      const verdict = node.mempool.accept(tx);
      expect(tested).toEqual(verdict);
      if (verdict.ok) return 'accepted';
      const after = { events: node.events.length, sequence: node.mempool.sequence(), info: node.mempool.info() };
      expect(after).toEqual(before);
      return verdict.code;
    },
  };
}

describe('the form of a transaction', () => {
  it.each([
    ['bad-txns-vin-empty', { inputs: [] }],
    ['bad-txns-vout-empty', { outputs: [] }],
    ['bad-txns-vout-toolarge', { outputs: [outputOf(21e14 + 1)] }],
    ['bad-txns-vout-negative', { outputs: [outputOf(-1)] }],
    ['bad-txns-inputs-duplicate', { inputs: [inputOf(1), inputOf(1)] }],
    ['bad-txns-prevout-null', { inputs: [inputOf(1), inputOf(NULL_OUTPOINT)] }],
    ['coinbase', { inputs: [inputOf(NULL_OUTPOINT, { scriptSig: new Uint8Array(2) })] }],
    ['version', { version: 4 }],
  ])('%s', async (code, fields) => {
    const { outcome } = await setUp();
    expect(outcome(transactionOf(fields))).toBe(code);
  });

  it('tx-size-small, also where nothing needs to be standard', async () => {
    const { outcome, coin } = await setUp({ options: { requireStandard: false } });
    const paying = (script: string): Transaction => spend([coin()], [outputOf(1_000_000, parseScript(script))]);
    expect(outcome(paying('1 1 1 1'))).toBe('tx-size-small');
    expect(outcome(paying('1 1 1 1 1'))).toBe('accepted');
  });

  it('non-final: the lock time is held against the next block and the median time of the tip', async () => {
    const { outcome, coin, chainstate } = await setUp();
    const { height, medianTimePast } = chainstate.tip();
    const locked = (lockTime: number): Transaction => payOn([coin()], 1000, { lockTime, sequence: 0xfffffffe });
    expect(outcome(locked(height))).toBe('accepted');
    expect(outcome(locked(height + 1))).toBe('non-final');
    expect(outcome(locked(medianTimePast - 1))).toBe('accepted');
    expect(outcome(locked(medianTimePast))).toBe('non-final');
    expect(outcome(payOn([coin()], 1000, { lockTime: height + 1 }))).toBe('accepted');
  });

  it('no-witness-yet before the block in which segwit is active', async () => {
    // Thirteen blocks are mined below.
    const activeFrom = (segwit: number): TestMempoolOptions => {
      return {
        params: { activationHeights: { ...REGTEST.consensus.activationHeights, segwit } },
        options: { requireStandard: false },
      };
    };
    const early = await setUp(activeFrom(15));
    expect(early.outcome(payOn([early.coin()], 1000))).toBe('no-witness-yet');
    const later = await setUp(activeFrom(14));
    expect(later.outcome(payOn([later.coin()], 1000))).toBe('accepted');
  });
});

describe('what is known', () => {
  it('txn-already-in-mempool', async () => {
    const { outcome, coin } = await setUp();
    const tx = payOn([coin()], 1000);
    expect([outcome(tx), outcome(tx)]).toEqual(['accepted', 'txn-already-in-mempool']);
  });

  it('txn-same-nonwitness-data-in-mempool', async () => {
    const { outcome, confirmed } = await setUp();
    const script = parseScript('DROP 1');
    const lockOpenedBy = (item: number): Lock => {
      const scriptPubKey = payToWitnessProgram(0, sha256(script));
      return { scriptPubKey, unlock: () => ({ witness: [Uint8Array.of(item), script] }) };
    };
    const coin = await confirmed(payTo(lockOpenedBy(1), 100_000), lockOpenedBy(1));
    expect(outcome(payOn([coin], 1000))).toBe('accepted');
    expect(outcome(payOn([{ ...coin, lock: lockOpenedBy(2) }], 1000))).toBe('txn-same-nonwitness-data-in-mempool');
  });

  it('txn-already-known while an output of it is unspent, then only that what it spends is gone', async () => {
    const { outcome, coin, mine } = await setUp();
    const tx = payOn([coin()], 1000);
    await mine([tx]);
    expect(outcome(tx)).toBe('txn-already-known');
    await mine([payOn([outputAt(tx, 0)], 1000)]);
    expect(outcome(tx)).toBe('bad-txns-inputs-missingorspent');
  });
});

describe('what a transaction spends', () => {
  it('bad-txns-inputs-missingorspent: neither the chain nor the mempool has it', async () => {
    const { outcome, coin } = await setUp();
    const parent = payOn([coin()], 1000);
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('bad-txns-inputs-missingorspent');
    expect(outcome(parent)).toBe('accepted');
    expect(outcome(payOn([{ ...outputAt(parent, 0), index: 1 }], 1000))).toBe('bad-txns-inputs-missingorspent');
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('accepted');
  });

  it('bad-txns-premature-spend-of-coinbase one block before maturity', async () => {
    const { outcome, mine, mineCoins } = await setUp();
    const [young] = await mineCoins(1);
    for (let depth = 1; depth < TEST_MATURITY; depth++) {
      expect(outcome(payOn([expectDefined(young, 'a coin')], 1000))).toBe('bad-txns-premature-spend-of-coinbase');
      await mine();
    }
    expect(outcome(payOn([expectDefined(young, 'a coin')], 1000))).toBe('accepted');
  });

  it('bad-txns-in-belowout for a satoshi too much', async () => {
    const { outcome, coin } = await setUp({ options: { minRelayFeeRate: 0 } });
    expect(outcome(payOn([coin()], -1))).toBe('bad-txns-in-belowout');
    expect(outcome(payOn([coin()], 0))).toBe('accepted');
  });

  it('non-BIP68-final by blocks', async () => {
    const { outcome, confirmed, mine } = await setUp();
    const coin = await confirmed(payTo(OPEN_LOCK, 1_000_000), OPEN_LOCK);
    await mine();
    // In the next block it will be two blocks deep.
    expect(outcome(payOn([coin], 1000, { sequence: 3 }))).toBe('non-BIP68-final');
    expect(outcome(payOn([coin], 1000, { sequence: 2 }))).toBe('accepted');
  });

  it('non-BIP68-final by time, which the median counts', async () => {
    const { outcome, confirmed, mine, chainstate } = await setUp();
    const coin = await confirmed(payTo(OPEN_LOCK, 1_000_000), OPEN_LOCK);
    const start = expectDefined(chainstate.tip().parent, 'a block before').medianTimePast;
    for (let i = 0; i < 12; i++) await mine();
    const steps = Math.floor((chainstate.tip().medianTimePast - start) / 512);
    const locked = (count: number): Transaction => payOn([coin], 1000, { sequence: (1 << 22) | count });
    expect(outcome(locked(steps + 1))).toBe('non-BIP68-final');
    expect(outcome(locked(steps))).toBe('accepted');
  });

  it('non-BIP68-final on an unconfirmed parent, but for a lock of nothing; version 1 does not lock', async () => {
    const { outcome, coin, mempool } = await setUp();
    const parent = payOn([coin()], 1000, { parts: 2 });
    mempool.accept(parent);
    expect(outcome(payOn([outputAt(parent, 0)], 1000, { sequence: 1 }))).toBe('non-BIP68-final');
    expect(outcome(payOn([outputAt(parent, 0)], 1000, { sequence: 0 }))).toBe('accepted');
    expect(outcome(payOn([outputAt(parent, 1)], 1000, { sequence: 1, version: 1 }))).toBe('accepted');
  });

  it('bad-txns-nonstandard-inputs, unless nothing needs to be standard', async () => {
    for (const requireStandard of [true, false]) {
      const { outcome, confirmed } = await setUp({ options: { requireStandard } });
      const bare = await confirmed(payTo(BARE_LOCK, 100_000), BARE_LOCK);
      expect(outcome(payOn([bare], 1000))).toBe(requireStandard ? 'bad-txns-nonstandard-inputs' : 'accepted');
    }
  });

  it('bad-witness-nonstandard', async () => {
    const { outcome, confirmed } = await setUp();
    const script = parseScript('DROP 1');
    const scriptPubKey = payToWitnessProgram(0, sha256(script));
    const lock = (size: number): Lock => {
      return { scriptPubKey, unlock: () => ({ witness: [new Uint8Array(size), script] }) };
    };
    const coin = await confirmed(payTo(lock(80), 100_000), lock(80));
    expect(outcome(payOn([{ ...coin, lock: lock(81) }], 1000))).toBe('bad-witness-nonstandard');
    expect(outcome(payOn([coin], 1000))).toBe('accepted');
  });

  it('bad-txns-too-many-sigops; those that are allowed count as bytes', async () => {
    const { outcome, coin, mempool } = await setUp();
    const key = concatBytes(Uint8Array.of(2), sha256(new Uint8Array()));
    // 20 operations as blocks count them, which cost 80.
    const multisig = concatBytes(pushInt(1), pushData(key), pushInt(1), Uint8Array.of(0xae));
    const withMultisigs = (count: number): Transaction =>
      spend([coin()], Array.from({ length: count }, () => outputOf(1_000_000, multisig)));
    expect(outcome(withMultisigs(201))).toBe('bad-txns-too-many-sigops');
    const most = withMultisigs(200);
    expect(outcome(most)).toBe('accepted');
    expect(mempool.get(most.txid)).toMatchObject({ sigOpCost: 16_000, vsize: 80_000 });
  });
});

describe('the fee', () => {
  it('min relay fee not met', async () => {
    const { outcome, coin, mempool } = await setUp();
    const [spent] = [coin()];
    expect(outcome(payOn([spent], 9))).toBe('min relay fee not met');
    const tx = payOn([spent], 10);
    expect(outcome(tx)).toBe('accepted');
    expect(mempool.get(tx.txid)).toMatchObject({ fee: 10, vsize: 96 });
    expect(mempool.info().minFeeRate).toBe(100);
  });
});

describe('the scripts', () => {
  it('mempool-script-verify-flag-failed (…): a signature over another amount', async () => {
    const { outcome, confirmed } = await setUp();
    const coin = await confirmed(payTo(keyLock(1), 100_000), keyLock(1));
    const forged = payOn([{ ...coin, value: 100_001 }], 1001);
    expect(outcome(forged)).toMatch(/^mempool-script-verify-flag-failed \(Signature must be zero for failed/);
    expect(outcome(payOn([coin], 1000))).toBe('accepted');
  });

  it('says which input of which transaction', async () => {
    const { mempool, confirmed, coin } = await setUp();
    const key = await confirmed(payTo(keyLock(1), 100_000), keyLock(1));
    const verdict = mempool.accept(payOn([coin(), { ...key, lock: keyLock(2) }], 1000));
    expect(verdict).toMatchObject({ ok: false, debug: expect.stringMatching(/^input 1 of [0-9a-f]{64} /) });
  });

  it('taproot spends are refused with a clear line', async () => {
    const { outcome, confirmed } = await setUp();
    const scriptPubKey = payToWitnessProgram(1, sha256(new Uint8Array()));
    const lock: Lock = { scriptPubKey, unlock: () => ({ witness: [new Uint8Array(64)] }) };
    const coin = await confirmed(payTo(lock, 100_000), lock);
    expect(outcome(payOn([coin], 1000))).toBe(
      'mempool-script-verify-flag-failed (Taproot spends cannot be checked by this version)',
    );
  });
});

describe('chains', () => {
  /** So many, each spending the one before. */
  function chainOf(fixture: Fixture, length: number): Transaction[] {
    const chain = [payOn([fixture.coin()], 1000)];
    while (chain.length < length) chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'a parent'), 0)], 1000));
    return chain;
  }

  it('too-long-mempool-chain: 25 that depend on each other, not 26', async () => {
    const fixture = await setUp();
    const outcomes = chainOf(fixture, 26).map(fixture.outcome);
    expect(outcomes).toEqual([...new Array(25).fill('accepted'), 'too-long-mempool-chain']);
  });

  it('too-long-mempool-chain: 25 that depend on one, itself counted', async () => {
    const { outcome, coin } = await setUp();
    const parent = payOn([coin()], 1000, { parts: 25 });
    const family = [parent, ...parent.outputs.map((_, i) => payOn([outputAt(parent, i)], 1000))];
    expect(family.map(outcome)).toEqual([...new Array(25).fill('accepted'), 'too-long-mempool-chain']);
  });

  it('too-long-mempool-chain: parents are counted before they are followed', async () => {
    const { outcome, coin, mempool } = await setUp();
    const parents = Array.from({ length: 25 }, () => payOn([coin()], 1000)).slice(0, 0);
    expect(parents).toEqual([]);
    expect(outcome(payOn([coin()], 1000))).toBe('accepted');
    expect(mempool.count()).toBe(1);
  });

  it.each(['ancestorVsize', 'descendantVsize'] as const)('too-long-mempool-chain by %s', async (limit) => {
    const limits = { ...DEFAULT_MEMPOOL_OPTIONS.limits, [limit]: 2 * 96 };
    const fixture = await setUp({ options: { limits } });
    expect(chainOf(fixture, 3).map(fixture.outcome)).toEqual(['accepted', 'accepted', 'too-long-mempool-chain']);
  });
});

describe('replacement', () => {
  it('needs no signal; the replaced go with all that builds on them', async () => {
    const { mempool, coin, events } = await setUp();
    const spent = coin();
    const first = payOn([spent], 1000);
    const child = payOn([outputAt(first, 0)], 1000);
    for (const tx of [first, child]) expect(mempool.accept(tx).ok).toBe(true);
    events.length = 0;
    const second = payOn([spent], 5000);
    const verdict = mempool.accept(second);
    expect(verdict.ok && verdict.value.replaced.map(({ tx }) => tx)).toEqual([first, child]);
    expect([...mempool.entries()].map(({ tx }) => tx)).toEqual([second]);
    expect(events.map((event) => event.replace(/ [0-9a-f]{64}/, ''))).toEqual([
      'removed replaced',
      'removed replaced',
      'added',
    ]);
  });

  it('insufficient fee', async () => {
    const { outcome, coin } = await setUp();
    const spent = coin();
    expect(outcome(payOn([spent], 1000))).toBe('accepted');
    expect(outcome(payOn([spent], 1009))).toBe('insufficient fee');
    expect(outcome(payOn([spent], 1010))).toBe('accepted');
  });

  it('too many potential replacements: 100, not 101', async () => {
    const limits = { ...DEFAULT_MEMPOOL_OPTIONS.limits, descendantCount: 200 };
    const { outcome, coin, mempool } = await setUp({ options: { limits } });
    const spent = coin();
    const parent = payOn([spent], 10_000, { parts: 100 });
    mempool.accept(parent);
    for (let i = 0; i < 99; i++) mempool.accept(payOn([outputAt(parent, i)], 100));
    expect(mempool.test([payOn([spent], 100_000)])[0]?.ok).toBe(true);
    mempool.accept(payOn([outputAt(parent, 99)], 100));
    expect(outcome(payOn([spent], 100_000))).toBe('too many potential replacements');
  });

  it('bad-txns-spends-conflicting-tx', async () => {
    const { outcome, coin, mempool } = await setUp();
    const spent = coin();
    const first = payOn([spent], 1000, { parts: 2 });
    const child = payOn([outputAt(first, 0)], 1000);
    for (const tx of [first, child]) mempool.accept(tx);
    expect(outcome(payOn([spent, outputAt(first, 1)], 100_000))).toBe('bad-txns-spends-conflicting-tx');
    expect(outcome(payOn([spent, outputAt(child, 0)], 100_000))).toBe('bad-txns-spends-conflicting-tx');
    expect(outcome(payOn([coin(), outputAt(child, 0)], 100_000))).toBe('accepted');
  });

  it('what is replaced makes room in its chain', async () => {
    const fixture = await setUp();
    const parent = payOn([fixture.coin()], 1000, { parts: 25 });
    fixture.mempool.accept(parent);
    for (let i = 0; i < 24; i++) fixture.mempool.accept(payOn([outputAt(parent, i)], 1000));
    expect(fixture.outcome(payOn([outputAt(parent, 24)], 1000))).toBe('too-long-mempool-chain');
    expect(fixture.outcome(payOn([outputAt(parent, 0)], 2000))).toBe('accepted');
  });
});

it('an unknown transaction is asked for by nobody', async () => {
  const { mempool } = await setUp();
  expect(mempool.get(numberedHash(1))).toBeUndefined();
  expect(mempool.spenderOf({ txid: numberedHash(1), index: 0 })).toBeUndefined();
  expect(makeTransaction(transactionOf()).txid).toEqual(transactionOf().txid);
});
