import * as ecc from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { encode, writeVarBytes, writeVector } from '../../../src/primitives/writer.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../src/script/flags.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import {
  NO_CODESEPARATOR,
  type TaprootSighashRequest,
  taprootSighash,
} from '../../../src/script/taproot-sighash.ts';
import { createTransactionChecker } from '../../../src/script/transaction-checker.ts';
import { splitTaprootWitness, verifyTaproot } from '../../../src/script/verify-taproot.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { hex, parseScript } from '../../helpers/script.ts';
import { buildTaproot, type Tree } from '../../helpers/taproot.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const SECRET = sha256(Uint8Array.of(1));
const KEY = expectDefined(ecc.xOnlyPointFromScalar(SECRET), 'a key');
const KEY_PUSH = `0x20 0x${toHex(KEY)}`;

const { NONE } = SCRIPT_VERIFY;

/** Two inputs and one output; the second input spends what is asked about. */
const TX = transactionOf({ inputs: [inputOf(1), inputOf(2)] });

function cacheOf(outputKey: Uint8Array) {
  return createSighashCache(TX, [outputOf(1), outputOf(5, payToWitnessProgram(1, outputKey))]);
}

function verify(outputKey: Uint8Array, witness: readonly Uint8Array[], flags: ScriptFlags = NONE): string {
  const checker = createTransactionChecker({ sighashes: cacheOf(outputKey), inputIndex: 1, amount: 5 });
  return verifyTaproot(outputKey, witness, { flags, checker }) ?? 'OK';
}

function sign(outputKey: Uint8Array, request: Partial<TaprootSighashRequest> = {}): Uint8Array {
  const whole = { inputIndex: 1, hashType: 0, annexHash: undefined, leaf: undefined, ...request };
  const message = expectDefined(taprootSighash(cacheOf(outputKey), whole), 'a message');
  return ecc.signSchnorr(message, SECRET, new Uint8Array(32));
}

const annexHashOf = (annex: Uint8Array): Uint8Array =>
  sha256(encode((writer) => writeVarBytes(writer, annex)));

describe('splitTaprootWitness', () => {
  const annex = hex('50');
  it.each([
    ['nothing', [], [], undefined],
    ['one item, whatever it begins with', [annex], [annex], undefined],
    ['two items, the last of which begins with 50', [annex, annex], [annex], annex],
    ['two items, the last of which does not', [annex, hex('51')], [annex, hex('51')], undefined],
    ['two items, the last of which is empty', [annex, hex('')], [annex, hex('')], undefined],
  ])('of %s', (_name, witness, items, expected) => {
    expect(splitTaprootWitness(witness)).toEqual({ items, annex: expected });
  });
});

describe('verifyTaproot, by the key', () => {
  const signature = sign(KEY);
  const withType = (hashType: number): Uint8Array =>
    concatBytes(sign(KEY, { hashType }), Uint8Array.of(hashType));

  it.each([
    ['no witness', [], 'WITNESS_PROGRAM_WITNESS_EMPTY'],
    ['a signature', [signature], 'OK'],
    ['a signature of every hash type', [withType(1)], 'OK'],
    ['hash type NONE', [withType(2)], 'OK'],
    ['hash type ALL|ANYONECANPAY', [withType(0x81)], 'OK'],
    ['hash type NONE|ANYONECANPAY', [withType(0x82)], 'OK'],
    ['an empty signature', [hex('')], 'SCHNORR_SIG_SIZE'],
    ['63 bytes', [signature.subarray(1)], 'SCHNORR_SIG_SIZE'],
    ['66 bytes', [concatBytes(signature, hex('0101'))], 'SCHNORR_SIG_SIZE'],
    ['hash type DEFAULT in words', [concatBytes(signature, hex('00'))], 'SCHNORR_SIG_HASHTYPE'],
    ['hash type 4', [concatBytes(signature, hex('04'))], 'SCHNORR_SIG_HASHTYPE'],
    ['hash type 80', [concatBytes(signature, hex('80'))], 'SCHNORR_SIG_HASHTYPE'],
    ['hash type 84', [concatBytes(signature, hex('84'))], 'SCHNORR_SIG_HASHTYPE'],
    ['SINGLE without an output of its own', [concatBytes(signature, hex('03'))], 'SCHNORR_SIG_HASHTYPE'],
    ['another hash type than was signed', [concatBytes(signature, hex('01'))], 'SCHNORR_SIG'],
    ['another signature', [signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte))], 'SCHNORR_SIG'],
  ])('of %s', (_name, witness, expected) => {
    expect(verify(KEY, witness)).toBe(expected);
  });

  it('refuses every signature for what is no key', () => {
    expect(verify(new Uint8Array(32).fill(0xff), [signature])).toBe('SCHNORR_SIG');
  });

  it('covers the annex', () => {
    const annex = hex('50aa');
    const signed = sign(KEY, { annexHash: annexHashOf(annex) });
    expect(verify(KEY, [signed, annex])).toBe('OK');
    expect(verify(KEY, [signed, hex('50ab')])).toBe('SCHNORR_SIG');
    expect(verify(KEY, [signed])).toBe('SCHNORR_SIG');
    expect(verify(KEY, [signature, annex])).toBe('SCHNORR_SIG');
  });
});

