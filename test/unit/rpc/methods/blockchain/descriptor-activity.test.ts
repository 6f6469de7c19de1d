import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { toHex } from '../../../../../src/util/bytes.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { keyLock, outputAt, payTo, spend } from '../../../../helpers/spending.ts';

const METHOD = 'getDescriptorActivity';
const LOCK = keyLock(1);
const WATCHED = `raw(${toHex(LOCK.scriptPubKey)})`;

describe('getDescriptorActivity', () => {
  it('tells what came and went in the blocks and in the mempool, each once, upwards', async () => {
    const node = await openRpcNode();
    const [coin] = await node.matureCoins(1);
    if (!coin) throw new Error('no coin');
    const funding = spend([coin], [payTo(LOCK, 1e8)]);
    await node.call('sendRawTransaction', hexOfTransaction(funding), 0);
    const [first] = await node.call<string[]>('generateToAddress', 1, OPEN_ADDRESS);
    const moved = spend([outputAt(funding, 0, LOCK)], [payTo(LOCK, 9e7)]);
    await node.call('sendRawTransaction', hexOfTransaction(moved), 0);
    const [second] = await node.call<string[]>('generateToAddress', 1, OPEN_ADDRESS);
    const waiting = spend([outputAt(moved, 0, LOCK)], [payTo(keyLock(2), 8e7)]);
    await node.call('sendRawTransaction', hexOfTransaction(waiting), 0);

    const height = node.chainstate.tip().height;
    const confirmed = [
      {
        type: 'receive',
        amount: 1,
        blockhash: first,
        height: height - 1,
        txid: displayHash(funding.txid),
        vout: 0,
      },
      {
        type: 'spend',
        amount: 1,
        blockhash: second,
        height,
        spend_txid: displayHash(moved.txid),
        spend_vin: 0,
        prevout_txid: displayHash(funding.txid),
        prevout_vout: 0,
        prevout_spk: { type: 'witness_v0_keyhash' },
      },
      {
        type: 'receive',
        amount: 0.9,
        blockhash: second,
        txid: displayHash(moved.txid),
        output_spk: { type: 'witness_v0_keyhash' },
      },
    ];
    const unconfirmed = { type: 'spend', amount: 0.9, spend_txid: displayHash(waiting.txid) };
    const hashes = [second, first, second];
    expect(await node.call(METHOD, hashes, [WATCHED, WATCHED])).toMatchObject({
      activity: [...confirmed, unconfirmed],
    });
    expect(await node.call(METHOD, hashes, [WATCHED], false)).toMatchObject({ activity: confirmed });
    expect(await node.call(METHOD, [], [WATCHED], false)).toEqual({ activity: [] });
    const { activity } = await node.call<{ activity: { prevout_spk: object }[] }>(METHOD, [], [WATCHED]);
    const shown = Object.keys(activity[0]?.prevout_spk ?? {});
    expect(shown).toEqual(['asm', 'desc', 'hex', 'address', 'type']);
    expect(activity[0]).not.toHaveProperty('blockhash');
  });

  it('refuses blocks that are not of the best chain, and descriptors that are none', async () => {
    const node = await openRpcNode();
    const [left] = await node.call<string[]>('generateToAddress', 1, OPEN_ADDRESS);
    await node.call('invalidateBlock', left);
    expect(await node.refusal(METHOD, [left], [WATCHED])).toBe('-8 Block is not in main chain');
    expect(await node.refusal(METHOD, ['00'.repeat(32)], [WATCHED])).toBe('-5 Block not found');
    expect(await node.refusal(METHOD, ['00'], [WATCHED])).toBe(
      "-8 blockhash must be of length 64 (not 2, for '00')",
    );
    expect(await node.refusal(METHOD, [], ['addrx(1)'])).toContain('is not a valid descriptor');
  });
});
