import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../../src/crypto/hash160.ts';
import { sha256 } from '../../../../src/crypto/sha256d.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../../../src/mempool/options.ts';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction, type TransactionFields } from '../../../../src/primitives/tx.ts';
import { encodeAddress } from '../../../../src/script/address.ts';
import {
  payToPubkeyHash,
  payToScriptHash,
  payToWitnessProgram,
} from '../../../../src/script/output-scripts.ts';
import { legacySighash, witnessV0Sighash } from '../../../../src/script/sighash.ts';
import { createSighashCache } from '../../../../src/script/sighash-cache.ts';
import { taprootSighash } from '../../../../src/script/taproot-sighash.ts';
import { concatBytes, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { createSigningKey, signDigest, signTaproot } from '../../../../src/wallet/private-key.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { hexOfTransaction } from '../../../helpers/rpc-node.ts';
import { parseScript } from '../../../helpers/script.ts';
import { type Lock, payTo, type Spendable, type SpendOptions, spend } from '../../../helpers/spending.ts';
import { buildTaproot } from '../../../helpers/taproot.ts';
import {
  OTHER_LOCK,
  OWN_LOCK,
  openTestWallet,
  REWARD,
  rewardOf,
  type TestWallet,
  type TestWalletOptions,
  WALLET_TEST_MATURITY,
} from '../../../helpers/test-wallet.ts';
import { numberedHash } from '../../../helpers/transactions.ts';
import { walletRpc } from '../../../helpers/wallet-rpc.ts';

const FEE = 1000;
const KEYS = ['a', 'b', 'c'].map((name) => createSigningKey(sha256(new TextEncoder().encode(name))));
const PUBKEYS = KEYS.map(({ pubkey }) => toHex(pubkey));
const INNER_KEY = expectDefined(KEYS[0], 'a key').pubkey.subarray(1);

interface Explained {
  readonly allowed: boolean;
  readonly rule?: string;
  readonly remedy?: string;
}

async function open(options: TestWalletOptions = {}) {
  const node = await openTestWallet(options);
  const { call, refusal } = walletRpc(node);
  const explain = (tx: Transaction) => call<Explained>('explainTransaction', hexOfTransaction(tx));
  return { ...node, explain, refusal };
}

/** A coin of that lock, in a block. */
async function fund(node: TestWallet, lock: Lock): Promise<Spendable> {
  const block = await node.mine({ to: lock });
  await node.bury(WALLET_TEST_MATURITY);
  return rewardOf(block, lock);
}

const payOne = (coin: Spendable, options?: SpendOptions) =>
  spend([coin], [payTo(OTHER_LOCK, coin.value - FEE)], options);

/** The transaction with something changed in its first input. */
function withInput(tx: Transaction, fields: Partial<Transaction['inputs'][number]>): Transaction {
  const [first, ...others] = tx.inputs;
  return makeTransaction({ ...tx, inputs: [{ ...expectDefined(first, 'an input'), ...fields }, ...others] });
}

const shown = (bytes: Uint8Array) => ({ hex: toHex(bytes), size: bytes.length });

describe('explainTransaction', () => {
  it('says what an acceptable one pays, and what it would replace', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const first = payOne(coin);
    const ids = { txid: displayHash(first.txid), wtxid: displayHash(first.wtxid) };
    expect(await node.explain(first)).toEqual({
      ...ids,
      allowed: true,
      fee: FEE / 1e8,
      vsize: 110,
      fee_rate: 9.091,
    });
    node.mempool.accept(first);
    const second = spend([coin], [payTo(OTHER_LOCK, coin.value - 5 * FEE)]);
    expect(await node.explain(second)).toMatchObject({ allowed: true, replaces: [ids.txid] });
    expect(node.mempool.count()).toBe(1);
  });

  it('says that it is known', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const tx = payOne(coin);
    node.mempool.accept(tx);
    expect(await node.explain(tx)).toMatchObject({ allowed: false, reject_reason: 'txn-already-in-mempool' });
    await node.mine({ transactions: [tx] });
    expect(await node.explain(tx)).toMatchObject({
      reject_reason: 'txn-already-known',
      meaning: 'This is not an error.',
    });
  });

  it('finds the coin that is missing: not known, spent, or never made', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const unknown = payOne({ ...coin, txid: numberedHash(1) });
    expect(await node.explain(unknown)).toMatchObject({
      reject_reason: 'bad-txns-inputs-missingorspent',
      input: { index: 0, txid: displayHash(numberedHash(1)), vout: 0 },
      note: expect.stringContaining('it is not known, or all are spent'),
    });
    const two = spend([coin], [payTo(OWN_LOCK, 2 * FEE), payTo(OWN_LOCK, coin.value - 3 * FEE)]);
    const second = { txid: two.txid, index: 1, value: coin.value - 3 * FEE, lock: OWN_LOCK };
    node.mempool.accept(two);
    expect(await node.explain(payOne({ ...second, index: 2 }))).toMatchObject({
      note: 'That transaction waits in the mempool, but its outputs are 0 to 1.',
    });
    await node.mine({ transactions: [two, payOne(second)] });
    expect(await node.explain(spend([second], [payTo(OWN_LOCK, FEE)]))).toMatchObject({
      reject_reason: 'bad-txns-inputs-missingorspent',
      note: expect.stringContaining('this one is spent'),
    });
  });

  it('says when a reward matures, and accepts it then', async () => {
    const node = await open();
    const block = await node.mine();
    const tx = payOne(rewardOf(block));
    await node.bury(WALLET_TEST_MATURITY - 2);
    expect(await node.explain(tx)).toMatchObject({
      reject_reason: 'bad-txns-premature-spend-of-coinbase',
      input: { index: 0, value: 50 },
      note: 'It is the reward of block 1. Block 4 is the first that can hold a spend of it, which is accepted from height 3 on; the chain has height 2.',
    });
    await node.bury(1);
    expect(await node.explain(tx)).toMatchObject({ allowed: true });
  });

  it('finds dust', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const tx = spend([coin], [payTo(OWN_LOCK, coin.value - FEE - 293), payTo(OTHER_LOCK, 293)]);
    expect(await node.explain(tx)).toMatchObject({
      reject_reason: 'dust',
      output: {
        index: 1,
        value: 0.00000293,
        address: encodeAddress(OTHER_LOCK.scriptPubKey, REGTEST.addresses),
      },
      meaning: 'This is a rule of relay, not of blocks: a miner could take it.',
    });
  });

  it('finds the locks', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const next = node.chainstate.tip().height + 1;
    expect(await node.explain(payOne(coin, { lockTime: next, sequence: 0 }))).toMatchObject({
      reject_reason: 'non-final',
      note: `Its lock time is ${next}; the next block is ${next}.`,
    });
    const resting = payOne(coin, { sequence: WALLET_TEST_MATURITY + 2 });
    expect(await node.explain(resting)).toMatchObject({
      reject_reason: 'non-BIP68-final',
      input: { index: 0, sequence: WALLET_TEST_MATURITY + 2 },
      note: `Block ${next + 1} is the first that can hold it; the next one is ${next}.`,
    });
    const slow = payOne(coin, { sequence: 0x00400100 });
    expect(await node.explain(slow)).toMatchObject({
      note: expect.stringMatching(/^The median time has to exceed \d+; it is \d+\.$/),
    });
  });

  it('names the transaction that spends the same coin', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const first = payOne(coin);
    node.mempool.accept(first);
    const second = spend([coin], [payTo(OWN_LOCK, coin.value - FEE)]);
    expect(await node.explain(second)).toMatchObject({
      reject_reason: 'insufficient fee',
      input: { index: 0 },
      note: `Transaction ${displayHash(first.txid)} spends the same coin.`,
    });
  });

  it.each<[string, (coin: Spendable) => Transaction, object]>([
    [
      'bad-txns-inputs-duplicate',
      (coin) => spend([coin, coin], [payTo(OWN_LOCK, FEE)]),
      { input: { index: 1 }, note: 'Input 0 spends the same coin.' },
    ],
    ['bad-txns-vout-negative', (coin) => spend([coin], [payTo(OWN_LOCK, -1)]), { output: { index: 0 } }],
    [
      'bad-txns-vout-toolarge',
      (coin) => spend([coin], [payTo(OWN_LOCK, FEE), payTo(OWN_LOCK, 21e14 + 1)]),
      { output: { index: 1 } },
    ],
    ['bad-txns-in-belowout', (coin) => spend([coin], [payTo(OWN_LOCK, coin.value + 1)]), {}],
    [
      'scriptpubkey',
      (coin) => spend([coin], [{ value: FEE, scriptPubKey: parseScript('NOP') }]),
      { output: { index: 0, type: 'nonstandard' } },
    ],
    [
      'scriptsig-not-pushonly',
      (coin) => withInput(payOne(coin), { scriptSig: parseScript('NOP') }),
      { input: { index: 0 } },
    ],
    ['version', (coin) => payOne(coin, { version: 4 }), { note: 'It has version 4.' }],
    [
      'tx-size',
      (coin) => withInput(payOne(coin), { witness: [new Uint8Array(400_000)] }),
      { note: expect.stringMatching(/^It has 400\d{3} weight units\.$/) },
    ],
    [
      'scriptsig-size',
      (coin) => withInput(payOne(coin), { scriptSig: new Uint8Array(1651) }),
      { input: { index: 0 } },
    ],
    ['min relay fee not met', (coin) => spend([coin], [payTo(OWN_LOCK, coin.value)]), {}],
  ])('finds the place of %s', async (code, make, expected) => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    expect(await node.explain(make(coin))).toMatchObject({ reject_reason: code, ...expected });
  });

  it('finds a bare script that is not relayed', async () => {
    const node = await open();
    const bare: Lock = { scriptPubKey: parseScript('1'), unlock: () => ({}) };
    const [good, bad] = [await fund(node, OWN_LOCK), await fund(node, bare)];
    expect(await node.explain(spend([good, bad], [payTo(OWN_LOCK, FEE)]))).toMatchObject({
      reject_reason: 'bad-txns-nonstandard-inputs',
      input: { index: 1, type: 'nonstandard' },
    });
  });

  it('finds the output with which the data are too much', async () => {
    const { standardness } = DEFAULT_MEMPOOL_OPTIONS;
    const node = await open({ mempool: { standardness: { ...standardness, maxDataCarrierBytes: 9 } } });
    const coin = await fund(node, OWN_LOCK);
    const data = ['RETURN 0x02ffff', 'RETURN 0x02ffff', 'RETURN 0x01ff'].map((script) => ({
      value: 0,
      scriptPubKey: parseScript(script),
    }));
    expect(await node.explain(spend([coin], data))).toMatchObject({
      reject_reason: 'datacarrier',
      output: { index: 2, type: 'nulldata' },
    });
  });

  it('says what is wrong with a witness', async () => {
    const node = await open();
    const bare: Lock = { scriptPubKey: payToPubkeyHash(new Uint8Array(20)), unlock: () => ({}) };
    const coin = await fund(node, bare);
    expect(await node.explain(withInput(payOne(coin), { witness: [Uint8Array.of(1)] }))).toMatchObject({
      reject_reason: 'bad-witness-nonstandard',
      input: { index: 0, type: 'pubkeyhash' },
      note: 'It has a witness for an output that takes none.',
    });
  });

  it('refuses what is no transaction', async () => {
    const { refusal } = await open();
    expect(await refusal('explainTransaction', ' 020 ')).toBe(
      '-22 TX decode failed: 3 characters are given that are no even number of hex digits.',
    );
    expect(await refusal('explainTransaction', '0200000001')).toMatch(
      /^-22 TX decode failed: the 5 bytes are no transaction \(.*end of data.*\)\. One begins with its version/,
    );
  });
});