/** The outcome of a spend by the script, as the only one of its tree. */
function runScript(
  script: string | Uint8Array,
  items: readonly Uint8Array[] = [],
  { flags = NONE, leafVersion = 0xc0, annex }: ScriptOptions = {},
): string {
  const { outputKey, leaves } = buildTaproot(KEY, { script: scriptOf(script), leafVersion });
  const [leaf] = leaves;
  const shown = [scriptOf(script), expectDefined(leaf, 'a leaf').control];
  return verify(outputKey, [...items, ...shown, ...(annex ? [annex] : [])], flags);
}

interface ScriptOptions {
  readonly flags?: ScriptFlags;
  readonly leafVersion?: number;
  readonly annex?: Uint8Array;
}

const scriptOf = (script: string | Uint8Array): Uint8Array =>
  typeof script === 'string' ? parseScript(script) : script;

describe('verifyTaproot, by a script', () => {
  it('wants a control block of 33 bytes and up to 128 hashes, that leads to the key', () => {
    const script = parseScript('1');
    const spend = (depth: number): readonly [Uint8Array, readonly Uint8Array[]] => {
      let tree: Tree = { script };
      for (let i = 0; i < depth; i++) tree = [tree, { script: Uint8Array.of(i) }];
      const { outputKey, leaves } = buildTaproot(KEY, tree);
      return [outputKey, [script, expectDefined(leaves[0], 'a leaf').control]];
    };
    for (const depth of [0, 1, 128]) expect(verify(...spend(depth))).toBe('OK');
    expect(verify(...spend(129))).toBe('TAPROOT_WRONG_CONTROL_SIZE');
    const [outputKey, [, control = hex('')]] = spend(0);
    for (const wrong of [hex(''), control.subarray(1), concatBytes(control, hex('00'))]) {
      expect(verify(outputKey, [script, wrong])).toBe('TAPROOT_WRONG_CONTROL_SIZE');
    }
    const otherParity = control.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(verify(outputKey, [script, otherParity])).toBe('WITNESS_PROGRAM_MISMATCH');
    expect(verify(outputKey, [parseScript('2'), control])).toBe('WITNESS_PROGRAM_MISMATCH');
    expect(verify(outputKey, [script, concatBytes(control, new Uint8Array(32))])).toBe(
      'WITNESS_PROGRAM_MISMATCH',
    );
  });

  it('lets anything pass by a leaf version without a meaning, unless that is discouraged', () => {
    const flags = SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION;
    for (const leafVersion of [0xbe, 0xc2]) {
      expect(runScript('RETURN', [], { leafVersion })).toBe('OK');
      expect(runScript('1', [], { leafVersion, flags })).toBe('DISCOURAGE_UPGRADABLE_TAPROOT_VERSION');
    }
    expect(runScript('1', [], { flags })).toBe('OK');
  });

  it.each([
    ['what leaves true', '1', [], 'OK'],
    ['what leaves false', '0', [], 'EVAL_FALSE'],
    ['what leaves nothing', 'NOP', [], 'CLEANSTACK'],
    ['what leaves two', '1 1', [], 'CLEANSTACK'],
    ['OP_CHECKMULTISIG, whatever is there', 'CHECKMULTISIG', [], 'TAPSCRIPT_CHECKMULTISIG'],
    ['OP_CHECKMULTISIGVERIFY', '0 0 0 CHECKMULTISIGVERIFY 1', [], 'TAPSCRIPT_CHECKMULTISIG'],
    ['OP_CHECKMULTISIG that is not run', '0 IF CHECKMULTISIG ENDIF 1', [], 'OK'],
    ['OP_IF of 1', 'IF 1 ELSE 0 ENDIF', ['01'], 'OK'],
    ['OP_IF of nothing', 'IF 0 ELSE 1 ENDIF', [''], 'OK'],
    ['OP_IF of 2', 'IF 1 ELSE 0 ENDIF', ['02'], 'TAPSCRIPT_MINIMALIF'],
    ['OP_IF of 0100', 'IF 1 ELSE 0 ENDIF', ['0100'], 'TAPSCRIPT_MINIMALIF'],
    ['OP_NOTIF of 00', 'NOTIF 1 ELSE 0 ENDIF', ['00'], 'TAPSCRIPT_MINIMALIF'],
    ['OP_VERIF that is not run', '0 IF VERIF ENDIF 1', [], 'BAD_OPCODE'],
    ['a number that could be shorter', '1ADD', ['0000'], 'OK'],
    ['a push that runs past the end', '1 0x05 0x01', [], 'BAD_OPCODE'],
    ['an item of 520 bytes', 'DROP 1', ['00'.repeat(520)], 'OK'],
    ['an item of 521 bytes', 'DROP 1', ['00'.repeat(521)], 'PUSH_SIZE'],
    ['a push of 521 bytes', `0x4d0902 0x${'00'.repeat(521)} DROP 1`, [], 'PUSH_SIZE'],
    ['202 operations', `${'NOP '.repeat(202)} 1`, [], 'OK'],
    ['10,001 bytes', `${'NOP '.repeat(10_000)} 1`, [], 'OK'],
  ])('of %s', (_name, script, items, expected) => {
    expect(runScript(script, items.map(hex))).toBe(expected);
  });

  it('takes 1,000 items, not 1,001', () => {
    const items = (count: number) => new Array<Uint8Array>(count).fill(hex('01'));
    const script = `${'2DROP '.repeat(499)} DROP`;
    expect(runScript(script, items(1000))).toBe('OK');
    expect(runScript(`${script} DROP`, items(1001))).toBe('STACK_SIZE');
  });

  it.each([
    ['alone', '0x50', []],
    ['the last of them', '0xfe', []],
    ['an opcode that is disabled elsewhere', 'CAT', []],
    ['in a branch that is not run', '0 IF 0x50 ENDIF', []],
    ['before a push that runs past the end', '0x50 0x05 0x01', []],
    ['with an item of 521 bytes', '0x50', [new Uint8Array(521)]],
    ['with 1,001 items', '0x50', new Array<Uint8Array>(1001).fill(hex('01'))],
  ])('holds with OP_SUCCESS %s, unless that is discouraged', (_name, script, items) => {
    expect(runScript(script, items)).toBe('OK');
    const flags = SCRIPT_VERIFY.DISCOURAGE_OP_SUCCESS;
    expect(runScript(script, items, { flags })).toBe('DISCOURAGE_OP_SUCCESS');
  });

  it.each([
    ['behind a push that runs past the end', '0x05 0x50'],
    ['within a push', '0x01 0x50 RETURN'],
    ['in the witness', 'RETURN 1'],
  ])('fails with the byte of an OP_SUCCESS %s', (_name, script) => {
    expect(runScript(script, [hex('50')])).not.toBe('OK');
  });
});

