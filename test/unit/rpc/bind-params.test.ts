import { describe, expect, it } from 'vitest';
import { bindParams } from '../../../src/rpc/bind-params.ts';
import { helpText } from '../../../src/rpc/help.ts';
import { parseJson } from '../../../src/rpc/json.ts';
import { getTxSpendingPrevOut } from '../../../src/rpc/methods/mempool/spending-prevout.ts';
import type { RpcMethod } from '../../../src/rpc/registry.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { createTrialRpc } from '../../helpers/rpc.ts';

const { registry } = createTrialRpc();
const find = (name: string): RpcMethod => expectDefined(registry.find(name), name);
const header = find('getblockheader');
const HASH = '01'.repeat(32);

describe('bindParams', () => {
  it.each([
    ['by position', [HASH, true, 5]],
    ['by name', { blockhash: HASH, nblocks: 5, verbose: true }],
    ['by an alias', { blockhash: HASH, count: 5, verbose: true }],
    ['mixed', { args: [HASH], verbose: true, nblocks: 5 }],
    ['mixed, all by position', { args: [HASH, true, 5] }],
  ])('takes parameters %s', (_name, params) => {
    expect(bindParams(header, params)).toEqual({ blockhash: HASH, verbose: true, nblocks: 5 });
  });

  it.each([
    [[HASH]],
    [[HASH, null]],
    [[HASH, null, null]],
    [{ blockhash: HASH }],
    [{ blockhash: HASH, count: null }],
  ])('takes null and nothing as absent: %j', (params) => {
    expect(bindParams(header, params)).toEqual({ blockhash: HASH, verbose: undefined, nblocks: undefined });
  });

  // The table of Core's test/functional/rpc_named_arguments.py, with five parameters.
  it.each([
    [[], []],
    [{ arg0: 0, arg4: 4 }, [0, null, null, null, 4]],
    [{ arg1: 1 }, [null, 1]],
    [{ args: [0, 1], arg3: 3 }, [0, 1, null, 3]],
  ])('puts %j at the positions of echojson', (params, expected) => {
    const echoed = Object.values(bindParams(find('echojson'), params)).map((value) => value ?? null);
    expect(echoed).toEqual([...expected, null, null, null, null, null].slice(0, 5));
  });

  it.each([
    ['arg1', { args: [0, 1], arg1: 1 }],
    ['arg1', { args: [0, null, 2], arg1: 1 }],
    ['arg0', { args: [0], arg0: 1 }],
  ])('refuses %s given twice: %j', (name, params) => {
    const message = `Parameter ${name} specified twice both as positional and named argument`;
    expect(() => bindParams(find('echojson'), params)).toThrow(
      expect.objectContaining({ code: -8, message }),
    );
  });

  it('refuses a name that is given twice', () => {
    const params = parseJson(Buffer.from('{"arg0":0,"arg1":1,"arg1":1}'));
    expect(() => bindParams(find('echojson'), params.ok ? (params.value as object as []) : [])).toThrow(
      expect.objectContaining({ code: -8, message: 'Parameter arg1 specified multiple times' }),
    );
  });

  it.each([
    ['random', { random: 'x' }],
    ['count', { blockhash: HASH, nblocks: 1, count: 1 }],
    ['args', { blockhash: HASH, args: 5 }],
    ['constructor', { constructor: 5 }],
  ])('refuses the unknown named parameter %s', (name, params) => {
    const message = `Unknown named parameter ${name}`;
    expect(() => bindParams(header, params)).toThrow(expect.objectContaining({ code: -8, message }));
  });

  it.each([[[]], [{}], [[HASH, true, 5, 6]], [{ args: [HASH, true, 5, 6] }]])(
    'answers a wrong count with the help text: %j',
    (params) => {
      expect(() => bindParams(header, params)).toThrow(
        expect.objectContaining({ code: -1, message: helpText(header) }),
      );
    },
  );

  describe('of an object whose fields have names of their own', () => {
    const outputs = [{ txid: HASH, vout: 0 }];

    it.each([
      [{ outputs, options: { mempool_only: true } }],
      [{ outputs, mempool_only: true }],
      [{ args: [outputs], mempool_only: true }],
    ])('takes the fields either way: %j', (params) => {
      const expected = { outputs, options: { mempool_only: true } };
      expect(bindParams(getTxSpendingPrevOut, params)).toEqual(expected);
    });

    it('refuses the object and its fields together, and what is no field', () => {
      const bind = (params: Record<string, unknown>) => () => bindParams(getTxSpendingPrevOut, params);
      expect(bind({ outputs, options: {}, mempool_only: true })).toThrow(
        'Parameter options conflicts with parameter mempool_only',
      );
      expect(bind({ outputs, other: true })).toThrow('Unknown named parameter other');
      expect(bind({ outputs, mempool_only: 1 })).toThrow(/is not of expected type|mempool_only/);
    });
  });

  it('names every parameter of a wrong type at once', () => {
    const message = `Wrong type passed:
{
    "Position 1 (blockhash)": "JSON value of type number is not of expected type string",
    "Position 3 (nblocks|count)": "JSON value of type string is not of expected type number"
}`;
    expect(() => bindParams(header, [5, true, 'x'])).toThrow(expect.objectContaining({ code: -3, message }));
  });

  it('refuses null for a required parameter', () => {
    const message = `Wrong type passed:
{
    "Position 1 (blockhash)": "JSON value of type null is not of expected type string"
}`;
    expect(() => bindParams(header, [null])).toThrow(expect.objectContaining({ code: -3, message }));
  });

  it('checks values after types', () => {
    const message = "hash must be of length 64 (not 3, for 'foo')";
    expect(() => bindParams(header, ['foo'])).toThrow(expect.objectContaining({ code: -8, message }));
    expect(() => bindParams(header, ['foo', 'x'])).toThrow(expect.objectContaining({ code: -3 }));
  });
});
