import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { parseScript } from '../../../../helpers/script.ts';
import { OPEN_LOCK, outputAt, payOn, payTo, spend } from '../../../../helpers/spending.ts';

const METHOD = 'submitpackage';

async function openNode() {
  const node = await openRpcNode();
  const [coin, other] = await node.matureCoins(2);
  const submit = (txs: readonly Transaction[], ...rest: readonly unknown[]) =>
    node.call(METHOD, txs.map(hexOfTransaction), ...rest);
  const refused = (txs: readonly Transaction[], ...rest: readonly unknown[]) =>
    node.refusal(METHOD, txs.map(hexOfTransaction), ...rest);
  return {
    ...node,
    coin: expectDefined(coin, 'a coin'),
    other: expectDefined(other, 'a coin'),
    submit,
    refused,
  };
}

const txid = (tx: Transaction): string => displayHash(tx.txid);
const wtxid = (tx: Transaction): string => displayHash(tx.wtxid);
const sizes = (vsize: number) => ({ vsize, vsize_adjusted: vsize, vsize_bip141: vsize });

describe('submitPackage', () => {
  it('takes a child and its parent, and says by which rate both were judged', async () => {
    const { submit, coin, call } = await openNode();
    const parent = payOn([coin], 0);
    const child = payOn([outputAt(parent, 0)], 2000);
    const rate = { 'effective-feerate': 0.00010416, 'effective-includes': [wtxid(parent), wtxid(child)] };
    expect(await submit([parent, child])).toEqual({
      package_msg: 'success',
      'tx-results': {
        [wtxid(parent)]: { txid: txid(parent), ...sizes(96), fees: { base: 0, ...rate } },
        [wtxid(child)]: { txid: txid(child), ...sizes(96), fees: { base: 0.00002, ...rate } },
      },
      'replaced-transactions': [],
    });
    expect(await call('getrawmempool')).toEqual([txid(parent), txid(child)]);
  });

  it('says what was here, what was here with another witness, and what went', async () => {
    const { submit, coin, other, call } = await openNode();
    const [old, parent] = [payOn([coin], 1000), payOn([other], 1000)];
    await call('submittransaction', hexOfTransaction(old));
    await call('submittransaction', hexOfTransaction(parent));
    const stripped = makeTransaction({
      ...parent,
      inputs: parent.inputs.map((input) => ({ ...input, witness: [] })),
    });
    const child = payOn([outputAt(parent, 0), coin], 5000);
    expect(await submit([stripped, child])).toMatchObject({
      'tx-results': {
        [wtxid(stripped)]: { txid: txid(parent), 'other-wtxid': wtxid(parent) },
        [wtxid(child)]: { fees: { base: 0.00005, 'effective-includes': [wtxid(child)] } },
      },
      'replaced-transactions': [txid(old)],
    });
    expect(await submit([parent, child])).toEqual({
      package_msg: 'success',
      'tx-results': {
        [wtxid(parent)]: { txid: txid(parent), ...sizes(96), fees: { base: 0.00001 } },
        [wtxid(child)]: expect.objectContaining({ txid: txid(child), fees: { base: 0.00005 } }),
      },
      'replaced-transactions': [],
    });
  });

  it('lists what had to go in the order of its ids, byte by byte as they were hashed', async () => {
    const { submit, coin, call } = await openNode();
    const line = [payOn([coin], 1000)];
    while (line.length < 5)
      line.push(
        payOn(
          line.slice(-1).map((tx) => outputAt(tx, 0)),
          1000,
        ),
      );
    for (const tx of line) await call('submittransaction', hexOfTransaction(tx));
    const ids = [...line].sort((a, b) => Buffer.compare(a.txid, b.txid)).map(txid);
    expect(await submit([payOn([coin], 20_000)])).toMatchObject({ 'replaced-transactions': ids });
  });

  it('says of each why it was refused, and which were not looked at', async () => {
    const { submit, coin, other } = await openNode();
    const parent = payOn([coin], 0);
    const child = payOn([outputAt(parent, 0)], 19);
    expect(await submit([parent, child])).toEqual({
      package_msg: 'transaction failed',
      'tx-results': {
        [wtxid(parent)]: { txid: txid(parent), error: 'min relay fee not met, 0 < 10' },
        [wtxid(child)]: { txid: txid(child), error: 'min relay fee not met, 19 < 20' },
      },
      'replaced-transactions': [],
    });
    const rivals = [payOn([other], 1000), payOn([other], 2000)];
    const heir = payOn(
      rivals.map((tx) => outputAt(tx, 0)),
      1000,
    );
    const unseen = [...rivals, heir].map((tx) => [
      wtxid(tx),
      { txid: txid(tx), error: 'package-not-validated' },
    ]);
    expect(await submit([...rivals, heir])).toEqual({
      package_msg: 'conflict-in-package',
      'tx-results': Object.fromEntries(unseen),
      'replaced-transactions': [],
    });
  });

  it('minds maxfeerate, of which 0 is none', async () => {
    const { submit, coin } = await openNode();
    const tx = payOn([coin], 96 * 10_000 + 1);
    const refused = {
      package_msg: 'transaction failed',
      'tx-results': { [wtxid(tx)]: { error: 'max feerate exceeded' } },
    };
    expect(await submit([tx])).toMatchObject(refused);
    expect(await submit([tx], 0)).toMatchObject({ package_msg: 'success' });
  });

  it('minds maxburnamount before anything else', async () => {
    const { submit, refused, coin, mempool } = await openNode();
    const parent = payOn([coin], 1000);
    const data = { value: 1000, scriptPubKey: parseScript('RETURN 0x51') };
    const { value } = outputAt(parent, 0);
    const child = spend([outputAt(parent, 0)], [data, payTo(OPEN_LOCK, value - 2000)]);
    expect(await refused([parent, child], 0, '0.00000999')).toBe(
      '-25 Unspendable output exceeds maximum configured by user (maxburnamount)',
    );
    expect(mempool.count()).toBe(0);
    expect(await submit([parent, child], 0, '0.00001')).toMatchObject({ package_msg: 'success' });
  });

  it('takes a child with its parents alone', async () => {
    const { refused, coin, other } = await openNode();
    const first = payOn([coin], 1000, { parts: 2 });
    const second = payOn([outputAt(first, 0)], 1000);
    const ofBoth = payOn([outputAt(first, 1), outputAt(second, 0)], 1000);
    const text = '-25 package topology disallowed. not child-with-parents or parents depend on each other.';
    expect(await refused([first, second, ofBoth])).toBe(text);
    expect(await refused([first, payOn([other], 1000)])).toBe(text);
    expect(await refused([second, first])).toBe(text);
  });

  it.each([
    [[[]], '-8 Array must contain between 1 and 25 transactions.'],
    [[new Array(26).fill('00')], '-8 Array must contain between 1 and 25 transactions.'],
    [[['00']], '-22 TX decode failed: 00 Make sure the tx has at least one input.'],
    [[['00'], 1], '-8 Fee rates larger than or equal to 1BTC/kvB are not accepted'],
    [[['00'], 0, -1], '-3 Amount out of range'],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(METHOD, ...params)).toBe(error);
  });
});
