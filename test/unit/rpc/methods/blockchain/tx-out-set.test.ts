import { describe, expect, it } from 'vitest';
import { parseDisplayHash } from '../../../../../src/primitives/hash256.ts';
import { makeTransaction } from '../../../../../src/primitives/tx.ts';
import { fromHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

/** The address of Core's MiniWallet: a taproot output that the leaf OP_TRUE spends. */
const MINI_WALLET = 'bcrt1p9yfmy5h72durp7zrhlw9lf7jpwjgvwdg0jr0lqmmjtgg83266lqsekaqka';
/** The first of the addresses of Core's test nodes. */
const TEST_NODE = 'mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z';

interface Info {
  readonly disk_size: number;
}

const genesisTime = async ({ call }: RpcNode): Promise<number> =>
  (await call<{ time: number }>('getBlock', 0)).time;

/** All but the size on disk, which depends on what was there before. */
async function infoOf({ call }: RpcNode, ...params: readonly unknown[]): Promise<object> {
  const { disk_size: _, ...info } = await call<Info>('getTxOutSetInfo', ...params);
  return info;
}

/** The chain of Core's test, up to and with the block that spends the first reward. */
async function utxoSetHashChain(): Promise<RpcNode> {
  const node = await openRpcNode();
  await node.call('setMockTime', (await genesisTime(node)) + 1);
  await node.call('generateToAddress', 1, MINI_WALLET);
  await node.call('generateToAddress', 99, TEST_NODE);
  await node.call('generateBlock', MINI_WALLET, [await selfTransfer(node)]);
  return node;
}

/** @source Bitcoin Core test/functional/test_framework/wallet.py create_self_transfer */
async function selfTransfer({ call }: RpcNode): Promise<string> {
  const { tx } = await call<{ tx: readonly { txid: string; vout: { scriptPubKey: { hex: string } }[] }[] }>(
    'getBlock',
    1,
    2,
  );
  const [coinbase] = tx;
  const scriptPubKey = expectDefined(fromHex(coinbase?.vout[0]?.scriptPubKey.hex ?? ''), 'its script');
  const controlBlock = Uint8Array.of(0xc0, ...new Uint8Array(31), 1);
  const transfer = makeTransaction({
    version: 2,
    inputs: [
      {
        prevout: { txid: expectDefined(parseDisplayHash(coinbase?.txid ?? ''), 'its txid'), index: 0 },
        scriptSig: new Uint8Array(),
        sequence: 0,
        witness: [Uint8Array.of(0x51), controlBlock],
      },
    ],
    // A fee of 0.003 coins per 1000 virtual bytes, of which it has 104.
    outputs: [{ value: 50_0000_0000 - 31_200, scriptPubKey }],
    lockTime: 0,
  });
  return hexOfTransaction(transfer);
}

describe('getTxOutSetInfo', () => {
  it("has the hashes of Bitcoin Core's feature_utxo_set_hash.py on its chain", async () => {
    const node = await utxoSetHashChain();
    expect(await infoOf(node)).toMatchObject({
      height: 101,
      txouts: 101,
      hash_serialized_3: '396058cfd7f3b4c05dcdfaf360be9986d859d2c8315082d3aadda6d2d16add25',
    });
    expect(await infoOf(node, 'muhash')).toMatchObject({
      muhash: '97f341d4226cb4451dd9da2856759fb97659cfc238a0b8d5452e64af6032bd3d',
    });
  });

  it("has the numbers of Bitcoin Core's rpc_blockchain.py on its chain of 200 blocks", async () => {
    const node = await openRpcNode();
    const start = await genesisTime(node);
    for (let i = 0; i < 200; i++) {
      await node.call('setMockTime', start + 600 * i);
      await node.call('generateToAddress', 1, MINI_WALLET);
    }
    const info = await node.call<Info>('getTxOutSetInfo');
    expect(info).toMatchObject({
      height: 200,
      bestblock: await node.call('getBestBlockHash'),
      txouts: 200,
      bogosize: 16_800,
      total_amount: 8725,
      transactions: 200,
    });
    expect(info.disk_size).toBeGreaterThan(6400);
    expect(info.disk_size).toBeLessThan(64_000);

    const first = await node.call('getBlockHash', 1);
    const before = await infoOf(node);
    await node.call('invalidateBlock', first);
    expect(await infoOf(node)).toMatchObject({
      height: 0,
      bestblock: await node.call('getBlockHash', 0),
      txouts: 0,
      bogosize: 0,
      total_amount: 0,
      transactions: 0,
    });
    await node.call('reconsiderBlock', first);
    expect(await infoOf(node)).toEqual(before);
  });

  it('has the fields of Bitcoin Core, in its order', async () => {
    const node = await openRpcNode();
    const keysOf = async (...params: readonly unknown[]) =>
      Object.keys(await node.call<object>('getTxOutSetInfo', ...params)).join(' ');
    const [start, end] = ['height bestblock txouts bogosize', 'total_amount transactions disk_size'];
    expect(await keysOf()).toBe(`${start} hash_serialized_3 ${end}`);
    expect(await keysOf('hash_serialized_3', null, false)).toBe(`${start} hash_serialized_3 ${end}`);
    expect(await keysOf('muhash')).toBe(`${start} muhash ${end}`);
    expect(await keysOf('none')).toBe(`${start} ${end}`);
  });

  it('counts what is unspent of a chain with spends', async () => {
    const node = await openRpcNode();
    const parent = payOn(await node.matureCoins(2), 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    await node.call('generateBlock', 'raw(51)', [parent, child].map(hexOfTransaction));
    // Two rewards went into one coin, which went into another, and the block's own reward came.
    expect(await infoOf(node, 'none')).toMatchObject({ txouts: 102 - 2 + 1 + 1, transactions: 102 });
  });

  it.each([
    ['-8', ['foo hash'], "'foo hash' is not a valid hash_type"],
    ['-8', ['none', 0], 'Querying specific block heights requires coinstatsindex'],
    ['-8', ['none', 'foo'], 'Querying specific block heights requires coinstatsindex'],
    ['-8', ['foo hash', 0], "'foo hash' is not a valid hash_type"],
  ])('refuses with %s: %j', async (code, params, text) => {
    const { refusal } = await openRpcNode();
    expect(await refusal('getTxOutSetInfo', ...params)).toBe(`${code} ${text}`);
  });

  it('gives up where the node stops', async () => {
    const { refusal } = await openRpcNode({ isStopping: () => true });
    expect(await refusal('getTxOutSetInfo')).toBe('-9 Shutting down');
  });
});
