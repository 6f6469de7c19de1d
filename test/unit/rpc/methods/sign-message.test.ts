import { describe, expect, it } from 'vitest';
import { MESSAGE_METHODS } from '../../../../src/rpc/methods/sign-message.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../helpers/rpc-node.ts';

const rpc = createRpcCaller(MESSAGE_METHODS, { network: REGTEST });

/** @source Bitcoin Core test/functional/rpc_signmessagewithprivkey.py */
const MESSAGE = 'This is just a test message';
const KEY = 'cUeKHd5orzT3mz8P9pxyREHfsWtVfgsfDjiZZBcjUBAaGk1BTj7N';
const ADDRESS = 'mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB';
const SIGNATURE = 'INbVnW4e6PeRmsv2Qgu8NuopvrVjkcxob+sX8OcZG0SALhWybUjzMLPdAsXI46YZGb0KQTRii+wWIQzRpG/U+S0=';

describe('signMessageWithPrivkey', () => {
  it('signs as Core does', async () => {
    expect(await rpc.call('signMessageWithPrivkey', KEY, MESSAGE)).toBe(SIGNATURE);
  });

  it('refuses what is no key', async () => {
    expect(await rpc.refusal('signMessageWithPrivkey', 'invalid_key', MESSAGE)).toBe(
      '-5 Invalid private key',
    );
  });

  it('signs for the uncompressed form of a key, too', async () => {
    // The private key 1, uncompressed.
    const key = '91avARGdfge8E4tZfYLoxeJ5sGBdNJQH4kvjJoQFacbgwmaKkrx';
    const address = 'mtoKs9V381UAhUia3d7Vb9GNak8Qvmcsme';
    const signature = await rpc.call('signMessageWithPrivkey', key, MESSAGE);
    expect(await rpc.call('verifyMessage', address, signature, MESSAGE)).toBe(true);
  });
});

describe('verifyMessage', () => {
  it('is true for what the key of the address has signed, and for nothing else', async () => {
    expect(await rpc.call('verifyMessage', ADDRESS, SIGNATURE, MESSAGE)).toBe(true);
    expect(await rpc.call('verifyMessage', ADDRESS, SIGNATURE, `${MESSAGE}.`)).toBe(false);
    expect(await rpc.call('verifyMessage', ADDRESS, `H${SIGNATURE.slice(1)}`, MESSAGE)).toBe(false);
    for (const other of [
      '',
      'AAAA',
      Buffer.alloc(65).toString('base64'),
      Buffer.alloc(65, 0xff).toString('base64'),
    ]) {
      expect(await rpc.call('verifyMessage', ADDRESS, other, MESSAGE)).toBe(false);
    }
  });

  it('refuses in the words of Core', async () => {
    expect(await rpc.refusal('verifyMessage', 'invalid_addr', SIGNATURE, MESSAGE)).toBe('-5 Invalid address');
    expect(await rpc.refusal('verifyMessage', ADDRESS, 'invalid_sig', MESSAGE)).toBe(
      '-3 Malformed base64 encoding',
    );
    const segwit = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
    expect(await rpc.refusal('verifyMessage', segwit, SIGNATURE, MESSAGE)).toBe(
      '-3 Address does not refer to key',
    );
  });
});
