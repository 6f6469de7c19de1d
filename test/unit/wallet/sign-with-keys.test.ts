import { Transaction as OtherTransaction, OutScript, p2tr, p2wpkh } from '@scure/btc-signer';
import { describe, expect, it } from 'vitest';
import { findScriptFailure } from '../../../src/consensus/check-scripts.ts';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../src/policy/standard-flags.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import {
  makeTransaction,
  serializeTransaction,
  type Transaction,
  type TxOutput,
} from '../../../src/primitives/tx.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData, pushInt } from '../../../src/script/push.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { createSigningKey, type SigningKey } from '../../../src/wallet/private-key.ts';
import { signWithKeys } from '../../../src/wallet/sign-with-keys.ts';
import { createSigningKeys } from '../../../src/wallet/signing-keys.ts';
import { parseScript } from '../../helpers/script.ts';
import { buildTaproot } from '../../helpers/taproot.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const DEFAULT = 0x00;
const ALL = 0x01;
const NONE = 0x02;
const SINGLE = 0x03;
const ANYONECANPAY = 0x80;
const HASH_TYPES = [ALL, NONE, SINGLE].flatMap((type) => [type, type | ANYONECANPAY]);

const key = (n: number, isCompressed = true) => createSigningKey(new Uint8Array(32).fill(n), isCompressed);
const [A, B, C] = [key(1), key(2), key(3)];
const LONG = key(4, false);
const VALUE = 100_000;

const payToKey = ({ pubkey }: SigningKey) => parseScript(`0x${toHex(pushData(pubkey))} CHECKSIG`);
const payToKeyHash = ({ pubkey }: SigningKey) => payToPubkeyHash(hash160(pubkey));
const payToWitnessKeyHash = ({ pubkey }: SigningKey) => payToWitnessProgram(0, hash160(pubkey));
const payToTaproot = ({ pubkey }: SigningKey) =>
  payToWitnessProgram(1, buildTaproot(pubkey.subarray(1)).outputKey);
const behindHash = (script: Uint8Array) => payToScriptHash(hash160(script));
const behindWitness = (script: Uint8Array) => payToWitnessProgram(0, sha256(script));
const multisig = (required: number, ...keys: readonly SigningKey[]) =>
  concatBytes(
    pushInt(required),
    ...keys.map(({ pubkey }) => pushData(pubkey)),
    pushInt(keys.length),
    parseScript('CHECKMULTISIG'),
  );

/** An output script, and the scripts behind its hashes. */
interface Locked {
  readonly name: string;
  readonly scriptPubKey: Uint8Array;
  readonly scripts: readonly Uint8Array[];
}

const bare = (name: string, scriptPubKey: Uint8Array): Locked => ({ name, scriptPubKey, scripts: [] });
const p2sh = (name: string, script: Uint8Array): Locked => ({
  name: `${name} behind P2SH`,
  scriptPubKey: behindHash(script),
  scripts: [script],
});
const p2wsh = (name: string, script: Uint8Array): Locked => ({
  name: `${name} behind P2WSH`,
  scriptPubKey: behindWitness(script),
  scripts: [script],
});
const p2shP2wsh = (name: string, script: Uint8Array): Locked => ({
  name: `${name} behind P2WSH and P2SH`,
  scriptPubKey: behindHash(behindWitness(script)),
  scripts: [behindWitness(script), script],
});

/** What A, or A and C, can spend. */
const LOCKED: readonly Locked[] = [
  bare('P2PK', payToKey(A)),
  bare('P2PK of a long key', payToKey(LONG)),
  bare('P2PKH', payToKeyHash(A)),
  bare('P2PKH of a long key', payToKeyHash(LONG)),
  bare('P2WPKH', payToWitnessKeyHash(A)),
  p2sh('P2WPKH', payToWitnessKeyHash(A)),
  bare('multisig', multisig(2, A, B, C)),
  ...[p2sh, p2wsh, p2shP2wsh].flatMap((wrap) => [
    wrap('P2PK', payToKey(A)),
    wrap('P2PKH', payToKeyHash(A)),
    wrap('multisig', multisig(2, A, B, C)),
  ]),
  p2sh('multisig with a long key', multisig(2, LONG, B, C)),
  bare('P2TR of an inner key', payToTaproot(A)),
  bare("P2TR of the output's key", payToWitnessProgram(1, A.pubkey.subarray(1))),
  bare('anchor', parseScript('1 0x02 0x4e73')),
];

const outputFor = ({ scriptPubKey }: Pick<Locked, 'scriptPubKey'>): TxOutput => outputOf(VALUE, scriptPubKey);

/** Two inputs, the second of them to be signed, and two outputs. */
const UNSIGNED = transactionOf({ inputs: [inputOf(1), inputOf(2)], outputs: [outputOf(1), outputOf(2)] });

interface Attempt {
  readonly keys: readonly SigningKey[];
  readonly hashType?: number;
  readonly tx?: Transaction;
  readonly value?: number;
}

