import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_OTHER_PSBT,
  EXAMPLE_PSBT,
  EXAMPLE_UNSIGNED_HEX,
} from '../../../../../src/rpc/methods/examples.ts';
import type { PsbtContext } from '../../../../../src/rpc/methods/psbt/context.ts';
import { decodePsbtMethod } from '../../../../../src/rpc/methods/psbt/decode.ts';
import { PSBT_METHODS } from '../../../../../src/rpc/methods/psbt/methods.ts';
import type { RpcCall } from '../../../../../src/rpc/registry.ts';
import { decodePsbt } from '../../../../../src/wallet/psbt/decode.ts';
import { encodePsbt } from '../../../../../src/wallet/psbt/encode.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';
import { countVectors, hasVectors, readVectorJson } from '../../../../helpers/vectors.ts';

// What is asked here needs no chain.
const CONTEXT = { network: REGTEST } as PsbtContext;
const NO_CALL = {} as RpcCall;
const { call, refusal } = createRpcCaller(PSBT_METHODS, CONTEXT);

interface PsbtVectors {
  readonly invalid: readonly string[];
  readonly invalid_with_msg: readonly (readonly [string, string])[];
  readonly valid: readonly string[];
  readonly creator: readonly {
    readonly inputs: readonly unknown[];
    readonly outputs: readonly unknown[];
    readonly version: number;
    readonly result: string;
  }[];
  readonly combiner: readonly { readonly combine: readonly string[]; readonly result: string }[];
}

describe.runIf(hasVectors('core/rpc_psbt.json'))("Core's PSBT vectors", () => {
  const vectors = () => readVectorJson<PsbtVectors>('core/rpc_psbt.json');

  it('are refused where they are invalid, with the reason', async (context) => {
    const { invalid, invalid_with_msg } = vectors();
    for (const text of invalid)
      expect(await refusal('decodepsbt', text), text).toMatch(/^-22 TX decode failed/);
    for (const [text, reason] of invalid_with_msg) {
      expect(await refusal('decodepsbt', text), text).toContain(`-22 TX decode failed ${reason}`);
    }
    countVectors(context, invalid.length + invalid_with_msg.length);
  });

  it('are read where they are valid, and written again', async (context) => {
    const { valid } = vectors();
    for (const [i, text] of valid.entries()) {
      // Each look at the schema of the result takes a while.
      if (i % 8 === 0) await call('decodepsbt', text);
      else decodePsbtMethod.handler({ psbt: text }, CONTEXT, NO_CALL);
      const decoded = decodePsbt(text);
      const again = decodePsbt(decoded.ok ? encodePsbt(decoded.value) : '');
      expect(again.ok, text).toBe(true);
      if (decoded.ok && again.ok) expect(encodePsbt(again.value)).toBe(encodePsbt(decoded.value));
    }
    countVectors(context, valid.length);
  });

  it('are created and combined to the letter', async (context) => {
    const { creator, combiner } = vectors();
    for (const { inputs, outputs, version, result } of creator) {
      expect(await call('createpsbt', inputs, outputs, 0, false, 2, version)).toBe(result);
    }
    for (const { combine, result } of combiner) expect(await call('combinepsbt', combine)).toBe(result);
    countVectors(context, creator.length + combiner.length);
  });
});

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
    ['decodepsbt', ['x'], '-22 TX decode failed invalid base64'],
    ['decodepsbt', [''], '-22 TX decode failed Invalid PSBT magic bytes'],
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
