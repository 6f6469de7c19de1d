import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData, pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { parseScript } from '../../helpers/script.ts';
import { BARE_LOCK, type Lock, OPEN_LOCK, outputAt, payOn, payTo, spend } from '../../helpers/spending.ts';
import { TEST_MATURITY } from '../../helpers/test-mempool.ts';
import { outputOf } from '../../helpers/transactions.ts';

describe('what a transaction spends', () => {
  it('bad-txns-inputs-missingorspent: neither the chain nor the mempool has it', async () => {
    const { outcome, coin } = await openAcceptFixture();
    const parent = payOn([coin()], 1000);
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('bad-txns-inputs-missingorspent');
    expect(outcome(parent)).toBe('accepted');
    expect(outcome(payOn([{ ...outputAt(parent, 0), index: 1 }], 1000))).toBe(
      'bad-txns-inputs-missingorspent',
    );
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('accepted');
  });

  it('bad-txns-premature-spend-of-coinbase one block before maturity', async () => {
    const { outcome, mine, mineCoins } = await openAcceptFixture();
    const [young] = await mineCoins(1);
    for (let depth = 1; depth < TEST_MATURITY; depth++) {
      expect(outcome(payOn([expectDefined(young, 'a coin')], 1000))).toBe(
        'bad-txns-premature-spend-of-coinbase',
      );
      await mine();
    }
    expect(outcome(payOn([expectDefined(young, 'a coin')], 1000))).toBe('accepted');
  });

  it('bad-txns-in-belowout for a satoshi too much', async () => {
    const { outcome, coin } = await openAcceptFixture({ options: { minRelayFeeRate: 0 } });
    expect(outcome(payOn([coin()], -1))).toBe('bad-txns-in-belowout');
    expect(outcome(payOn([coin()], 0))).toBe('accepted');
  });

  it('non-BIP68-final by blocks', async () => {
    const { outcome, confirmed, mine } = await openAcceptFixture();
    const coin = await confirmed(payTo(OPEN_LOCK, 1_000_000), OPEN_LOCK);
    await mine();
    // In the next block it will be two blocks deep.
    expect(outcome(payOn([coin], 1000, { sequence: 3 }))).toBe('non-BIP68-final');
    expect(outcome(payOn([coin], 1000, { sequence: 2 }))).toBe('accepted');
  });

  it('non-BIP68-final by time, which the median counts', async () => {
    const { outcome, confirmed, mine, chainstate } = await openAcceptFixture();
    const coin = await confirmed(payTo(OPEN_LOCK, 1_000_000), OPEN_LOCK);
    const start = expectDefined(chainstate.tip().parent, 'a block before').medianTimePast;
    for (let i = 0; i < 12; i++) await mine();
    const steps = Math.floor((chainstate.tip().medianTimePast - start) / 512);
    const locked = (count: number): Transaction => payOn([coin], 1000, { sequence: (1 << 22) | count });
    expect(outcome(locked(steps + 1))).toBe('non-BIP68-final');
    expect(outcome(locked(steps))).toBe('accepted');
  });

  it('non-BIP68-final on an unconfirmed parent, but for a lock of nothing; version 1 does not lock', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const parent = payOn([coin()], 1000, { parts: 2 });
    mempool.accept(parent);
    expect(outcome(payOn([outputAt(parent, 0)], 1000, { sequence: 1 }))).toBe('non-BIP68-final');
    expect(outcome(payOn([outputAt(parent, 0)], 1000, { sequence: 0 }))).toBe('accepted');
    expect(outcome(payOn([outputAt(parent, 1)], 1000, { sequence: 1, version: 1 }))).toBe('accepted');
  });

  it('bad-txns-nonstandard-inputs, unless nothing needs to be standard', async () => {
    for (const requireStandard of [true, false]) {
      const { outcome, confirmed } = await openAcceptFixture({ options: { requireStandard } });
      const bare = await confirmed(payTo(BARE_LOCK, 100_000), BARE_LOCK);
      expect(outcome(payOn([bare], 1000))).toBe(requireStandard ? 'bad-txns-nonstandard-inputs' : 'accepted');
    }
  });

  it('bad-witness-nonstandard', async () => {
    const { outcome, confirmed } = await openAcceptFixture();
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
    const { outcome, coin, mempool } = await openAcceptFixture();
    const key = concatBytes(Uint8Array.of(2), sha256(new Uint8Array()));
    // 20 operations as blocks count them, which cost 80.
    const multisig = concatBytes(pushInt(1), pushData(key), pushInt(1), Uint8Array.of(0xae));
    const withMultisigs = (count: number): Transaction =>
      spend(
        [coin()],
        Array.from({ length: count }, () => outputOf(1_000_000, multisig)),
      );
    expect(outcome(withMultisigs(201))).toBe('bad-txns-too-many-sigops');
    const most = withMultisigs(200);
    expect(outcome(most)).toBe('accepted');
    expect(mempool.get(most.txid)).toMatchObject({ sigOpCost: 16_000, vsize: 80_000 });
    const cheap = await openAcceptFixture({ options: { bytesPerSigOp: 1 } });
    const small = spend([cheap.coin()], [outputOf(1_000_000, multisig)]);
    expect(cheap.outcome(small)).toBe('accepted');
    // Smaller by its operations than by its bytes.
    expect(cheap.mempool.get(small.txid)).toMatchObject({ sigOpCost: 80, vsize: 99 });
  });
});
