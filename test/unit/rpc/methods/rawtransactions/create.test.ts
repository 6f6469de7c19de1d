import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../../src/rpc/json.ts';
import { createRawTransaction } from '../../../../../src/rpc/methods/rawtransactions/create.ts';
import { decodeRawTransaction } from '../../../../../src/rpc/methods/rawtransactions/decode.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

const TXID = '1d1d4e24ed99057e84c3f80fd8fbec79ed9e1acee37da269356ecea000000000';
const ADDRESS = 'mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB';
const OTHER = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const INPUT = { txid: TXID, vout: 9 };

interface Decoded {
  readonly version: number;
  readonly locktime: number;
  readonly vin: readonly { readonly sequence: number }[];
  readonly vout: readonly {
    readonly value: number;
    readonly scriptPubKey: { readonly address?: string; readonly asm: string };
  }[];
}

const { call, refusal } = createRpcCaller([createRawTransaction, decodeRawTransaction], { network: REGTEST });
const create = (...params: readonly unknown[]) => call<string>('createrawtransaction', ...params);
const refused = (...params: readonly unknown[]) => refusal('createrawtransaction', ...params);
const decoded = async (...params: readonly unknown[]) =>
  call<Decoded>('decoderawtransaction', await create(...params));

describe('createRawTransaction', () => {
  it('makes the same of outputs in an object and in an array, in their order', async () => {
    const asObject = await create([INPUT], { [ADDRESS]: 99, [OTHER]: '98.5', data: '99' });
    expect(await create([INPUT], [{ [ADDRESS]: 99 }, { [OTHER]: 98.5 }, { data: '99' }])).toBe(asObject);
    const { vout } = await call<Decoded>('decoderawtransaction', asObject);
    expect(vout).toMatchObject([
      { value: 99, scriptPubKey: { address: ADDRESS } },
      { value: 98.5, scriptPubKey: { address: OTHER } },
      { value: 0, scriptPubKey: { asm: 'OP_RETURN -25' } },
    ]);
  });

  it('takes no inputs and no outputs', async () => {
    expect(await create([], {})).toBe('02000000000000000000');
    expect(await create([], [])).toBe('02000000000000000000');
  });

  it.each([
    [[], 0xfffffffd],
    [[0, true], 0xfffffffd],
    [[0, false], 0xffffffff],
    [[1, false], 0xfffffffe],
    [[1], 0xfffffffd],
  ])('chooses the sequence for locktime and replaceable %j', async (options, sequence) => {
    const tx = await decoded([INPUT], {}, ...options);
    expect(tx.vin).toMatchObject([{ sequence }]);
    expect(tx.locktime).toBe(options[0] ?? 0);
  });

  it.each([0, 1000, 4294967295])('takes a sequence of %d', async (sequence) => {
    expect((await decoded([{ ...INPUT, sequence }], {})).vin).toMatchObject([{ sequence }]);
  });

  it.each([1, 2, 3])('makes version %d', async (version) => {
    expect(await decoded([INPUT], {}, 0, null, version)).toMatchObject({ version });
  });

  it('takes the last lock time there is', async () => {
    expect(await decoded([INPUT], {}, 4294967295)).toMatchObject({ locktime: 4294967295 });
  });

  it.each([
    [[['foo'], {}], '-3 JSON value of type string is not of expected type object'],
    [[[{}], {}], '-3 JSON value of type null is not of expected type string'],
    [[[{ txid: 5 }], {}], '-3 JSON value of type number is not of expected type string'],
    [[[{ txid: 'foo' }], {}], "-8 txid must be of length 64 (not 3, for 'foo')"],
    [[[{ txid: `Z${TXID.slice(1)}` }], {}], `-8 txid must be hexadecimal string (not 'Z${TXID.slice(1)}')`],
    [[[{ txid: TXID }], {}], '-8 Invalid parameter, missing vout key'],
    [[[{ txid: TXID, vout: 'foo' }], {}], '-8 Invalid parameter, missing vout key'],
    [[[{ txid: TXID, vout: -1 }], {}], '-8 Invalid parameter, vout cannot be negative'],
    [[[{ txid: TXID, vout: 2 ** 31 }], {}], '-1 JSON integer out of range'],
    [[[{ txid: TXID, vout: 0.5 }], {}], '-1 JSON integer out of range'],
    [[[{ ...INPUT, sequence: -1 }], {}], '-8 Invalid parameter, sequence number is out of range'],
    [[[{ ...INPUT, sequence: 4294967296 }], {}], '-8 Invalid parameter, sequence number is out of range'],
  ])('refuses the input of %j', async (params, error) => {
    expect(await refused(...params)).toBe(error);
  });

  it.each([
    [null, '-8 Invalid parameter, output argument must be non-null'],
    ['foo', '-3 JSON value of type string is not of expected type array'],
    [{ data: 'foo' }, "-8 Data must be hexadecimal string (not 'foo')"],
    [{ data: '' }, "-8 Data must be hexadecimal string (not '')"],
    [{ data: null }, "-8 Data must be hexadecimal string (not '')"],
    [{ foo: 0 }, '-5 Invalid Bitcoin address: foo'],
    [{ [ADDRESS]: 'foo' }, '-3 Invalid amount'],
    [{ [ADDRESS]: -1 }, '-3 Amount out of range'],
    [{ [ADDRESS]: true }, '-3 Amount is not a number or string'],
    [{ [ADDRESS]: 21000000.00000001 }, '-3 Amount out of range'],
    [[{ [ADDRESS]: 1 }, { [ADDRESS]: 1 }], `-8 Invalid parameter, duplicated address: ${ADDRESS}`],
    [
      [{ [OTHER]: 1 }, { [OTHER.toUpperCase()]: 1 }],
      `-8 Invalid parameter, duplicated address: ${OTHER.toUpperCase()}`,
    ],
    [[{ data: 'aa' }, { data: 'bb' }], '-8 Invalid parameter, duplicate key: data'],
    [[{ a: 1, b: 2 }], '-8 Invalid parameter, key-value pair must contain exactly one key'],
    [[{}], '-8 Invalid parameter, key-value pair must contain exactly one key'],
    [[['key-value pair1'], ['2']], '-8 Invalid parameter, key-value pair not an object as expected'],
  ])('refuses the outputs %j', async (outputs, error) => {
    expect(await refused([], outputs)).toBe(error);
  });

  it.each([
    [`{"${ADDRESS}":1,"${ADDRESS}":2}`, `-8 Invalid parameter, duplicated address: ${ADDRESS}`],
    ['{"data":"aa","data":"bb"}', '-8 Invalid parameter, duplicate key: data'],
    ['[{"a":1,"a":2}]', '-8 Invalid parameter, key-value pair must contain exactly one key'],
  ])('refuses the outputs %s, of which JSON.parse would keep the last', async (json, error) => {
    const outputs = parseJson(Buffer.from(json));
    expect(await refused([], outputs.ok && outputs.value)).toBe(error);
  });

  it.each([
    [[-1], '-8 Invalid parameter, locktime out of range'],
    [[4294967296], '-8 Invalid parameter, locktime out of range'],
    [[0, false, 0], '-8 Invalid parameter, version out of range(1~3)'],
    [[0, false, 4], '-8 Invalid parameter, version out of range(1~3)'],
    [[0, false, -1], '-1 JSON integer out of range'],
    [[0, false, 4294967296], '-1 JSON integer out of range'],
  ])('refuses the options %j', async (options, error) => {
    expect(await refused([], {}, ...options)).toBe(error);
  });

  it('refuses sequences that contradict replaceable', async () => {
    const error = '-8 Invalid parameter combination: Sequence number(s) contradict replaceable option';
    expect(await refused([{ ...INPUT, sequence: 0xfffffffe }], {}, 0, true)).toBe(error);
    expect(await decoded([{ ...INPUT, sequence: 0xfffffffd }], {}, 0, true)).toBeDefined();
    expect(await decoded([], {}, 0, true)).toBeDefined();
  });

  it.each([
    [[], /^-1 createrawtransaction \[\{"txid":\.\.\.,"vout":\.\.\.,"sequence":\.\.\.\},\.\.\.\]/],
    [
      ['foo', {}],
      /^-3 Wrong type passed:\n[\s\S]*inputs[\s\S]*JSON value of type string is not of expected type array/,
    ],
    [[[], {}, 'foo'], /JSON value of type string is not of expected type number/],
    [[[], {}, 0, 'foo'], /JSON value of type string is not of expected type bool/],
  ])('refuses %j as Core does', async (params, error) => {
    expect(await refused(...params)).toMatch(error);
  });
});
