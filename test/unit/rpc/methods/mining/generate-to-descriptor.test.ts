import { describe, expect, it } from 'vitest';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

const METHOD = 'generatetodescriptor';
const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const LONG = `04${KEY.slice(2)}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`;
const TPUB =
  'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B';

describe('generateToDescriptor', () => {
  it.each([
    [`wpkh(${KEY})`, 'witness_v0_keyhash'],
    [`combo(${KEY})`, 'witness_v0_keyhash'],
    [`combo(${LONG})`, 'pubkeyhash'],
    [`pk(${KEY})`, 'pubkey'],
  ])('pays the reward of %s to %s', async (descriptor, type) => {
    const { call } = await openRpcNode();
    const [hash] = await call<string[]>(METHOD, 1, descriptor);
    expect(await call('getblock', hash, 2)).toMatchObject({
      tx: [{ vout: [{ scriptPubKey: { type } }, {}] }],
    });
  });

  it.each([
    ['x', "-5 'x' is not a valid descriptor function"],
    [`pk(${TPUB}/<0;1>)`, '-8 Multipath descriptor not accepted'],
    [`pk(${TPUB}/*)`, '-8 Ranged descriptor not accepted. Maybe pass through deriveaddresses first?'],
    [`pk(${TPUB}/1h)`, '-5 Cannot derive script without private keys'],
  ])('refuses %s: %s', async (descriptor, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(METHOD, 1, descriptor)).toBe(error);
  });
});
