import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { parseScript } from '../../../../helpers/script.ts';
import {
  keyLock,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  spend,
} from '../../../../helpers/spending.ts';
import { createManualTimers } from '../../../../helpers/test-mempool.ts';

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const COIN = 50e8;

async function openNode(): Promise<RpcNode & { readonly coin: Spendable; readonly other: Spendable }> {
  const node = await openRpcNode();
  const [coin, other] = await node.matureCoins(2);
  return { ...node, coin: expectDefined(coin, 'a coin'), other: expectDefined(other, 'a coin') };
}

const submit = (node: RpcNode, tx: Transaction, ...limits: readonly unknown[]) =>
  node.call<string>('submitTransaction', hexOfTransaction(tx), ...limits);
const refused = (node: RpcNode, tx: Transaction, ...limits: readonly unknown[]) =>
  node.refusal('submitTransaction', hexOfTransaction(tx), ...limits);

describe('submitTransaction', () => {
  it("is Core's sendrawtransaction, and answers the id", async () => {
    const node = await openNode();
    const tx = payOn([node.coin], 1000);
    expect(await node.call('sendrawtransaction', hexOfTransaction(tx))).toBe(displayHash(tx.txid));
    expect(await node.call('getrawmempool')).toEqual([displayHash(tx.txid)]);
    await node.call('generatetoaddress', 1, ADDRESS);
    expect(await node.call('getblock', node.chainstate.tip().height)).toMatchObject({
      tx: [expect.any(String), displayHash(tx.txid)],
    });
  });

  it('answers only once the transaction is on disk', async () => {
    const timers = createManualTimers();
    const node = await openRpcNode({ timers });
    const [coin] = await node.matureCoins(1);
    const tx = payOn([expectDefined(coin, 'a coin')], 1000);
    let answer: string | undefined;
    const answered = submit(node, tx).then((txid) => {
      answer = txid;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answer).toBeUndefined();
    expect(node.store.loadMempool().records).toEqual([]);
    timers.runAll();
    await answered;
    expect(node.store.loadMempool().records.map(({ txid }) => displayHash(txid))).toEqual([answer]);
  });

  it('answers the same for one that is there already, whatever its witness', async () => {
    const node = await openNode();
    const tx = payOn([node.coin], 1000);
    const txid = await submit(node, tx);
    expect(await submit(node, tx)).toBe(txid);
    const [input] = tx.inputs;
    const withOtherWitness = makeTransaction({
      ...tx,
      inputs: [{ ...expectDefined(input, 'an input'), witness: [Uint8Array.of(0x52)] }],
    });
    expect(await submit(node, withOtherWitness)).toBe(txid);
    expect(node.mempool.count()).toBe(1);
  });

  it('says that it is in the chain already, as long as an output of it is unspent', async () => {
    const node = await openNode();
    const tx = payOn([node.coin], 1000);
    await submit(node, tx);
    await node.call('generatetoaddress', 1, ADDRESS);
    expect(await refused(node, tx)).toBe('-27 Transaction outputs already in utxo set');
    await submit(node, payOn([outputAt(tx, 0)], 1000));
    await node.call('generatetoaddress', 1, ADDRESS);
    expect(await refused(node, tx)).toMatch(/^-25 bad-txns-inputs-missingorspent/);
  });

  it.each(['', '0', 'zz', '00'])('refuses the hex %j', async (text) => {
    const node = await openRpcNode();
    expect(await node.refusal('submitTransaction', text)).toBe(
      '-22 TX decode failed. Make sure the tx has at least one input.',
    );
  });

  describe('with maxfeerate', () => {
    const exceeds = '-25 Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)';

    it('takes up to 0.1 BTC/kvB unless told otherwise', async () => {
      const node = await openNode();
      const vsize = 96;
      expect(await refused(node, payOn([node.coin], vsize * 10_000 + 1))).toBe(exceeds);
      expect(node.mempool.count()).toBe(0);
      await submit(node, payOn([node.coin], vsize * 10_000));
      expect(node.mempool.info().vsize).toBe(vsize);
    });

    it('takes any fee with 0, and counts in BTC/kvB', async () => {
      const node = await openNode();
      const tx = payOn([node.coin], 1e8);
      expect(await refused(node, tx, '0.99999999')).toBe(exceeds);
      expect(await refused(node, tx, 1)).toBe(
        '-8 Fee rates larger than or equal to 1BTC/kvB are not accepted',
      );
      expect(await refused(node, tx, 'x')).toBe('-3 Invalid amount');
      expect(await refused(node, tx, true)).toBe('-3 Amount is not a number or string');
      await submit(node, tx, 0);
    });

    it('tells first what is wrong beside the fee', async () => {
      const node = await openNode();
      const tx = spend([{ ...node.coin, lock: keyLock(1) }], [payTo(OPEN_LOCK, COIN - 1e8)]);
      expect(await refused(node, tx)).toMatch(/^-26 mempool-script-verify-flag-failed \(/);
    });
  });

  describe('with maxburnamount', () => {
    const burns = '-25 Unspendable output exceeds maximum configured by user (maxburnamount)';
    const burning = (coin: Spendable, scriptPubKey: Uint8Array, value: number) =>
      spend([coin], [{ value, scriptPubKey }, payTo(OPEN_LOCK, COIN - value - 10_000)]);

    it.each([
      ['data', parseScript('RETURN 0x51')],
      ['an unknown opcode', Uint8Array.of(0xff)],
      ['a script that is too long', new Uint8Array(10_001)],
    ])('does not burn %s unless told to', async (_, script) => {
      const node = await openNode();
      expect(await refused(node, burning(node.coin, script, 1))).toBe(burns);
      expect(node.mempool.count()).toBe(0);
    });

    it('burns as much as it is told, no more', async () => {
      const node = await openNode();
      const tx = burning(node.coin, parseScript('RETURN 0x51'), 1000);
      expect(await refused(node, tx, 0, '0.00000999')).toBe(burns);
      await submit(node, tx, 0, '0.00001');
      await submit(node, burning(node.other, parseScript('RETURN 0x51'), 0));
    });
  });

  it.each<[string, (coins: readonly [Spendable, Spendable]) => Transaction, RegExp]>([
    [
      'unsigned',
      ([coin]) =>
        spend([{ ...coin, lock: { ...OPEN_LOCK, unlock: () => ({}) } }], [payTo(OPEN_LOCK, COIN - 1000)]),
      /^-26 mempool-script-verify-flag-failed \(Witness program was passed an empty witness\), input 0 of /,
    ],
    [
      'signed for another key',
      ([coin]) => spend([{ ...coin, lock: keyLock(1) }], [payTo(OPEN_LOCK, COIN - 1000)]),
      /^-26 mempool-script-verify-flag-failed \(Witness program hash mismatch\), input 0 of /,
    ],
    [
      'spending nothing that is there',
      ([coin]) => payOn([{ ...coin, index: 7 }], 1000),
      /^-25 bad-txns-inputs-missingorspent/,
    ],
    [
      'spending more than it has',
      ([coin]) => spend([coin], [payTo(OPEN_LOCK, COIN + 1)]),
      /^-26 bad-txns-in-belowout, value in \(50\.00\) < value out \(50\.00000001\)$/,
    ],
    [
      'spending one coin twice',
      ([coin]) => spend([coin, coin], [payTo(OPEN_LOCK, COIN)]),
      /^-26 bad-txns-inputs-duplicate$/,
    ],
    ['paying no fee', ([coin]) => payOn([coin], 0), /^-26 min relay fee not met, 0 < 10$/],
    [
      'making dust',
      ([coin]) => spend([coin], [payTo(OPEN_LOCK, 1), payTo(OPEN_LOCK, COIN - 10_000)]),
      /^-26 dust/,
    ],
    ['without outputs', ([coin]) => spend([coin], []), /^-26 bad-txns-vout-empty$/],
    ['of a version that nobody relays', ([coin]) => payOn([coin], 1000, { version: 4 }), /^-26 version/],
    [
      'that is not final',
      ([coin]) => payOn([coin], 1000, { lockTime: 10_000, sequence: 0 }),
      /^-26 non-final$/,
    ],
  ])('refuses one %s and changes nothing', async (_, make, error) => {
    const node = await openNode();
    expect(await refused(node, make([node.coin, node.other]))).toMatch(error);
    expect(await node.call('getmempoolinfo')).toMatchObject({ size: 0 });
    expect(await node.call('gettxout', displayHash(node.coin.txid), 0)).toMatchObject({ value: 50 });
  });

  it('refuses a coinbase, and the spend of one that is not mature', async () => {
    const node = await openNode();
    const entry = expectDefined(node.chainstate.atHeight(4), 'a block');
    const [coinbase] = expectDefined(node.chainstate.readBlock(entry), 'its data').transactions;
    const [next] = expectDefined(node.chainstate.readBlock(node.chainstate.tip()), 'its data').transactions;
    expect(await refused(node, expectDefined(next, 'a coinbase'))).toBe(
      '-27 Transaction outputs already in utxo set',
    );
    const immature = outputAt(expectDefined(coinbase, 'a coinbase'), 0);
    expect(await refused(node, payOn([immature], 1000))).toMatch(
      /^-26 bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 99/,
    );
  });
});
