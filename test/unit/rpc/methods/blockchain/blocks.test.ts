import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

interface BlockView {
  readonly tx: readonly { readonly vin: readonly object[]; readonly fee?: number }[];
}

/** A node whose tip holds a spend of a coinbase and a spend of that one's output. */
async function openNode() {
  const node = await openRpcNode();
  const coin = expectDefined((await node.matureCoins(1))[0], 'a coin');
  const parent = payOn([coin], 1000);
  const child = payOn([outputAt(parent, 0)], 2000);
  const { hash } = await node.call<{ hash: string }>(
    'generateblock',
    OPEN_ADDRESS,
    [parent, child].map(hexOfTransaction),
  );
  return { ...node, hash, parent };
}

describe('getBlock of a block with spends', () => {
  it('shows fees with verbosity 2, and no spent outputs', async () => {
    const { call, hash } = await openNode();
    const { tx } = await call<BlockView>('getblock', hash, 2);
    expect(tx.map(({ fee }) => fee)).toEqual([undefined, 0.00001, 0.00002]);
    for (const { vin } of tx) for (const input of vin) expect(input).not.toHaveProperty('prevout');
  });

  it('shows what every input but the coinbase spends with verbosity 3 and above', async () => {
    const { call, hash, parent } = await openNode();
    const block = await call<BlockView>('getblock', hash, 3);
    const [coinbase, first, second] = block.tx;
    expect(coinbase?.vin[0]).not.toHaveProperty('prevout');
    expect(first).toMatchObject({
      fee: 0.00001,
      vin: [{ prevout: { generated: true, height: 1, value: 50, scriptPubKey: { address: OPEN_ADDRESS } } }],
    });
    expect(second).toMatchObject({
      fee: 0.00002,
      vin: [
        {
          txid: displayHash(parent.txid),
          prevout: {
            generated: false,
            height: 102,
            value: 49.99999,
            scriptPubKey: { address: OPEN_ADDRESS },
          },
        },
      ],
    });
    expect(await call('getblock', hash, 4)).toEqual(block);
  });

  it('leaves both out of a block that was never connected', async () => {
    const { call, chainstate, hash } = await openNode();
    await call('invalidateblock', hash);
    const { hex } = await call<{ hex: string }>('generateblock', 'raw(52)', [], false);
    await call('generateblock', 'raw(51)', []);
    await call('generateblock', 'raw(51)', []);
    await call('submitblock', hex);
    const leaf = expectDefined(
      chainstate.leaves().find((entry) => !chainstate.isActive(entry) && entry.failure === 'none'),
      'a branch',
    );
    const { tx } = await call<BlockView>('getblock', displayHash(leaf.hash), 3);
    expect(tx).toHaveLength(1);
    expect(tx[0]).not.toHaveProperty('fee');
  });
});
