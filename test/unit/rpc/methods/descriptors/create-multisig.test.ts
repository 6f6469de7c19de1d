import { describe, expect, it } from 'vitest';
import { createMultisig } from '../../../../../src/rpc/methods/descriptors/create-multisig.ts';
import { getDescriptorInfo } from '../../../../../src/rpc/methods/descriptors/info.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

const { call, refusal } = createRpcCaller<{ readonly network: typeof REGTEST }>(
  [createMultisig, getDescriptorInfo],
  { network: REGTEST },
);
const A = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const B = '02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5';
const LONG = `04${A.slice(2)}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`;

interface Answer {
  readonly address: string;
  readonly redeemScript: string;
  readonly descriptor: string;
}

describe('createMultisig', () => {
  it.each([
    ['legacy', /^2/, /^sh\(multi\(2,/],
    ['p2sh-segwit', /^2/, /^sh\(wsh\(multi\(2,/],
    ['bech32', /^bcrt1q[a-z0-9]{58}$/, /^wsh\(multi\(2,/],
  ])('makes a %s address', async (type, address, descriptor) => {
    const answer = await call<Answer>('createmultisig', 2, [A, B], type);
    expect(answer.address).toMatch(address);
    expect(answer.descriptor).toMatch(descriptor);
    expect(answer.redeemScript).toBe(`5221${A}21${B}52ae`);
    expect(answer).not.toHaveProperty('warnings');
    expect(await call('getdescriptorinfo', answer.descriptor)).toMatchObject({
      descriptor: answer.descriptor,
    });
  });

  it('makes a legacy one of long keys, and says so', async () => {
    const { address } = await call<Answer>('createmultisig', 1, [A, LONG]);
    expect(await call('createmultisig', 1, [A, LONG], 'bech32')).toMatchObject({
      address,
      warnings: [
        'Unable to make chosen address type, please ensure no uncompressed public keys are present.',
      ],
    });
  });

  it.each([
    [[0, [A]], '-8 a multisignature address must require at least one key to redeem'],
    [[2, [A]], '-8 not enough keys supplied (got 1 keys, but need at least 2 to redeem)'],
    [
      [1, Array(21).fill(A)],
      '-8 Number of keys involved in the multisignature address creation > 20\nReduce the number',
    ],
    [[16, Array(20).fill(A)], '-8 redeemScript exceeds size limit: 684 > 520'],
    [[1, ['zz']], '-5 Pubkey "zz" must be a hex string'],
    [[1, ['']], '-5 Pubkey "" must be a hex string'],
    [[1, ['02']], '-5 Pubkey "02" must have a length of either 33 or 65 bytes'],
    [[1, ['05'.repeat(33)]], `-5 Pubkey "${'05'.repeat(33)}" must be cryptographically valid.`],
    [[1, [A], 'x'], "-5 Unknown address type 'x'"],
    [[1, [A], 'bech32m'], '-5 createmultisig cannot create bech32m multisig addresses'],
  ])('refuses %j', async (params, error) => {
    expect(await refusal('createmultisig', ...params)).toBe(error);
  });

  it('takes as many keys as P2SH has room for, and 20 in P2WSH', async () => {
    expect(await call('createmultisig', 15, Array(15).fill(A))).toHaveProperty('address');
    expect(await refusal('createmultisig', 16, Array(16).fill(A))).toMatch(/547 > 520/);
    expect(await call('createmultisig', 20, Array(20).fill(A), 'bech32')).toHaveProperty('address');
  });
});