/** Signs the second input; the first one spends what anyone can. */
function sign(locked: Locked, { keys, hashType = ALL, tx = UNSIGNED, value = VALUE }: Attempt) {
  const spent = [outputOf(VALUE, parseScript('1')), { ...outputFor(locked), value }];
  return signWithKeys({ tx, spent, keys: createSigningKeys(keys, locked.scripts), hashType });
}

function holds(tx: Transaction, locked: Locked): boolean {
  const coins = [outputOf(VALUE, parseScript('1')), outputFor(locked)].map((output) => ({
    output,
    height: 1,
    isCoinbase: false,
  }));
  return findScriptFailure({ tx, coins, flags: STANDARD_SCRIPT_VERIFY_FLAGS }) === undefined;
}

describe('signWithKeys', () => {
  it.each(LOCKED)('signs $name with every hash type, so that it holds', (locked) => {
    for (const hashType of HASH_TYPES) {
      const { tx, failures } = sign(locked, { keys: [A, C, LONG], hashType });
      expect(failures).toEqual([]);
      expect(holds(tx, locked)).toBe(true);
    }
  });

  it.each(LOCKED.filter(({ name }) => name !== 'anchor'))('leaves $name unsigned without a key', (locked) => {
    const { tx, failures } = sign(locked, { keys: [B] });
    expect(failures.map(({ inputIndex }) => inputIndex)).toEqual([1]);
    expect(holds(tx, locked)).toBe(false);
  });

  it.each(LOCKED.filter(({ name }) => name.startsWith('multisig')))(
    'lets two sign $name in turn',
    (locked) => {
      for (const [first, second] of [
        [[A, LONG], [C]],
        [[C], [A, LONG]],
      ] as const) {
        const half = sign(locked, { keys: first });
        expect(half.failures).toMatchObject([
          {
            inputIndex: 1,
            error: 'CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)',
          },
        ]);
        // The scripts are in the input by now.
        const whole = sign({ ...locked, scripts: [] }, { keys: second, tx: half.tx });
        expect(whole.failures).toEqual([]);
        expect(holds(whole.tx, locked)).toBe(true);
        expect(sign(locked, { keys: [B], tx: whole.tx }).tx).toEqual(whole.tx);
      }
    },
  );

  it('keeps what it is given of a hash type of its own', () => {
    const locked = p2wsh('multisig', multisig(2, A, B, C));
    const half = sign(locked, { keys: [B], hashType: SINGLE | ANYONECANPAY });
    const { tx, failures } = sign(locked, { keys: [C], tx: half.tx });
    expect(failures).toEqual([]);
    expect(tx.inputs[1]?.witness.slice(1, 3).map((signature) => signature.at(-1))).toEqual([
      SINGLE | ANYONECANPAY,
      ALL,
    ]);
  });

  it('signs the same as another library', () => {
    const other = new OtherTransaction({ version: 2, lowR: true } as never);
    const payment = p2wpkh(A.pubkey);
    const txid = UNSIGNED.inputs[0]?.prevout.txid ?? new Uint8Array();
    other.addInput({
      txid: Uint8Array.from(txid).reverse(),
      index: 0,
      witnessUtxo: { script: payment.script, amount: BigInt(VALUE) },
    });
    other.addOutput({ script: OutScript.encode({ type: 'wpkh', hash: hash160(B.pubkey) }), amount: 5000n });
    other.signIdx(A.secret, 0);
    other.finalize();
    const tx = makeTransaction({
      version: 2,
      inputs: [inputOf(1)],
      outputs: [outputOf(5000, payToWitnessKeyHash(B))],
      lockTime: 0,
    });
    const signed = signWithKeys({
      tx,
      spent: [outputOf(VALUE, payToWitnessKeyHash(A))],
      keys: createSigningKeys([A]),
      hashType: ALL,
    });
    expect(toHex(serializeTransaction(signed.tx))).toBe(other.hex);
  });

  it('signs taproot the same as another library', () => {
    const other = new OtherTransaction({ version: 2 });
    const payment = p2tr(A.pubkey.subarray(1));
    const { txid = new Uint8Array() } = UNSIGNED.inputs[0]?.prevout ?? {};
    const witnessUtxo = { script: payment.script, amount: BigInt(VALUE) };
    other.addInput({ ...payment, txid: Uint8Array.from(txid).reverse(), index: 0, witnessUtxo });
    other.addOutput({ script: p2wpkh(B.pubkey).script, amount: 5000n });
    other.signIdx(A.secret, 0, undefined, new Uint8Array(32));
    other.finalize();
    const tx = makeTransaction({
      version: 2,
      inputs: [inputOf(1)],
      outputs: [outputOf(5000, payToWitnessKeyHash(B))],
      lockTime: 0,
    });
    const spent = [outputOf(VALUE, payToTaproot(A))];
    const signed = signWithKeys({ tx, spent, keys: createSigningKeys([A]), hashType: DEFAULT });
    expect(toHex(serializeTransaction(signed.tx))).toBe(other.hex);
    expect(signed.tx.inputs[0]?.witness[0]).toHaveLength(64);
  });

  it('takes DEFAULT as ALL where there is no shorter form of it', () => {
    const locked = bare('', payToWitnessKeyHash(A));
    const { tx } = sign(locked, { keys: [A], hashType: DEFAULT });
    expect(tx).toEqual(sign(locked, { keys: [A], hashType: ALL }).tx);
  });

  it.each([
    ['another output', undefined],
    ["another output's value", outputOf(MAX_MONEY, parseScript('1'))],
  ])('signs no taproot where %s is not known, since it covers all of them', (_, other) => {
    const { failures, tx } = signWithKeys({
      tx: UNSIGNED,
      spent: [other, outputOf(VALUE, payToTaproot(A))],
      keys: createSigningKeys([A]),
      hashType: DEFAULT,
    });
    expect(failures.at(-1)).toMatchObject({
      inputIndex: 1,
      error: 'Witness program was passed an empty witness',
    });
    expect(tx).toEqual(UNSIGNED);
  });

  it('says that it does not know what an input spends', () => {
    const { failures } = signWithKeys({
      tx: UNSIGNED,
      spent: [undefined, undefined],
      keys: createSigningKeys([A]),
      hashType: ALL,
    });
    expect(failures).toMatchObject([
      { inputIndex: 0, error: 'Input not found or already spent', spent: undefined },
      { inputIndex: 1, error: 'Input not found or already spent', spent: undefined },
    ]);
  });

  it.each([
    [
      'P2PKH without its key',
      bare('', payToKeyHash(A)),
      [B],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    ['P2WPKH without its key', bare('', payToWitnessKeyHash(A)), [B], 'Witness program hash mismatch'],
    [
      'multisig without any key',
      bare('', multisig(2, A, B, C)),
      [LONG],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    [
      'P2SH without its script',
      { ...p2sh('', payToKey(A)), scripts: [] },
      [A],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    [
      'P2WSH without its script',
      { ...p2wsh('', payToKey(A)), scripts: [] },
      [A],
      'Witness program was passed an empty witness',
    ],
    [
      'P2WSH with a long key',
      p2wsh('', payToKey(LONG)),
      [LONG],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    [
      'an output that is none to sign',
      bare('', parseScript('HASH160 0x14 0x0000000000000000000000000000000000000000 EQUALVERIFY 1')),
      [A],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    [
      'P2SH behind P2SH',
      {
        name: '',
        scriptPubKey: behindHash(behindHash(payToKey(A))),
        scripts: [behindHash(payToKey(A)), payToKey(A)],
      },
      [A],
      'Unable to sign input, invalid stack size (possibly missing key)',
    ],
    ['P2TR without its key', bare('', payToTaproot(A)), [B], 'Witness program was passed an empty witness'],
    [
      'P2TR of a key in the long form',
      bare('', payToTaproot(key(4))),
      [LONG],
      'Witness program was passed an empty witness',
    ],
    [
      'P2TR of a key and a script',
      bare(
        '',
        payToWitnessProgram(1, buildTaproot(A.pubkey.subarray(1), { script: parseScript('1') }).outputKey),
      ),
      [A],
      'Witness program was passed an empty witness',
    ],
  ] as const)("tells Core's reason for %s", (_, locked, keys, error) => {
    expect(sign(locked, { keys }).failures).toMatchObject([{ inputIndex: 1, error }]);
  });

  it('signs segwit only where the amount is known, all else always', () => {
    const missing = sign(bare('', payToWitnessKeyHash(A)), { keys: [A], value: MAX_MONEY });
    expect(missing.failures).toMatchObject([{ inputIndex: 1, error: 'Missing amount' }]);
    const taproot = sign(bare('', payToTaproot(A)), { keys: [A], value: MAX_MONEY });
    expect(taproot.failures).toMatchObject([{ inputIndex: 1, error: 'Missing amount' }]);
    expect(sign(bare('', payToKeyHash(A)), { keys: [A], value: MAX_MONEY }).failures).toEqual([]);
  });

  it('never signs the number 1: SINGLE without an output of its own', () => {
    const tx = transactionOf({ inputs: [inputOf(1), inputOf(2)], outputs: [outputOf(1)] });
    const locked = bare('', payToKeyHash(A));
    for (const hashType of [SINGLE, SINGLE | ANYONECANPAY]) {
      const { tx: same, failures } = sign(locked, { keys: [A], hashType, tx });
      expect(failures).toHaveLength(1);
      expect(same).toEqual(tx);
    }
    expect(sign(locked, { keys: [A], hashType: NONE, tx }).failures).toEqual([]);
  });

  it('signs another transaction otherwise', () => {
    const locked = bare('', payToWitnessKeyHash(A));
    const { tx } = sign(locked, { keys: [A] });
    const changed = makeTransaction({ ...tx, outputs: [outputOf(1), outputOf(3)] });
    expect(holds(changed, locked)).toBe(false);
    // What no longer holds is replaced.
    expect(sign(locked, { keys: [A], tx: changed }).failures).toEqual([]);
  });
});
