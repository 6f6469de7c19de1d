import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_OTHER_PSBT,
  EXAMPLE_PSBT,
  EXAMPLE_UNSIGNED_HEX,
} from '../../../../../src/rpc/methods/examples.ts';
import type { PsbtContext } from '../../../../../src/rpc/methods/psbt/context.ts';
import { PSBT_METHODS } from '../../../../../src/rpc/methods/psbt/methods.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

// What is asked here needs no chain.
const CONTEXT = { network: REGTEST } as PsbtContext;
const { call, refusal } = createRpcCaller(PSBT_METHODS, CONTEXT);

describe('the methods about PSBTs', () => {
  it('make the same of a hex as of its parts', async () => {
    expect(await call('converttopsbt', EXAMPLE_UNSIGNED_HEX, false, null, 0)).toBe(EXAMPLE_PSBT);
    const text = await call<string>('converttopsbt', EXAMPLE_UNSIGNED_HEX);
    expect(await call('decodepsbt', text)).toMatchObject({
      psbt_version: 2,
      tx_version: 2,
      input_count: 1,
      output_count: 1,
      inputs: [{ previous_vout: 0, sequence: 0xfffffffd }],
      outputs: [{ amount: 49.9999 }],
    });
  });

  it('join what spends different outputs, and leave out what more than one spends', async () => {
    const joined = await call<string>('joinpsbts', [EXAMPLE_PSBT, EXAMPLE_OTHER_PSBT]);
    expect(await call('decodepsbt', joined)).toMatchObject({ inputs: [{}, {}], outputs: [{}, {}] });
    expect(await refusal('joinpsbts', [EXAMPLE_PSBT, EXAMPLE_PSBT])).toMatch(
      /^-8 Input [0-9a-f]{64}:0 exists in multiple PSBTs$/,
    );
  });

  it.each([
    ['joinpsbts', [[null]], '-8 At least two PSBTs are required to join PSBTs.'],
    ['joinpsbts', [[null, null]], '-3 JSON value of type null is not of expected type string'],
    ['decodepsbt', ['x'], '-22 TX decode failed invalid base64'],
    ['decodepsbt', [''], '-22 TX decode failed SpanReader::read(): end of data'],
    ['decodepsbt', ['AAAAAAAA'], '-22 TX decode failed Invalid PSBT magic bytes'],
    ['converttopsbt', ['zz'], '-22 TX decode failed'],
    ['converttopsbt', [EXAMPLE_UNSIGNED_HEX, false, null, -1], '-1 JSON integer out of range'],
    ['converttopsbt', [EXAMPLE_UNSIGNED_HEX, false, null, 2 ** 31], '-8 The PSBT version can only be 2 or 0'],
    [
      'decodepsbt',
      [`${EXAMPLE_PSBT.slice(0, -4)}AAAA`.replace(/AAAA$/, 'AAAAAAAA')],
      '-22 TX decode failed extra data after PSBT',
    ],
    ['combinepsbt', [[]], "-8 Parameter 'txs' cannot be empty"],
    ['combinepsbt', [[EXAMPLE_PSBT, EXAMPLE_OTHER_PSBT]], '-8 PSBTs not compatible (different transactions)'],
    ['joinpsbts', [[EXAMPLE_PSBT]], '-8 At least two PSBTs are required to join PSBTs.'],
    ['createpsbt', [[], [], 0, false, 2, 1], '-8 The PSBT version can only be 2 or 0'],
    ['converttopsbt', ['00'], '-22 TX decode failed'],
  ] as const)('%s refuses %j', async (method, params, error) => {
    expect(await refusal(method, ...params)).toBe(error);
  });
});
