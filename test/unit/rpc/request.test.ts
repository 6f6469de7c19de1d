import { describe, expect, it } from 'vitest';
import { RpcError } from '../../../src/rpc/errors.ts';
import { isNotification, readRequest, toAnswer } from '../../../src/rpc/request.ts';

describe('readRequest', () => {
  it.each([
    ['2.0', { jsonrpc: '2.0', method: 'm', id: 1 }, { dialect: '2.0', id: 1 }],
    ['no version', { method: 'm', id: 'x' }, { dialect: '1.1', id: 'x' }],
    ['the version field of 1.1', { version: '1.1', method: 'm' }, { dialect: '1.1', id: undefined }],
    ['1.0', { jsonrpc: '1.0', method: 'm', id: null }, { dialect: '1.1', id: null }],
    ['a null version', { jsonrpc: null, method: 'm', id: {} }, { dialect: '1.1', id: {} }],
  ])('reads the envelope of %s', (_name, value, envelope) => {
    expect(readRequest(value)).toEqual({ envelope, request: { method: 'm', params: [] } });
  });

  it.each([[[1, 2]], [{ a: 1 }], [[]]])('takes params %j', (params) => {
    expect(readRequest({ method: 'm', params }).request).toEqual({ method: 'm', params });
  });

  it.each([
    [5, 'Invalid Request object'],
    [null, 'Invalid Request object'],
    [[], 'Invalid Request object'],
    [{ jsonrpc: 2, method: 'm' }, 'jsonrpc field must be a string'],
    [{ jsonrpc: '2.1', method: 'm' }, 'JSON-RPC version not supported'],
    [{ pizza: 'sausage' }, 'Missing method'],
    [{ method: null }, 'Missing method'],
    [{ method: 5 }, 'Method must be a string'],
    [{ method: 'm', params: 'x' }, 'Params must be an array or object'],
    [{ method: 'm', params: 0 }, 'Params must be an array or object'],
  ])('refuses %j: %s', (value, message) => {
    const { request } = readRequest(value);
    expect(request).toBeInstanceOf(RpcError);
    expect(request).toMatchObject({ code: -32600, message });
  });

  it('keeps the id and dialect of a request that it refuses', () => {
    expect(readRequest({ jsonrpc: '2.0', id: 7 }).envelope).toEqual({ dialect: '2.0', id: 7 });
  });
});

describe('isNotification', () => {
  it.each([
    ['2.0', undefined, true],
    ['2.0', null, false],
    ['2.0', 0, false],
    ['1.1', undefined, false],
  ] as const)('in %s with id %s: %s', (dialect, id, expected) => {
    expect(isNotification({ dialect, id })).toBe(expected);
  });
});

describe('toAnswer', () => {
  const error = new RpcError('RPC_MISC_ERROR', 'no');

  it.each([
    ['2.0', { result: 5 }, '{"jsonrpc":"2.0","result":5,"id":1}'],
    ['2.0', { result: null }, '{"jsonrpc":"2.0","result":null,"id":1}'],
    ['2.0', { error }, '{"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":1}'],
    ['1.1', { result: 5 }, '{"result":5,"error":null,"id":1}'],
    ['1.1', { error }, '{"result":null,"error":{"code":-1,"message":"no"},"id":1}'],
  ] as const)('in %s', (dialect, outcome, expected) => {
    expect(JSON.stringify(toAnswer({ dialect, id: 1 }, outcome))).toBe(expected);
  });
});
