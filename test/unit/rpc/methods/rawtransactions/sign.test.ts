import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../../../src/crypto/hash160.ts';
import { sha256 } from '../../../../../src/crypto/sha256d.ts';
import { serializeTransaction } from '../../../../../src/primitives/tx.ts';
import { encodeBase58Check } from '../../../../../src/script/base58check.ts';
import {
  payToPubkeyHash,
  payToScriptHash,
  payToWitnessProgram,
} from '../../../../../src/script/output-scripts.ts';
import { concatBytes, toHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { createSigningKey } from '../../../../../src/wallet/private-key.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { parseScript } from '../../../../helpers/script.ts';
import { payTo, spend } from '../../../../helpers/spending.ts';
import { buildTaproot } from '../../../../helpers/taproot.ts';
import { transactionOf } from '../../../../helpers/transactions.ts';

const METHOD = 'signrawtransactionwithkey';
const TXID = '9b907ef1e3c26fc71fe4a4b3580bc75264112f95050014157059c736f0202e71';

const SECRET = new Uint8Array(32).fill(9);
const KEY = createSigningKey(SECRET);
const WIF = encodeBase58Check(concatBytes(Uint8Array.of(239), SECRET, Uint8Array.of(1)));
const PUBKEY_SCRIPT = parseScript(`0x21 0x${toHex(KEY.pubkey)} CHECKSIG`);
const WITNESS_PROGRAM = payToWitnessProgram(0, sha256(PUBKEY_SCRIPT));

const hex = (bytes: Uint8Array) => toHex(bytes);
const KEY_HASH_SCRIPT = hex(payToPubkeyHash(hash160(KEY.pubkey)));
const SCRIPT_HASH_SCRIPT = hex(payToScriptHash(hash160(PUBKEY_SCRIPT)));
const WITNESS_SCRIPT = hex(WITNESS_PROGRAM);
const TAPROOT_SCRIPT = hex(payToWitnessProgram(1, buildTaproot(KEY.pubkey.subarray(1)).outputKey));
const NESTED_SCRIPT = hex(payToScriptHash(hash160(WITNESS_PROGRAM)));

/** Spends an output that no node knows. */
const UNSIGNED = hexOfTransaction(
  spend(
    [
      {
        txid: Uint8Array.from(Buffer.from(TXID, 'hex')).reverse() as never,
        index: 0,
        value: 1000,
        lock: { scriptPubKey: new Uint8Array(), unlock: () => ({}) },
      },
    ],
    [{ value: 900, scriptPubKey: PUBKEY_SCRIPT }],
  ),
);

const prevtx = (scriptPubKey: string, fields: object = {}) => ({
  txid: TXID,
  vout: 0,
  scriptPubKey,
  ...fields,
});

describe('signRawTransactionWithKey', () => {
  it.each([
    ['P2PKH', prevtx(KEY_HASH_SCRIPT)],
    ['P2SH', prevtx(SCRIPT_HASH_SCRIPT, { redeemScript: hex(PUBKEY_SCRIPT) })],
    ['P2SH told as a witness script', prevtx(SCRIPT_HASH_SCRIPT, { witnessScript: hex(PUBKEY_SCRIPT) })],
    ['P2WSH', prevtx(WITNESS_SCRIPT, { witnessScript: hex(PUBKEY_SCRIPT), amount: 0.00001 })],
    [
      'P2WSH told as a redeem script',
      prevtx(WITNESS_SCRIPT, { redeemScript: hex(PUBKEY_SCRIPT), amount: '0.00001' }),
    ],
    [
      'P2WSH behind P2SH',
      prevtx(NESTED_SCRIPT, {
        witnessScript: hex(PUBKEY_SCRIPT),
        redeemScript: WITNESS_SCRIPT,
        amount: 0.00001,
      }),
    ],
    [
      'P2WSH behind P2SH told as a redeem script',
      prevtx(NESTED_SCRIPT, { redeemScript: hex(PUBKEY_SCRIPT), amount: 1 }),
    ],
    ['P2TR', prevtx(TAPROOT_SCRIPT, { amount: 0.00001 })],
  ])('signs %s with what the caller tells', async (_, told) => {
    const { call } = await openRpcNode();
    const signed = await call<{ hex: string; complete: boolean }>(METHOD, UNSIGNED, [WIF], [told]);
    expect(signed).toEqual({ hex: expect.any(String), complete: true });
    expect(signed.hex).not.toBe(UNSIGNED);
    // Nothing is left to sign, so any other key will do.
    expect(await call(METHOD, signed.hex, [], [told])).toEqual(signed);
  });

  it.each([
    'ALL',
    'NONE',
    'SINGLE',
    'ALL|ANYONECANPAY',
    'NONE|ANYONECANPAY',
    'SINGLE|ANYONECANPAY',
    'DEFAULT',
  ])('signs with %s', async (name) => {
    const { call } = await openRpcNode();
    const signed = await call<{ hex: string }>(METHOD, UNSIGNED, [WIF], [prevtx(KEY_HASH_SCRIPT)], name);
    expect(signed).toMatchObject({ complete: true });
    const { vin } = await call<{ vin: { scriptSig: { asm: string } }[] }>('decoderawtransaction', signed.hex);
    expect(vin[0]?.scriptSig.asm).toContain(`[${name === 'DEFAULT' ? 'ALL' : name}]`);
  });

  it.each([
    [undefined, 64, undefined],
    ['DEFAULT', 64, undefined],
    ['ALL', 65, 0x01],
    ['SINGLE|ANYONECANPAY', 65, 0x83],
  ])('signs P2TR with %s in %d bytes', async (name, size, lastByte) => {
    const { call } = await openRpcNode();
    const told = [prevtx(TAPROOT_SCRIPT, { amount: 0.00001 })];
    const signed = await call<{ hex: string }>(METHOD, UNSIGNED, [WIF], told, ...(name ? [name] : []));
    const { vin } = await call<{ vin: { txinwitness: string[] }[] }>('decoderawtransaction', signed.hex);
    const [signature = ''] = vin[0]?.txinwitness ?? [];
    expect([signature.length / 2, parseScript(`0x${signature}`)[64]]).toEqual([size, lastByte]);
  });

  it('knows the outputs of the chain and of the mempool', async () => {
    const { call, matureCoins } = await openRpcNode();
    const [coin] = await matureCoins(1);
    const lock = { scriptPubKey: payToWitnessProgram(0, hash160(KEY.pubkey)), unlock: () => ({}) };
    const parent = spend([expectDefined(coin, 'a coin')], [payTo(lock, 100_000)]);
    await call('submitTransaction', hexOfTransaction(parent), 0);
    const child = spend([{ txid: parent.txid, index: 0, value: 100_000, lock }], [payTo(lock, 99_000)]);
    const signed = await call<{ hex: string }>(METHOD, hexOfTransaction(child), [WIF]);
    expect(signed).toMatchObject({ complete: true });
    await call('submitTransaction', signed.hex);
  });

  it('tells which input could not be signed and why', async () => {
    const { call } = await openRpcNode();
    const error = 'Unable to sign input, invalid stack size (possibly missing key)';
    expect(await call(METHOD, UNSIGNED, [], [prevtx(KEY_HASH_SCRIPT)])).toEqual({
      hex: UNSIGNED,
      complete: false,
      errors: [{ txid: TXID, vout: 0, witness: [], scriptSig: '', sequence: 0xffffffff, error }],
    });
    expect(await call(METHOD, UNSIGNED, [WIF])).toMatchObject({
      complete: false,
      errors: [{ error: 'Input not found or already spent' }],
    });
  });

  it.each([
    [['00', []], '-22 TX decode failed. Make sure the tx has at least one input.'],
    [[`${UNSIGNED}00`, []], '-22 TX decode failed. Make sure the tx has at least one input.'],
    [[UNSIGNED, ['123']], '-5 Invalid private key'],
    [[UNSIGNED, [5]], '-3 JSON value of type number is not of expected type string'],
    [
      [UNSIGNED, [WIF], [prevtx(TAPROOT_SCRIPT)]],
      `-3 Missing amount for CTxOut(nValue=21000000.00000000, scriptPubKey=${TAPROOT_SCRIPT.slice(0, 30)})`,
    ],
    [[UNSIGNED, [], ['foo']], '-22 expected object with {"txid\'","vout","scriptPubKey"}'],
    [[UNSIGNED, [], [{}]], '-3 Missing scriptPubKey'],
    [[UNSIGNED, [], [{ vout: 0, scriptPubKey: '' }]], '-3 Missing txid'],
    [[UNSIGNED, [], [{ txid: TXID, scriptPubKey: '' }]], '-3 Missing vout'],
    [
      [UNSIGNED, [], [{ txid: TXID, vout: 'x', scriptPubKey: '' }]],
      '-3 JSON value of type string for field vout is not of expected type number',
    ],
    [
      [UNSIGNED, [], [{ txid: 'foo', vout: 0, scriptPubKey: '' }]],
      "-8 txid must be of length 64 (not 3, for 'foo')",
    ],
    [[UNSIGNED, [], [{ txid: TXID, vout: -1, scriptPubKey: '' }]], '-22 vout cannot be negative'],
    [[UNSIGNED, [], [prevtx('zz')]], "-8 scriptPubKey must be hexadecimal string (not 'zz')"],
    [[UNSIGNED, [], [prevtx('51', { amount: -1 })]], '-3 Amount out of range'],
    [[UNSIGNED, [], [prevtx(SCRIPT_HASH_SCRIPT)]], '-8 Missing redeemScript/witnessScript'],
    [
      [UNSIGNED, [], [prevtx(SCRIPT_HASH_SCRIPT, { redeemScript: '51' })]],
      '-8 redeemScript/witnessScript does not match scriptPubKey',
    ],
    [
      [UNSIGNED, [], [prevtx(WITNESS_SCRIPT, { witnessScript: '51' })]],
      '-8 redeemScript/witnessScript does not match scriptPubKey',
    ],
    [
      [UNSIGNED, [], [prevtx(NESTED_SCRIPT, { witnessScript: hex(PUBKEY_SCRIPT), redeemScript: '51' })]],
      '-8 redeemScript does not correspond to witnessScript',
    ],
    [[UNSIGNED, [], [prevtx('51'), prevtx('52')]], '-22 Previous output scriptPubKey mismatch:\n1\nvs:\n2'],
    [[UNSIGNED, [], null, 'all'], "-8 'all' is not a valid sighash parameter."],
    [
      [UNSIGNED, [WIF], [prevtx(WITNESS_SCRIPT, { witnessScript: hex(PUBKEY_SCRIPT) })]],
      `-3 Missing amount for CTxOut(nValue=21000000.00000000, scriptPubKey=${WITNESS_SCRIPT.slice(0, 30)})`,
    ],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(METHOD, ...params)).toBe(error);
  });

  it('refuses an output that contradicts the chain', async () => {
    const { refusal, matureCoins } = await openRpcNode();
    const [coin] = await matureCoins(1);
    const { txid, index } = expectDefined(coin, 'a coin');
    const told = { txid: toHex(Uint8Array.from(txid).reverse()), vout: index, scriptPubKey: '51' };
    expect(await refusal(METHOD, UNSIGNED, [], [told])).toMatch(
      /^-22 Previous output scriptPubKey mismatch:\n0 /,
    );
  });

  it('signs nothing without inputs', async () => {
    const { refusal } = await openRpcNode();
    const withoutInputs = '02000000000100000000000000000000000000';
    expect(await refusal(METHOD, withoutInputs, [WIF])).toBe(
      '-22 TX decode failed. Make sure the tx has at least one input.',
    );
  });

  it('signs nothing whose amounts it could not keep', async () => {
    const { refusal } = await openRpcNode();
    const tx = transactionOf({ outputs: [{ value: 1, scriptPubKey: PUBKEY_SCRIPT }] });
    const huge = toHex(serializeTransaction(tx)).replace('0100000000000000', 'ffffffffffffff7f');
    expect(await refusal(METHOD, huge, [WIF])).toBe(
      '-22 TX decode failed. Output 0 has a value that no transaction can pay.',
    );
  });
});
