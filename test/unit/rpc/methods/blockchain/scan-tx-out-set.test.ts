import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withChecksum } from '../../../../../src/script/descriptor-checksum.ts';
import { OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';

const METHOD = 'scantxoutset';
const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

interface Scan {
  readonly unspents: readonly { readonly desc: string; readonly height: number }[];
}

describe('scanTxOutSet', () => {
  it('finds the coins of a descriptor, each once, with its block', async () => {
    const { call } = await openRpcNode();
    await call('generatetoaddress', 2, ADDRESS);
    await call('generatetoaddress', 1, OPEN_ADDRESS);
    const scanned = await call<Scan>(METHOD, 'start', [`combo(${KEY})`, `addr(${ADDRESS})`]);
    expect(scanned).toMatchObject({
      success: true,
      txouts: 3,
      height: 3,
      bestblock: await call('getbestblockhash'),
      total_amount: 100,
    });
    expect(scanned.unspents).toHaveLength(2);
    const [unspent] = scanned.unspents;
    expect(unspent).toMatchObject({
      vout: 0,
      desc: withChecksum(`wpkh([751e76e8]${KEY})`),
      amount: 50,
      coinbase: true,
      blockhash: await call('getblockhash', unspent?.height),
      confirmations: 4 - (unspent?.height ?? 0),
    });
  });

  it('finds the coins of a range', async () => {
    const { call } = await openRpcNode();
    const desc =
      'wpkh(tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK/1/1/*)';
    const [far] = await call<string[]>('deriveaddresses', withChecksum(desc), [1001, 1001]);
    await call('generatetoaddress', 1, far);
    expect(await call(METHOD, 'start', [{ desc, range: 1000 }])).toMatchObject({ unspents: [] });
    const found = { unspents: [{ height: 1 }], total_amount: 50 };
    expect(await call(METHOD, 'start', [{ desc, range: [1001, 1001] }])).toMatchObject(found);
  });

  it('can be watched and ended while the node goes on', async () => {
    let pause = () => Promise.resolve();
    const node = await openRpcNode({ breathe: () => pause() });
    const { call, refusal } = node;
    await call('generatetoaddress', 1, ADDRESS);
    let proceed = () => {};
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    pause = () => gate;
    const scan = call(METHOD, 'start', [`addr(${ADDRESS})`]);
    while ((await call(METHOD, 'status')) === null) await breathe();
    expect(await refusal(METHOD, 'start', [`addr(${ADDRESS})`])).toBe(
      '-8 Scan already in progress, use action "abort" or "status"',
    );
    expect(await call(METHOD, 'abort')).toBe(true);
    proceed();
    expect(await scan).toMatchObject({ success: false });
    expect(await call(METHOD, 'status')).toBeNull();
    expect(await call(METHOD, 'abort')).toBe(false);
  });

  it.each([
    [['start'], '-1 scanobjects argument is required for the start action'],
    [['start', null], '-1 scanobjects argument is required for the start action'],
    [['go'], "-8 Invalid action 'go'"],
    [['start', [5]], '-8 Scan object needs to be either a string or an object'],
    [['start', [{}]], '-8 Descriptor needs to be provided in scan object'],
    [['start', [{ desc: 5 }]], '-3 JSON value of type number is not of expected type string'],
    [
      ['start', [{ desc: 'raw(51)', range: [2, 1] }]],
      '-8 Range specified as [begin,end] must not have begin after end',
    ],
    [['start', ['raw(5)']], '-5 Raw script is not hex'],
  ])('refuses %j: %s', async (params, error) => {
    const { refusal, call } = await openRpcNode();
    expect(await refusal(METHOD, ...params)).toBe(error);
    expect(await call(METHOD, 'status')).toBeNull();
  });
});
