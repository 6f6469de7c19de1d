import { describe, expect, it } from 'vitest';
import { EXAMPLE_SIGNED_HEX, EXAMPLE_TXID } from '../../../../../src/rpc/methods/examples.ts';
import { decodeRawTransaction } from '../../../../../src/rpc/methods/rawtransactions/decode.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';

const { call, refusal } = createRpcCaller([decodeRawTransaction], { network: REGTEST });

/** Signs with ALL by a key that the input shows; of Core's rpc_decodescript.py. */
const SIGNATURE =
  '304402207174775824bec6c2700023309a168231ec80b82c6069282f5133e6f11cbb04460220570edc55c7c5da2ca687ebd0372d3546ebc3f810516a002350cac72dfe192dfb';
const PUBKEY =
  '04d3f898e6487787910a690410b7a917ef198905c27fb9d3b0a42da12aceae0544fc7088d239d9a48f2828a15a09e84043001f27cc80d162cb95404e1210161536';
const P2PKH_SPEND = `0100000001696a20784a2c70143f634e95227dbdfdf0ecd51647052e70854512235f5986ca010000008a47${SIGNATURE}0141${PUBKEY}ffffffff0100e1f505000000001976a914eb6c6e0cdb2d256a32d97b8df1fc75d1920d9bca88ac00000000`;

describe('decodeRawTransaction', () => {
  it('shows a transaction with a witness', async () => {
    expect(await call('decoderawtransaction', EXAMPLE_SIGNED_HEX)).toEqual({
      txid: EXAMPLE_TXID,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      version: 2,
      size: 191,
      vsize: 110,
      weight: 437,
      locktime: 0,
      vin: [
        {
          txid: '0edcad68572bef862d27e685213fb9df4e64f6ced6928b5f8b7b5902c02fb6be',
          vout: 0,
          scriptSig: { asm: '', hex: '' },
          txinwitness: [
            expect.stringMatching(/^3044/),
            '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
          ],
          sequence: 4294967293,
        },
      ],
      vout: [
        {
          value: 49.9999,
          n: 0,
          scriptPubKey: {
            asm: '0 751e76e8199196d454941c45d1b3a323f1433bd6',
            desc: 'addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)#8pk5s7ya',
            hex: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
            address: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
            type: 'witness_v0_keyhash',
          },
        },
      ],
    });
  });

  it('names the hash type of signatures, and of coinbases shows the script alone', async () => {
    expect(await call('decoderawtransaction', P2PKH_SPEND)).toMatchObject({
      vin: [{ scriptSig: { asm: `${SIGNATURE}[ALL] ${PUBKEY}` } }],
    });
    const coinbase =
      '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0151ffffffff0100f2052a01000000015100000000';
    expect(await call('decoderawtransaction', coinbase)).toMatchObject({
      vin: [{ coinbase: '51', sequence: 0xffffffff }],
    });
  });

  it('tries the form that the caller says, else both', async () => {
    const withoutInputs = '0200000000010100000000000000015100000000';
    expect(await call('decoderawtransaction', withoutInputs)).toMatchObject({ vin: [] });
    expect(await call('decoderawtransaction', withoutInputs, false)).toMatchObject({ vin: [] });
    expect(await refusal('decoderawtransaction', withoutInputs, true)).toBe('-22 TX decode failed');
    expect(await call('decoderawtransaction', EXAMPLE_SIGNED_HEX, true)).toMatchObject({
      txid: EXAMPLE_TXID,
    });
    expect(await refusal('decoderawtransaction', EXAMPLE_SIGNED_HEX, false)).toBe('-22 TX decode failed');
  });

  it.each(['', 'zz', '0', '00', `${EXAMPLE_SIGNED_HEX}00`])('refuses %j', async (text) => {
    expect(await refusal('decoderawtransaction', text)).toBe('-22 TX decode failed');
  });

  it('shows a value that no transaction can pay, rounded to what a number holds', async () => {
    const huge =
      '020000000101000000000000000000000000000000000000000000000000000000000000000000000000ffffffff01ffffffffffffff7f015100000000';
    expect(await call('decoderawtransaction', huge)).toMatchObject({ vout: [{ value: 90071992.54740992 }] });
  });
});
