import { describe, expect, it } from 'vitest';
import { RPC_ERRORS, RpcError } from '../../../src/rpc/errors.ts';

describe('RPC_ERRORS', () => {
  it('gives every code once', () => {
    const codes = Object.values(RPC_ERRORS);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('RpcError', () => {
  it.each([
    ['RPC_MISC_ERROR', -1],
    ['RPC_TYPE_ERROR', -3],
    ['RPC_INVALID_PARAMETER', -8],
    ['RPC_DESERIALIZATION_ERROR', -22],
    ['RPC_VERIFY_REJECTED', -26],
    ['RPC_IN_WARMUP', -28],
    ['RPC_METHOD_NOT_FOUND', -32601],
  ] as const)('%s bears Core’s code %d', (kind, code) => {
    expect(new RpcError(kind, 'text')).toMatchObject({ name: 'RpcError', code, message: 'text' });
  });
});