describe('explainTransaction of scripts that fail', () => {
  it('P2WPKH whose signature is of another transaction', async () => {
    const node = await open();
    const [first, coin] = [await fund(node, OTHER_LOCK), await fund(node, OWN_LOCK)];
    const signed = spend([first, coin], [payTo(OTHER_LOCK, REWARD)]);
    const [payment] = signed.outputs;
    const tampered = spend([first], [payTo(OTHER_LOCK, FEE)]);
    const tx = makeTransaction({
      ...signed,
      inputs: [
        { ...expectDefined(signed.inputs[0], 'input 0') },
        {
          ...expectDefined(signed.inputs[1], 'input 1'),
          witness: [
            expectDefined(tampered.inputs[0]?.witness[0], 'a signature'),
            expectDefined(signed.inputs[1]?.witness[1], 'a key'),
          ],
        },
      ],
      outputs: [expectDefined(payment, 'the payment')],
    });
    const [signature = new Uint8Array(), pubkey = new Uint8Array()] = tx.inputs[1]?.witness ?? [];
    expect(await node.explain(tx)).toMatchObject({
      allowed: false,
      reject_reason:
        'mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)',
      rule: expect.stringContaining('A signature does not fit'),
      meaning: expect.stringContaining('none will ever hold'),
      input: { index: 1, value: 50, type: 'witness_v0_keyhash' },
      script: {
        error: 'SIG_NULLFAIL',
        phase: 'witnessScript',
        opcode: 'OP_CHECKSIG',
        instructions: [
          { offset: 0, asm: 'OP_DUP' },
          { offset: 1, asm: 'OP_HASH160' },
          { offset: 2, asm: toHex(hash160(pubkey)) },
          { offset: 23, asm: 'OP_EQUALVERIFY' },
          { offset: 24, asm: 'OP_CHECKSIG', failed: true },
        ],
        stack: [
          { ...shown(pubkey), meaning: 'public key' },
          { ...shown(signature), meaning: 'signature, hash type ALL' },
        ],
        altstack: [],
      },
    });
  });

  it('P2WPKH that is not signed', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const { script, ...rest } = (await node.explain(
      withInput(payOne(coin), { witness: [] }),
    )) as Explained & {
      script: object;
    };
    expect(rest).toMatchObject({ remedy: expect.stringContaining('is not signed') });
    expect(script).toEqual({
      error: 'WITNESS_PROGRAM_MISMATCH',
      text: 'Witness program hash mismatch',
      stack: [],
      altstack: [],
    });
  });

  it('P2WPKH with the key of somebody else, who is named', async () => {
    const node = await open();
    const coin = await fund(node, OWN_LOCK);
    const tx = payOne({ ...coin, lock: OTHER_LOCK });
    expect(await node.explain(tx)).toMatchObject({
      script: { error: 'EQUALVERIFY', opcode: 'OP_EQUALVERIFY' },
      input: { address: encodeAddress(OWN_LOCK.scriptPubKey, REGTEST.addresses) },
      note: `The public key that was given is that of ${encodeAddress(OTHER_LOCK.scriptPubKey, REGTEST.addresses)}.`,
    });
  });

  it('P2PKH with another key', async () => {
    const node = await open();
    const scriptPubKey = payToPubkeyHash(hash160(expectDefined(KEYS[0], 'a').pubkey));
    const coin = await fund(node, { scriptPubKey, unlock: () => ({}) });
    const tx = withInput(payOne(coin), { scriptSig: parseScript(`0 0x21${PUBKEYS[1]}`) });
    expect(await node.explain(tx)).toMatchObject({
      script: { error: 'EQUALVERIFY', phase: 'scriptPubKey' },
      note: `The public key that was given is that of ${encodeAddress(payToPubkeyHash(hash160(expectDefined(KEYS[1], 'b').pubkey)), REGTEST.addresses)}.`,
    });
  });

  it('P2SH multisig with signatures in the wrong order', async () => {
    const node = await open();
    const redeemScript = parseScript(`2 ${PUBKEYS.map((key) => `0x21${key}`).join(' ')} 3 CHECKMULTISIG`);
    const lock = (order: readonly number[]): Lock => ({
      scriptPubKey: payToScriptHash(hash160(redeemScript)),
      unlock: (fields, inputIndex) => ({
        scriptSig: multisigScriptSig(fields, { inputIndex, redeemScript, order }),
      }),
    });
    const coin = await fund(node, lock([0, 2]));
    expect(await node.explain(payOne(coin))).toMatchObject({ allowed: true });
    expect(await node.explain(payOne({ ...coin, lock: lock([2, 0]) }))).toMatchObject({
      remedy: expect.stringContaining('in the order of their keys'),
      script: {
        error: 'SIG_NULLFAIL',
        phase: 'redeemScript',
        opcode: 'OP_CHECKMULTISIG',
        stack: [
          { hex: '03', size: 1, number: 3 },
          { hex: PUBKEYS[2], size: 33, meaning: 'public key' },
          { hex: PUBKEYS[1], size: 33, meaning: 'public key' },
          { hex: PUBKEYS[0], size: 33, meaning: 'public key' },
          { hex: '02', size: 1, number: 2 },
          { meaning: 'signature, hash type ALL' },
          { meaning: 'signature, hash type ALL' },
          { hex: '', size: 0, number: 0 },
        ],
      },
    });
  });

  it('tells a rule of relay from a rule of blocks', async () => {
    const node = await open();
    const script = parseScript('NOP1 1');
    const coin = await fund(node, {
      scriptPubKey: payToWitnessProgram(0, sha256(script)),
      unlock: () => ({ witness: [script] }),
    });
    const tx = payOne(coin);
    expect(await node.explain(tx)).toMatchObject({
      script: { error: 'DISCOURAGE_UPGRADABLE_NOPS', opcode: 'OP_NOP1' },
      meaning: 'This is a rule of relay, not of blocks: a miner could take it.',
    });
    await node.mine({ transactions: [tx] });
  });

  it('P2TR: the key of the address is the tweaked one', async () => {
    const node = await open();
    const key = expectDefined(KEYS[0], 'a key');
    const outputKey = buildTaproot(key.pubkey.subarray(1)).outputKey;
    const lock = (isTweaked: boolean): Lock => ({
      scriptPubKey: payToWitnessProgram(1, outputKey),
      unlock: (fields, inputIndex, _value, spent) => {
        const request = { inputIndex, hashType: 0, annexHash: undefined, leaf: undefined };
        const message = taprootSighash(createSighashCache(fields, spent), request);
        const root = isTweaked ? new Uint8Array() : undefined;
        return { witness: [signTaproot(expectDefined(message, 'a message'), key, root)] };
      },
    });
    const coin = await fund(node, lock(true));
    expect(await node.explain(payOne(coin))).toMatchObject({ allowed: true });
    expect(await node.explain(payOne({ ...coin, lock: lock(false) }))).toMatchObject({
      reject_reason: 'mempool-script-verify-flag-failed (Invalid Schnorr signature)',
      rule: expect.stringContaining('the inner key after its tweak'),
      input: { index: 0, type: 'witness_v1_taproot' },
      script: { error: 'SCHNORR_SIG', stack: [{ size: 64, meaning: 'signature, hash type DEFAULT' }] },
    });
  });

  it('P2TR: goes into the tapscript', async () => {
    const node = await open();
    const script = parseScript('ADD 5 NUMEQUALVERIFY 1');
    const { outputKey, leaves } = buildTaproot(INNER_KEY, { script });
    const { control } = expectDefined(leaves[0], 'a leaf');
    const lock = (...items: readonly number[]): Lock => ({
      scriptPubKey: payToWitnessProgram(1, outputKey),
      unlock: () => ({ witness: [...items.map((item) => Uint8Array.of(item)), script, control] }),
    });
    const coin = await fund(node, lock(2, 3));
    expect(await node.explain(payOne(coin))).toMatchObject({ allowed: true });
    expect(await node.explain(payOne({ ...coin, lock: lock(2, 4) }))).toMatchObject({
      reject_reason: 'mempool-script-verify-flag-failed (Script failed an OP_NUMEQUALVERIFY operation)',
      script: {
        phase: 'tapscript',
        opcode: 'OP_NUMEQUALVERIFY',
        stack: [{ number: 5 }, { number: 6 }],
      },
    });
  });

  it('P2WSH: signs the value of the coin, too', async () => {
    const node = await open();
    const script = parseScript(`0x21${PUBKEYS[0]} CHECKSIG`);
    const lock = (value?: number): Lock => ({
      scriptPubKey: payToWitnessProgram(0, sha256(script)),
      unlock: (fields, inputIndex, own) => ({
        witness: [witnessSignature(fields, { inputIndex, script, value: value ?? own }), script],
      }),
    });
    const coin = await fund(node, lock());
    expect(await node.explain(payOne(coin))).toMatchObject({ allowed: true });
    expect(await node.explain(payOne({ ...coin, lock: lock(REWARD - 1) }))).toMatchObject({
      remedy: expect.stringContaining('exact value of the coin'),
      script: { error: 'SIG_NULLFAIL', phase: 'witnessScript', opcode: 'OP_CHECKSIG' },
    });
  });
});