describe('verifyTaproot, signatures in a script', () => {
  const leafOf = (script: string) => buildTaproot(KEY, { script: parseScript(script) });

  /** Signs for the script, as if the last OP_CODESEPARATOR were at that position. */
  function signFor(
    script: string,
    codeSeparatorPosition = NO_CODESEPARATOR,
    request: Partial<TaprootSighashRequest> = {},
  ): Uint8Array {
    const { outputKey, leaves } = leafOf(script);
    const { leafHash } = expectDefined(leaves[0], 'a leaf');
    return sign(outputKey, { leaf: { leafHash, codeSeparatorPosition }, ...request });
  }

  it.each([
    ['OP_CHECKSIG', `${KEY_PUSH} CHECKSIG`],
    ['OP_CHECKSIGVERIFY', `${KEY_PUSH} CHECKSIGVERIFY 1`],
    ['OP_CHECKSIGADD', `4 ${KEY_PUSH} CHECKSIGADD 5 EQUAL`],
  ])('%s takes the right one, of the right leaf alone', (_name, script) => {
    expect(runScript(script, [signFor(script)])).toBe('OK');
    expect(runScript(script, [signFor('1')])).toBe('SCHNORR_SIG');
    expect(runScript(script, [sign(leafOf(script).outputKey)])).toBe('SCHNORR_SIG');
    expect(runScript(script, [hex('01')])).toBe('SCHNORR_SIG_SIZE');
  });

  it('an empty one is no signature, and no failure by itself', () => {
    expect(runScript(`${KEY_PUSH} CHECKSIG NOT`, [hex('')])).toBe('OK');
    expect(runScript(`4 ${KEY_PUSH} CHECKSIGADD 4 EQUAL`, [hex('')])).toBe('OK');
    expect(runScript(`${KEY_PUSH} CHECKSIGVERIFY 1`, [hex('')])).toBe('CHECKSIGVERIFY');
  });

  it('cover the annex', () => {
    const script = `${KEY_PUSH} CHECKSIG`;
    const annex = hex('50');
    const signature = signFor(script, NO_CODESEPARATOR, { annexHash: annexHashOf(annex) });
    expect(runScript(script, [signature], { annex })).toBe('OK');
    expect(runScript(script, [signature], { annex: hex('5000') })).toBe('SCHNORR_SIG');
    expect(runScript(script, [signature])).toBe('SCHNORR_SIG');
  });

  it.each([
    ['the one before', `CODESEPARATOR ${KEY_PUSH} CHECKSIG`, 0],
    ['the last one before', `CODESEPARATOR CODESEPARATOR ${KEY_PUSH} CHECKSIG CODESEPARATOR`, 1],
    ['one behind instructions that are not run', `0 IF 1 1 ENDIF CODESEPARATOR ${KEY_PUSH} CHECKSIG`, 5],
    ['none that is not run', `0 IF CODESEPARATOR ENDIF ${KEY_PUSH} CHECKSIG`, NO_CODESEPARATOR],
  ])('cover the place of OP_CODESEPARATOR: %s', (_name, script, position) => {
    expect(runScript(script, [signFor(script, position)])).toBe('OK');
    expect(runScript(script, [signFor(script, position === 0 ? 1 : 0)])).toBe('SCHNORR_SIG');
  });

  it.each([
    ['an empty key', '0 CHECKSIG', ['01'], 'TAPSCRIPT_EMPTY_PUBKEY'],
    ['an empty key with an empty signature', '0 CHECKSIG', [''], 'TAPSCRIPT_EMPTY_PUBKEY'],
    ['an empty key in OP_CHECKSIGADD', '1 0 CHECKSIGADD', [''], 'TAPSCRIPT_EMPTY_PUBKEY'],
    ['one item', 'CHECKSIG', ['01'], 'INVALID_STACK_OPERATION'],
    ['two items for OP_CHECKSIGADD', 'CHECKSIGADD', ['', '01'], 'INVALID_STACK_OPERATION'],
    ['a number of 5 bytes, before the key is looked at', '0 CHECKSIGADD', ['', '0000000001'], 'SCRIPTNUM'],
    ['a sum of 5 bytes', `0 0x04 0xffffff7f 0x01 0x02 CHECKSIGADD SIZE 4 EQUAL NIP`, [], 'OK'],
  ])('of %s', (_name, script, items, expected) => {
    expect(runScript(script, items.map(hex))).toBe(expected);
  });

  it.each(['0x01 0x02', `0x1f 0x${'02'.repeat(31)}`, `0x21 0x${'02'.repeat(33)}`])(
    'hold for the key %s, whose size has no meaning yet, unless that is discouraged',
    (key) => {
      const flags = SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_PUBKEYTYPE;
      expect(runScript(`${key} CHECKSIG`, [hex('01')])).toBe('OK');
      expect(runScript(`${key} CHECKSIG NOT`, [hex('')])).toBe('OK');
      for (const item of ['', '01']) {
        expect(runScript(`${key} CHECKSIG`, [hex(item)], { flags })).toBe('DISCOURAGE_UPGRADABLE_PUBKEYTYPE');
      }
    },
  );

  it('cost 50 each of the bytes of the witness and 50, empty ones nothing', () => {
    const checks = 10;
    // Of a key of an unknown kind, so that every signature holds: it costs as much.
    const script = (signature: string) =>
      `${signature} ${'DUP 0x01 0x02 CHECKSIG DROP '.repeat(checks)} DROP 1`;
    const spend = (annexSize: number, signature = '1') =>
      runScript(script(signature), [], { annex: hex('50'.padEnd(2 * annexSize, '0')) });
    const size = (annexSize: number): number => {
      const { leaves } = leafOf(script('1'));
      const { control } = expectDefined(leaves[0], 'a leaf');
      const witness = [parseScript(script('1')), control, new Uint8Array(annexSize)];
      return encode((writer) => writeVector(writer, witness, writeVarBytes)).length;
    };
    const enough = checks * 50 - 50 - size(0);
    // The length of the annex takes 1 byte up to 252 bytes, and 3 beyond.
    const annexSize = enough > 252 ? enough - 2 : enough;
    expect(size(annexSize)).toBe(checks * 50 - 50);
    expect(spend(annexSize)).toBe('OK');
    expect(spend(annexSize - 1)).toBe('TAPSCRIPT_VALIDATION_WEIGHT');
    expect(spend(1, '0')).toBe('OK');
  });

  it('cost before their key is looked at', () => {
    expect(runScript('1 0 CHECKSIG')).toBe('TAPSCRIPT_EMPTY_PUBKEY');
    // A witness of 44 bytes, and 50: one check is paid for, the second is not.
    expect(runScript('1 DUP 0x01 0x02 CHECKSIG DROP 0 CHECKSIG')).toBe('TAPSCRIPT_VALIDATION_WEIGHT');
  });
});
