import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_ADDRESS,
  EXAMPLE_COINBASE_TXID,
  EXAMPLE_PRIVATE_KEY,
  EXAMPLE_SIGNED_HEX,
  EXAMPLE_TXID,
  EXAMPLE_UNSIGNED_HEX,
} from '../../../../src/rpc/methods/examples.ts';
import { MEMPOOL_METHODS } from '../../../../src/rpc/methods/mempool/methods.ts';
import { RAW_TRANSACTION_METHODS } from '../../../../src/rpc/methods/rawtransactions/methods.ts';
import { openRpcNode } from '../../../helpers/rpc-node.ts';

const withHistory = async () => {
  const node = await openRpcNode();
  await node.call('generateToAddress', 101, EXAMPLE_ADDRESS);
  return node;
};

describe('the examples of the methods about transactions', () => {
  it('follow from each other on a new regtest', async () => {
    const node = await withHistory();
    const { tx } = await node.call<{ tx: readonly string[] }>('getBlock', 1);
    expect(tx).toEqual([EXAMPLE_COINBASE_TXID]);
    const unsigned = await node.call(
      'createRawTransaction',
      [{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }],
      [{ [EXAMPLE_ADDRESS]: 49.9999 }],
    );
    expect(unsigned).toBe(EXAMPLE_UNSIGNED_HEX);
    const signed = await node.call('signRawTransactionWithKey', unsigned, [EXAMPLE_PRIVATE_KEY]);
    expect(signed).toEqual({ hex: EXAMPLE_SIGNED_HEX, complete: true });
    expect(await node.call('submitTransaction', EXAMPLE_SIGNED_HEX)).toBe(EXAMPLE_TXID);
  });

  it('all answer as documented, before and after the transaction is in the mempool', async () => {
    const node = await withHistory();
    await node.call('testMempoolAccept', [EXAMPLE_SIGNED_HEX]);
    for (const { name, example } of [...MEMPOOL_METHODS, ...RAW_TRANSACTION_METHODS]) {
      // There is no file where the example says.
      if (name === 'importMempool') continue;
      await node.call(name, ...example);
    }
    await node.call('generateBlock', EXAMPLE_ADDRESS, [EXAMPLE_SIGNED_HEX]);
    await node.call('validateAddress', EXAMPLE_ADDRESS);
    expect(await node.call('getRawMempool')).toEqual([]);
  });
});