interface MultisigOptions {
  readonly inputIndex: number;
  readonly redeemScript: Uint8Array;
  readonly order: readonly number[];
}

function multisigScriptSig(
  fields: TransactionFields,
  { inputIndex, redeemScript, order }: MultisigOptions,
): Uint8Array {
  const digest = legacySighash(createSighashCache(fields), {
    inputIndex,
    scriptCode: redeemScript,
    hashType: 1,
  });
  const pushes = order.map((index) => {
    const signature = concatBytes(signDigest(digest, expectDefined(KEYS[index], 'a key')), Uint8Array.of(1));
    return concatBytes(Uint8Array.of(signature.length), signature);
  });
  // More than 75 bytes take OP_PUSHDATA1.
  return concatBytes(Uint8Array.of(0), ...pushes, Uint8Array.of(0x4c, redeemScript.length), redeemScript);
}

function witnessSignature(
  fields: TransactionFields,
  { inputIndex, script, value }: { inputIndex: number; script: Uint8Array; value: number },
): Uint8Array {
  const request = { inputIndex, scriptCode: script, hashType: 1 };
  const digest = witnessV0Sighash(createSighashCache(fields), request, value);
  return concatBytes(signDigest(digest, expectDefined(KEYS[0], 'a key')), Uint8Array.of(1));
}
