import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { parseScript } from '../../helpers/script.ts';
import { keyLock, type Lock, outputAt, payOn, payTo } from '../../helpers/spending.ts';

describe('what is known', () => {
  it('txn-already-in-mempool', async () => {
    const { outcome, coin } = await openAcceptFixture();
    const tx = payOn([coin()], 1000);
    expect([outcome(tx), outcome(tx)]).toEqual(['accepted', 'txn-already-in-mempool']);
  });

  it('txn-same-nonwitness-data-in-mempool', async () => {
    const { outcome, confirmed } = await openAcceptFixture();
    const script = parseScript('DROP 1');
    const lockOpenedBy = (item: number): Lock => {
      const scriptPubKey = payToWitnessProgram(0, sha256(script));
      return { scriptPubKey, unlock: () => ({ witness: [Uint8Array.of(item), script] }) };
    };
    const coin = await confirmed(payTo(lockOpenedBy(1), 100_000), lockOpenedBy(1));
    expect(outcome(payOn([coin], 1000))).toBe('accepted');
    expect(outcome(payOn([{ ...coin, lock: lockOpenedBy(2) }], 1000))).toBe(
      'txn-same-nonwitness-data-in-mempool',
    );
  });

  it('txn-already-known while an output of it is unspent, then only that what it spends is gone', async () => {
    const { outcome, coin, mine } = await openAcceptFixture();
    const tx = payOn([coin()], 1000);
    await mine([tx]);
    expect(outcome(tx)).toBe('txn-already-known');
    await mine([payOn([outputAt(tx, 0)], 1000)]);
    expect(outcome(tx)).toBe('bad-txns-inputs-missingorspent');
  });
});

describe('the scripts', () => {
  it('mempool-script-verify-flag-failed (…): a signature over another amount', async () => {
    const { outcome, confirmed } = await openAcceptFixture();
    const coin = await confirmed(payTo(keyLock(1), 100_000), keyLock(1));
    const forged = payOn([{ ...coin, value: 100_001 }], 1001);
    expect(outcome(forged)).toMatch(/^mempool-script-verify-flag-failed \(Signature must be zero for failed/);
    expect(outcome(payOn([coin], 1000))).toBe('accepted');
  });

  it('says which input of which transaction', async () => {
    const { mempool, confirmed, coin } = await openAcceptFixture();
    const key = await confirmed(payTo(keyLock(1), 100_000), keyLock(1));
    const verdict = mempool.accept(payOn([coin(), { ...key, lock: keyLock(2) }], 1000));
    expect(verdict).toMatchObject({ ok: false, debug: expect.stringMatching(/^input 1 of [0-9a-f]{64} /) });
  });

  it('a taproot spend with a wrong signature says so', async () => {
    const { outcome, confirmed } = await openAcceptFixture();
    const scriptPubKey = payToWitnessProgram(1, sha256(new Uint8Array()));
    const lock: Lock = { scriptPubKey, unlock: () => ({ witness: [new Uint8Array(64)] }) };
    const coin = await confirmed(payTo(lock, 100_000), lock);
    expect(outcome(payOn([coin], 1000))).toBe(
      'mempool-script-verify-flag-failed (Invalid Schnorr signature)',
    );
  });
});
