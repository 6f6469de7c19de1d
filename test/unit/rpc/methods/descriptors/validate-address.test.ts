import { describe, expect, it } from 'vitest';
import { validateAddress } from '../../../../../src/rpc/methods/descriptors/validate-address.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

const { call, refusal } = createRpcCaller([validateAddress], { network: REGTEST });

const PROGRAM = '751e76e8199196d454941c45d1b3a323f1433bd6';

describe('validateAddress', () => {
  it.each([
    ['mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB', { isscript: false, iswitness: false }],
    ['2MwGk8mw1GBP6U9D5X8gTvgvXpuknmAK3fo', { isscript: true, iswitness: false }],
    [
      'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
      {
        isscript: false,
        iswitness: true,
        witness_version: 0,
        witness_program: PROGRAM,
        scriptPubKey: `0014${PROGRAM}`,
      },
    ],
    [
      'bcrt1qamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhqgdn98t',
      { isscript: true, iswitness: true, witness_version: 0, witness_program: 'ee'.repeat(32) },
    ],
    [
      'bcrt1pamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhwamhqz6nvlh',
      { isscript: true, iswitness: true, witness_version: 1, witness_program: 'ee'.repeat(32) },
    ],
    ['bcrt1pfeesnyr2tx', { isscript: true, iswitness: true, scriptPubKey: '51024e73' }],
    ['bcrt1pamhqk96edn', { iswitness: true, witness_version: 1, witness_program: 'eeee' }],
  ])('describes %s', async (address, expected) => {
    const answer = await call<object>('validateaddress', address);
    expect(answer).toEqual({ isvalid: true, address, scriptPubKey: expect.any(String), ...expected });
  });

  // Of Core's rpc_invalid_address_message.py.
  it.each([
    [
      'bcrt1q049edschfnwystcqnsvyfpj23mpsg3jcedq9xv049edschfnwystcqnsvyfpj23mpsg3jcedq9xv049edschfnwystcqnsvyfpj23m',
      'Bech32 string too long',
      Array.from({ length: 18 }, (_, i) => 90 + i),
    ],
    ['bcrt1q049edschfnwystcqnsvyfpj23mpsg3jcedq9xv', 'Invalid Bech32 checksum', [9]],
    ['bcrt1qax9suht3qv95sw33xavx8crpxduefdrsvgsklu', 'Invalid Bech32 checksum', [22, 43]],
    ['bcrt1q04oldschfnwystcqnsvyfpj23mpsg3jcedq9xv', 'Invalid Base 32 character', [8]],
    ['bcrtq049ldschfnwystcqnsvyfpj23mpsg3jcedq9xv', 'Missing separator', []],
    [
      'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7k35mrzd',
      'Version 0 witness address must use Bech32 checksum',
      [],
    ],
    [
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx',
      'Invalid or unsupported Segwit (Bech32) or Base58 encoding.',
      [],
    ],
    ['17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem', 'Invalid or unsupported Base58-encoded address.', []],
    [
      'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJJfn',
      'Invalid checksum or length of Base58 address (P2PKH or P2SH)',
      [],
    ],
  ])('says what is wrong with %s', async (address, error, locations) => {
    const answer = await call<object>('validateaddress', address);
    expect(answer).toEqual({ isvalid: false, error, error_locations: locations });
  });

  it('takes a string alone', async () => {
    expect(await refusal('validateaddress', null)).toContain(
      'JSON value of type null is not of expected type string',
    );
  });
});
