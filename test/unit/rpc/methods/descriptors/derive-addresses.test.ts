import { describe, expect, it } from 'vitest';
import { deriveAddresses } from '../../../../../src/rpc/methods/descriptors/derive-addresses.ts';
import { withChecksum } from '../../../../../src/script/descriptor-checksum.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

// Of Core's rpc_deriveaddresses.py.
const TPRV =
  'tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK';
const TPUB =
  'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B';
const RANGED = withChecksum(`wpkh(${TPRV}/1/1/*)`);
const FIRST = 'bcrt1qjqmxmkpmxt80xz4y3746zgt0q3u3ferr34acd5';
const SECOND = 'bcrt1qhku5rq7jz8ulufe2y6fkcpnlvpsta7rq4442dy';
const THIRD = 'bcrt1qpgptk2gvshyl0s9lqshsmx932l9ccsv265tvaq';

let breaths = 0;
const { call, refusal } = createRpcCaller([deriveAddresses], {
  network: REGTEST,
  breathe: async () => {
    breaths++;
  },
  isStopping: () => false,
});

describe('deriveAddresses', () => {
  it('gives the address of one position, of a range and of its end', async () => {
    expect(await call('deriveaddresses', `wpkh(${TPUB}/1/1/0)#s9ga3alw`)).toEqual([FIRST]);
    expect(await call('deriveaddresses', RANGED, [1, 2])).toEqual([SECOND, THIRD]);
    expect(await call('deriveaddresses', RANGED, 2)).toEqual([FIRST, SECOND, THIRD]);
    expect(await call('deriveaddresses', RANGED, [2147483647, 2147483647])).toEqual([
      'bcrt1qtzs23vgzpreks5gtygwxf8tv5rldxvvsyfpdkg',
    ]);
  });

  it('gives a list for each number of a path', async () => {
    expect(await call('deriveaddresses', withChecksum(`wpkh(${TPRV}/1/<0;1>/*)`), [1, 2])).toEqual([
      ['bcrt1q7c8mdmdktrzs8xgpjmqw90tjn65j5a3yj04m3n', 'bcrt1qs6n37uzu0v0qfzf0r0csm0dwa7prc0v5uavgy0'],
      [SECOND, THIRD],
    ]);
  });

  it('leaves the bare key of combo() out', async () => {
    expect(await call('deriveaddresses', withChecksum(`combo(${TPRV}/1/1/0)`))).toEqual([
      'mtfUoUax9L4tzXARpw1oTGxWyoogp52KhJ',
      FIRST,
      '2NDvEwGfpEqJWfybzpKPHF2XH3jwoQV3D7x',
    ]);
  });

  it('lets others have their turn', async () => {
    breaths = 0;
    expect(await call('deriveaddresses', RANGED, 99)).toHaveLength(100);
    expect(breaths).toBeGreaterThan(2);
  });

  it.each([
    [['a'], '-5 Missing checksum'],
    [[withChecksum(`unused(${TPUB})`)], '-1 Unexpected empty result'],
    [
      [`wpkh(${TPUB}/1/1/0)#s9ga3ala`],
      "-5 Provided checksum 's9ga3ala' does not match computed checksum 's9ga3alw'",
    ],
    [
      [`wpkh(${TPUB}/1/1/0)#s9ga3alw`, [0, 2]],
      '-8 Range should not be specified for an un-ranged descriptor',
    ],
    [[RANGED], '-8 Range must be specified for a ranged descriptor'],
    [[RANGED, null], '-8 Range must be specified for a ranged descriptor'],
    [[RANGED, 10000000000], '-8 End of range is too high'],
    [[RANGED, -1], '-8 End of range is too high'],
    [[RANGED, [1000000000, 2000000000]], '-8 Range is too large'],
    [[RANGED, [2, 0]], '-8 Range specified as [begin,end] must not have begin after end'],
    [[RANGED, [-1, 0]], '-8 Range should be greater or equal than 0'],
    [[RANGED, [1]], '-8 Range must be specified as end or as [begin,end]'],
    [[RANGED, 'x'], '-8 Range must be specified as end or as [begin,end]'],
    [[RANGED, 1.5], '-1 JSON integer out of range'],
    [[withChecksum(`pk(${TPRV})`)], '-5 Descriptor does not have a corresponding address'],
    [[withChecksum(`wpkh(${TPUB}/1h/1/0)`)], '-5 Cannot derive script without private keys'],
  ])('refuses %j: %s', async (params, error) => {
    expect(await refusal('deriveaddresses', ...params)).toBe(error);
  });
});
