import { describe, expect, it } from 'vitest';
import { getDescriptorInfo } from '../../../../../src/rpc/methods/descriptors/info.ts';
import { withChecksum } from '../../../../../src/script/descriptor-checksum.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

const { call, refusal } = createRpcCaller([getDescriptorInfo], { network: REGTEST });
const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const TPUB =
  'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B';
const WIF = 'cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA';

describe('getDescriptorInfo', () => {
  it('tells the checksum, and that nothing is ranged or secret', async () => {
    const told = await call('getdescriptorinfo', `pkh(${KEY})`);
    const descriptor = withChecksum(`pkh(${KEY})`);
    expect(told).toEqual({
      descriptor,
      checksum: descriptor.slice(-8),
      isrange: false,
      issolvable: true,
      hasprivatekeys: false,
    });
    expect(await call('getdescriptorinfo', descriptor)).toEqual(told);
  });

  it('shows no secret, and the checksum of the text with it', async () => {
    expect(await call('getdescriptorinfo', `wpkh(${WIF})`)).toMatchObject({
      descriptor: withChecksum(`wpkh(${KEY})`),
      checksum: withChecksum(`wpkh(${WIF})`).slice(-8),
      hasprivatekeys: true,
    });
  });

  it('shows what a path with several numbers stands for', async () => {
    const expected = [0, 1].map((n) => withChecksum(`wpkh(${TPUB}/${n}/*)`));
    expect(await call('getdescriptorinfo', `wpkh(${TPUB}/<0;1>/*)`)).toMatchObject({
      descriptor: expected[0],
      multipath_expansion: expected,
      isrange: true,
    });
  });

  it('knows no solution of an address', async () => {
    const address = 'addr(2MwGk8mw1GBP6U9D5X8gTvgvXpuknmAK3fo)';
    expect(await call('getdescriptorinfo', address)).toMatchObject({ issolvable: false });
  });

  it.each([
    ['', "'' is not a valid descriptor function"],
    [`pk( ${KEY})`, `pk(): Key ' ${KEY}' is invalid due to whitespace`],
    [`wsh(multi(2,${KEY},${KEY} ))`, `Multi: Key '${KEY} ' is invalid due to whitespace`],
    [`pk(${KEY}),`, ''],
    ['wsh(older(5))', 'older(5) is not sane: witnesses without signature exist'],
    ['sh(older(5))', 'Miniscript expressions can only be used in wsh or tr.'],
    [`pk(musig(${KEY},${KEY}))`, 'pk(): musig() is only allowed in tr() and rawtr()'],
    [`pk(${KEY})#12345678#`, "Multiple '#' symbols"],
  ])('refuses %j: %s', async (text, error) => {
    expect(await refusal('getdescriptorinfo', text)).toBe(`-5 ${error}`);
  });
});
