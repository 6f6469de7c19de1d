import { describe, expect, it } from 'vitest';
import { decodeBlock } from '../../../../../src/primitives/block.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { fromHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { payOn } from '../../../../helpers/spending.ts';

const NOWHERE = '00'.repeat(32);

/** A node with a spend in a block and one in the mempool. */
async function openNode() {
  const node = await openRpcNode();
  const [first, second] = await node.matureCoins(2);
  const mined = payOn([expectDefined(first, 'a coin')], 1000);
  const waiting = payOn([expectDefined(second, 'a coin')], 2000);
  await node.call('submitTransaction', hexOfTransaction(mined));
  const [blockhash] = await node.call<string[]>(
    'generateToAddress',
    1,
    'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202',
  );
  await node.call('submitTransaction', hexOfTransaction(waiting));
  return { ...node, mined, waiting, blockhash: expectDefined(blockhash, 'a block') };
}

describe('getRawTransaction', () => {
  it('gives the bytes of a transaction in the mempool, or its fields', async () => {
    const { call, waiting } = await openNode();
    const txid = displayHash(waiting.txid);
    for (const verbosity of [undefined, null, 0, false, -1]) {
      expect(await call('getrawtransaction', txid, verbosity)).toBe(hexOfTransaction(waiting));
    }
    for (const verbosity of [1, true, 2, 3]) {
      const view = await call<object>('getrawtransaction', txid, verbosity);
      expect(view).toMatchObject({
        txid,
        hex: hexOfTransaction(waiting),
        vsize_adjusted: expect.any(Number),
      });
      expect(view).not.toHaveProperty('fee');
      expect(view).not.toHaveProperty('blockhash');
      expect(view).not.toHaveProperty('in_active_chain');
    }
  });

  it('finds one in the block that is named', async () => {
    const { call, mined, blockhash, chainstate } = await openNode();
    const txid = displayHash(mined.txid);
    expect(await call('getrawtransaction', txid, 0, blockhash)).toBe(hexOfTransaction(mined));
    const view = await call<object>('getrawtransaction', txid, 1, blockhash);
    const { time } = chainstate.tip().header;
    expect(view).toMatchObject({ in_active_chain: true, blockhash, confirmations: 1, time, blocktime: time });
    expect(view).not.toHaveProperty('fee');
    expect(view).not.toHaveProperty('vsize_adjusted');
  });

  it('shows its fee and what it spent with verbosity 2', async () => {
    const { call, mined, blockhash } = await openNode();
    expect(await call('getrawtransaction', displayHash(mined.txid), 2, blockhash)).toMatchObject({
      fee: 0.00001,
      vin: [
        {
          prevout: {
            generated: true,
            height: 1,
            value: 50,
            scriptPubKey: { type: 'witness_v0_scripthash', asm: expect.stringMatching(/^0 /) },
          },
        },
      ],
    });
  });

  it('has no fee and no prevout for a coinbase', async () => {
    const { call, blockhash } = await openNode();
    const { tx } = await call<{ tx: string[] }>('getblock', blockhash);
    const view = await call<{ vin: object[] }>('getrawtransaction', tx[0], 2, blockhash);
    expect(view).not.toHaveProperty('fee');
    expect(view.vin[0]).toHaveProperty('coinbase');
    expect(view.vin[0]).not.toHaveProperty('prevout');
  });

  it('says so where the block is not in the best chain', async () => {
    const { call, mined, blockhash } = await openNode();
    await call('invalidateblock', blockhash);
    const view = await call('getrawtransaction', displayHash(mined.txid), 1, blockhash);
    expect(view).toMatchObject({ in_active_chain: false, blockhash, confirmations: 0 });
    expect(view).not.toHaveProperty('blocktime');
  });

  it.each([
    [
      [NOWHERE],
      '-5 No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries. Use gettransaction for wallet transactions.',
    ],
    [[NOWHERE, 1, NOWHERE], '-5 Block hash not found'],
    [
      [NOWHERE, 1, displayHash(REGTEST.genesis.hash)],
      '-5 No such transaction found in the provided block. Use gettransaction for wallet transactions.',
    ],
    [
      [displayHash(REGTEST.genesis.header.merkleRoot), 1, displayHash(REGTEST.genesis.hash)],
      '-5 The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    ],
    [['foobar'], "-8 parameter 1 must be of length 64 (not 6, for 'foobar')"],
    [[NOWHERE, 1, 'abcd1234'], "-8 parameter 3 must be of length 64 (not 8, for 'abcd1234')"],
    [
      [NOWHERE, 1, `Z${NOWHERE.slice(1)}`],
      `-8 parameter 3 must be hexadecimal string (not 'Z${NOWHERE.slice(1)}')`,
    ],
    [[NOWHERE, 'True'], '-3 JSON value of type string is not of expected type number'],
    [[NOWHERE, []], '-3 JSON value of type array is not of expected type number'],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal('getrawtransaction', ...params)).toBe(error);
  });

  it('refuses a mined transaction without its block, and a block of which only the header is here', async () => {
    const { call, refusal, mined, chainstate } = await openNode();
    expect(await refusal('getrawtransaction', displayHash(mined.txid))).toMatch(
      /^-5 No such mempool transaction/,
    );
    const { hex } = await call<{ hex: string }>('generateblock', 'raw(51)', [], false);
    const block = decodeBlock(expectDefined(fromHex(hex), 'hex'));
    if (!block.ok) throw new Error(block.code);
    await chainstate.submitHeader(block.value.header);
    const blockhash = displayHash(block.value.hash);
    expect(await refusal('getrawtransaction', NOWHERE, 1, blockhash)).toBe('-1 Block not available');
  });
});
