import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../../../src/crypto/hash160.ts';
import { sha256 } from '../../../../../src/crypto/sha256d.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { encodeBase58Check } from '../../../../../src/script/base58check.ts';
import { withChecksum } from '../../../../../src/script/descriptor-checksum.ts';
import { payToPubkeyHash, payToWitnessProgram } from '../../../../../src/script/output-scripts.ts';
import { concatBytes, fromHex, toHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { createSigningKey } from '../../../../../src/wallet/private-key.ts';
import { decodePsbt } from '../../../../../src/wallet/psbt/decode.ts';
import { encodePsbt } from '../../../../../src/wallet/psbt/encode.ts';
import { INPUT, type PsbtEntry, psbtEntry, psbtMap } from '../../../../../src/wallet/psbt/model.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { spend } from '../../../../helpers/spending.ts';

/** A key in both its forms. */
interface Key {
  readonly wif: string;
  readonly pub: string;
  readonly x: string;
}

const [A, B, C] = ['a', 'b', 'c'].map((name): Key => {
  const secret = sha256(new TextEncoder().encode(name));
  const pub = toHex(createSigningKey(secret).pubkey);
  const wif = encodeBase58Check(concatBytes(Uint8Array.of(239), secret, Uint8Array.of(1)));
  return { wif, pub, x: pub.slice(2) };
}) as [Key, Key, Key];

/** A point whose secret nobody knows. @source BIP341 */
const NOBODY = '50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0';

/** Descriptors with the keys as they are told; two signers each have one of two keys, or one has the only one. */
const KINDS: readonly (readonly [name: string, (a: string, b: string) => string])[] = [
  ['P2PK', (a) => `pk(${a})`],
  ['P2PKH', (a) => `pkh(${a})`],
  ['bare multisig', (a, b) => `multi(2,${a},${b})`],
  ['P2SH multisig', (a, b) => `sh(multi(2,${a},${b}))`],
  ['P2WPKH', (a) => `wpkh(${a})`],
  ['P2SH-P2WPKH', (a) => `sh(wpkh(${a}))`],
  ['P2WSH multisig', (a, b) => `wsh(sortedmulti(2,${a},${b},${C.pub}))`],
  ['P2SH-P2WSH', (a, b) => `sh(wsh(multi(2,${a},${b})))`],
  ['P2WSH of a key hash', (a) => `wsh(pkh(${a}))`],
  ['a taproot key', (a) => `tr(${a})`],
  ['a taproot key over scripts', (a) => `tr(${a},{pk(${C.x}),pk(${B.x})})`],
  ['a raw taproot key', (a) => `rawtr(${a})`],
  ['a script of one key', (a) => `tr(${NOBODY},{pk(${a}),pk(${C.x})})`],
  ['a script of a key hash', (a) => `tr(${NOBODY},pkh(${a}))`],
  ['P2WSH miniscript', (a, b) => `wsh(and_v(or_c(pk(${C.pub}),v:pkh(${a})),pk(${b})))`],
  ['a script that is miniscript', (a, b) => `tr(${NOBODY},and_v(v:pkh(${a}),pk(${b})))`],
  ['a script of two keys of three', (a, b) => `tr(${NOBODY},{multi_a(2,${a},${C.x},${b}),pk(${C.x})})`],
];

/** An output that no node knows. */
const UNKNOWN = { txid: '01'.repeat(32), vout: 0 };
const PAYMENT = [{ [OPEN_ADDRESS]: 0.5 }];
/** In satoshis, as it is on the wire. */
const ONE_COIN = [0, 0xe1, 0xf5, 5, 0, 0, 0, 0];

interface Processed {
  readonly psbt: string;
  readonly complete: boolean;
  readonly hex?: string;
}

/** An output of the mempool to be spent by the descriptor, and a PSBT that spends it. */
async function fund(
  node: RpcNode,
  descriptor: string,
): Promise<{ readonly txid: string; readonly psbt: string }> {
  const [coin] = await node.matureCoins(1);
  const [block] = await node.call<string[]>('generateToDescriptor', 1, withChecksum(descriptor));
  const { tx } = await node.call<{ tx: { vout: { scriptPubKey: { hex: string } }[] }[] }>(
    'getBlock',
    block,
    2,
  );
  const scriptPubKey = expectDefined(fromHex(tx[0]?.vout[0]?.scriptPubKey.hex ?? ''), 'a script');
  const funding = spend([expectDefined(coin, 'a coin')], [{ value: 1e8, scriptPubKey }]);
  await node.call('sendRawTransaction', hexOfTransaction(funding), 0);
  const txid = displayHash(funding.txid);
  const outputs = [{ [OPEN_ADDRESS]: 0.9999 }];
  return { txid, psbt: await node.call<string>('createPsbt', [{ txid, vout: 0 }], outputs) };
}

describe('the roles of a PSBT', () => {
  it.each(KINDS)('lead to a transaction that spends %s', async (_name, describeKeys) => {
    const node = await openRpcNode();
    const watching = describeKeys(A.pub, B.pub);
    const { psbt } = await fund(node, watching);
    expect(await node.call('analyzePsbt', psbt)).toMatchObject({ next: 'updater' });

    const updated = await node.call<string>('utxoUpdatePsbt', psbt, [withChecksum(watching)]);
    const isTaproot = watching.includes('tr(');
    // Taproot's signatures are not counted one by one.
    expect(await node.call('analyzePsbt', updated)).toMatchObject({
      fee: 0.0001,
      next: isTaproot ? 'updater' : 'signer',
      inputs: [{ has_utxo: true, is_final: false }],
    });

    const signed: Processed[] = [];
    for (const keys of [[A.wif, B.pub] as const, [A.pub, B.wif] as const]) {
      signed.push(
        await node.call('descriptorProcessPsbt', updated, [describeKeys(...keys)], null, true, false),
      );
    }
    const combined = await node.call<string>(
      'combinePsbt',
      signed.map((each) => each.psbt),
    );
    expect(await node.call('analyzePsbt', combined)).toMatchObject({ next: 'finalizer' });
    const { hex, complete } = await node.call<Processed>('finalizePsbt', combined);
    expect(complete).toBe(true);
    expect(await node.call('testMempoolAccept', [hex])).toMatchObject([{ allowed: true }]);

    const both = describeKeys(A.wif, B.wif);
    const atOnce = await node.call<Processed>('descriptorProcessPsbt', psbt, [both]);
    expect(atOnce).toMatchObject({ complete: true, hex });
    expect(await node.call('analyzePsbt', atOnce.psbt)).toMatchObject({ next: 'extractor' });
  });

  it('stop where a signature is missing, and say which', async () => {
    const node = await openRpcNode();
    const { psbt } = await fund(node, `wsh(multi(2,${A.pub},${B.pub}))`);
    const bare = await node.call<string>('utxoUpdatePsbt', psbt);
    expect(await node.call('analyzePsbt', bare)).toMatchObject({
      next: 'updater',
      inputs: [{ missing: { witnessscript: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
    });
    const half = await node.call<Processed>('descriptorProcessPsbt', psbt, [
      `wsh(multi(2,${A.wif},${B.pub}))`,
    ]);
    expect(half.complete).toBe(false);
    expect(await node.call('analyzePsbt', half.psbt)).toMatchObject({
      next: 'signer',
      inputs: [{ missing: { signatures: [expect.stringMatching(/^[0-9a-f]{40}$/)] } }],
    });
    expect(await node.call('finalizePsbt', half.psbt)).toEqual({ psbt: half.psbt, complete: false });
  });

  it('estimate the size and the rate of what is to be signed', async () => {
    const node = await openRpcNode();
    const { psbt } = await fund(node, `sh(wpkh(${A.pub}))`);
    const updated = await node.call<string>('utxoUpdatePsbt', psbt, [`sh(wpkh(${A.pub}))`]);
    // A signature of 71 bytes: 10 + 40 + 1 + 23 + 43 bytes, and 107 of witness.
    expect(await node.call('analyzePsbt', updated)).toMatchObject({
      estimated_vsize: 145,
      estimated_feerate: 0.00068965,
    });
  });

  it('fill in the outputs, too', async () => {
    const node = await openRpcNode();
    const tree = withChecksum(`tr(${A.pub.slice(2)},{pk(${B.x}),pk(${C.x})})`);
    const [address] = await node.call<string[]>('deriveAddresses', tree);
    const psbt = await node.call<string>('createPsbt', [], [{ [address ?? '']: 1 }]);
    const { psbt: processed } = await node.call<Processed>('descriptorProcessPsbt', psbt, [tree]);
    expect(await node.call('decodePsbt', processed)).toMatchObject({
      outputs: [
        {
          taproot_internal_key: A.x,
          taproot_tree: [{ depth: 1, leaf_ver: 192 }, { depth: 1 }],
          taproot_bip32_derivs: { length: 3 },
        },
      ],
    });
  });

  it('leave where keys come from out where that is asked for', async () => {
    const node = await openRpcNode();
    const { psbt } = await fund(node, `wpkh(${A.pub})`);
    const keysOf = async (bip32derivs: boolean) => {
      const args = [[`wpkh(${A.wif})`], 'ALL', bip32derivs, false];
      const { psbt: signed } = await node.call<Processed>('descriptorProcessPsbt', psbt, ...args);
      const { inputs } = await node.call<{ inputs: object[] }>('decodePsbt', signed);
      return Object.keys(inputs[0] ?? {}).filter(
        (key) => !['previous_txid', 'previous_vout', 'sequence'].includes(key),
      );
    };
    const both = ['witness_utxo', 'non_witness_utxo', 'partial_signatures'];
    expect(await keysOf(false)).toEqual(both);
    expect(await keysOf(true)).toEqual([...both, 'bip32_derivs']);
  });

  it('keep to the hash type that the PSBT asks for', async () => {
    const node = await openRpcNode();
    const { psbt } = await fund(node, `wpkh(${A.pub})`);
    const asked = withInput(psbt, [psbtEntry(INPUT.SIGHASH, Uint8Array.of(0x81, 0, 0, 0))]);
    const sign = [[`wpkh(${A.wif})`]] as const;
    for (const other of [null, 'DEFAULT', 'ALL', 'SINGLE|ANYONECANPAY']) {
      expect(await node.refusal('descriptorProcessPsbt', asked, ...sign, other)).toBe(
        '-22 Specified sighash value does not match value stored in PSBT',
      );
    }
    const right = await node.call<Processed>('descriptorProcessPsbt', asked, ...sign, 'ALL|ANYONECANPAY');
    expect(right.complete).toBe(true);
    // Signed for another type than is asked for: nothing that can be finalized.
    const unfinished = await node.call<Processed>(
      'descriptorProcessPsbt',
      psbt,
      ...sign,
      'NONE',
      true,
      false,
    );
    expect(await node.call('decodePsbt', unfinished.psbt)).toMatchObject({ inputs: [{ sighash: 'NONE' }] });
    const { inputs } = expectPsbt(unfinished.psbt);
    const changed = [...(inputs[0]?.values() ?? [])].map((entry) =>
      entry.type === INPUT.SIGHASH ? psbtEntry(INPUT.SIGHASH, Uint8Array.of(1, 0, 0, 0)) : entry,
    );
    expect(await node.call('finalizePsbt', withOnly(unfinished.psbt, changed))).toMatchObject({
      complete: false,
    });
  });

  it('sign nothing of before segwit whose value is taken on trust', async () => {
    const node = await openRpcNode();
    const script = payToPubkeyHash(hash160(expectDefined(fromHex(A.pub), 'hex')));
    const claimed = psbtEntry(INPUT.WITNESS_UTXO, Uint8Array.of(...ONE_COIN, script.length, ...script));
    const psbt = withInput(await node.call<string>('createPsbt', [UNKNOWN], PAYMENT), [claimed]);
    const descriptors = [`pkh(${A.wif})`];
    expect(await node.call('descriptorProcessPsbt', psbt, descriptors)).toEqual({ psbt, complete: false });
  });

  it('say in the words of Core what can never be a transaction', async () => {
    const node = await openRpcNode();
    const psbt = await node.call<string>('createPsbt', [UNKNOWN], PAYMENT);
    const spending = (value: readonly number[], script: Uint8Array) =>
      withInput(psbt, [psbtEntry(INPUT.WITNESS_UTXO, Uint8Array.of(...value, script.length, ...script))]);
    const program = payToWitnessProgram(0, new Uint8Array(20));
    const tooMuch = [255, 255, 255, 255, 255, 255, 31, 0];
    const cases = [
      [spending(tooMuch, program), 'PSBT is not valid. Input 0 has invalid value'],
      [spending(ONE_COIN, Uint8Array.of(0x6a, 1, 1)), 'PSBT is not valid. Input 0 spends unspendable output'],
    ] as const;
    for (const [text, error] of cases) {
      expect(await node.call('analyzePsbt', text)).toEqual({ next: 'creator', error });
    }
  });

  it('refuse inputs whose lock times exclude each other', async () => {
    const node = await openRpcNode();
    const two = await node.call<string>('createPsbt', [UNKNOWN, { ...UNKNOWN, vout: 1 }], PAYMENT);
    const { inputs, ...rest } = expectPsbt(two);
    const locks = [
      psbtEntry(INPUT.TIME_LOCKTIME, Uint8Array.of(0, 0, 0, 0x60)),
      psbtEntry(INPUT.HEIGHT_LOCKTIME, Uint8Array.of(1, 0, 0, 0)),
    ];
    const locked = inputs.map((map, i) => psbtMap([...map.values(), ...locks.slice(i, i + 1)]));
    const psbt = encodePsbt({ ...rest, inputs: locked });
    const error = 'PSBT cannot be made into a valid transaction';
    expect(await node.call('analyzePsbt', psbt)).toEqual({ next: 'creator', error });
    expect(await node.call('finalizePsbt', psbt)).toEqual({ psbt, complete: false });
    expect(await node.refusal('utxoUpdatePsbt', psbt)).toBe('-25 The transaction cannot be valid');
  });

  it('take an output that asks for nothing as it is', async () => {
    const node = await openRpcNode();
    const psbt = await node.call<string>(
      'createPsbt',
      [{ txid: 'dd'.repeat(32), vout: 0 }],
      [],
      0,
      false,
      2,
      0,
    );
    const open = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0x51);
    expect(await node.call('finalizePsbt', withInput(psbt, [psbtEntry(INPUT.WITNESS_UTXO, open)]))).toEqual({
      hex: `0200000001${'dd'.repeat(32)}0000000000ffffffff0000000000`,
      complete: true,
    });
  });

  it('leave what they know nothing of as it is', async () => {
    const node = await openRpcNode();
    for (const version of [0, 2]) {
      const input = { txid: '02'.repeat(32), vout: 1 };
      const psbt = await node.call<string>(
        'createPsbt',
        [input],
        [{ [OPEN_ADDRESS]: 1 }],
        0,
        true,
        2,
        version,
      );
      expect(await node.call('utxoUpdatePsbt', psbt)).toBe(psbt);
      expect(await node.call('descriptorProcessPsbt', psbt, [])).toEqual({ psbt, complete: false });
      expect(await node.call('finalizePsbt', psbt)).toEqual({ psbt, complete: false });
    }
  });

  it.each([
    ['finalizePsbt', ['x'], '-22 TX decode failed invalid base64'],
    ['analyzePsbt', ['x'], '-22 TX decode failed invalid base64'],
    ['utxoUpdatePsbt', ['x'], '-22 TX decode failed invalid base64'],
    ['utxoUpdatePsbt', ['x', [1]], '-8 Scan object needs to be either a string or an object'],
    ['descriptorProcessPsbt', ['x', [], 'all'], "-8 'all' is not a valid sighash parameter."],
  ] as const)('%s refuses %j', async (method, params, error) => {
    const node = await openRpcNode();
    expect(await node.refusal(method, ...params)).toBe(error);
  });
});

function expectPsbt(text: string) {
  const decoded = decodePsbt(text);
  if (!decoded.ok) throw new Error(decoded.error);
  return decoded.value;
}

/** The PSBT with these entries more in its first input. */
function withInput(text: string, entries: readonly PsbtEntry[]): string {
  const [first] = expectPsbt(text).inputs;
  return withOnly(text, [...(first?.values() ?? []), ...entries]);
}

/** The PSBT with these entries in its first input. */
function withOnly(text: string, entries: readonly PsbtEntry[]): string {
  const psbt = expectPsbt(text);
  return encodePsbt({ ...psbt, inputs: [psbtMap(entries), ...psbt.inputs.slice(1)] });
}
