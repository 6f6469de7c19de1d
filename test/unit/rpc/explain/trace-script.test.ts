import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../../src/crypto/hash160.ts';
import { sha256 } from '../../../../src/crypto/sha256d.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../../src/policy/standard-flags.ts';
import { scriptFailureView } from '../../../../src/rpc/explain/script-view.ts';
import { traceScripts } from '../../../../src/rpc/explain/trace-script.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../../src/script/flags.ts';
import { BLIND_CHECKER, type SignatureChecker } from '../../../../src/script/machine.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../../src/script/output-scripts.ts';
import { pushData } from '../../../../src/script/push.ts';
import { concatBytes, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { hex, parseScript } from '../../../helpers/script.ts';
import { buildTaproot } from '../../../helpers/taproot.ts';

/** The key of the secret 1. */
const INNER_KEY = hex('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

const checker: SignatureChecker = {
  ...BLIND_CHECKER,
  checkSequence: () => true,
};

/** The failure of a spend as a client sees it, its stack as hex. */
function trace(
  scriptSig: string | Uint8Array,
  scriptPubKey: string | Uint8Array,
  witness: readonly string[] = [],
  flags: ScriptFlags = STANDARD_SCRIPT_VERIFY_FLAGS,
) {
  const spend = {
    scriptSig: typeof scriptSig === 'string' ? parseScript(scriptSig) : scriptSig,
    scriptPubKey: typeof scriptPubKey === 'string' ? parseScript(scriptPubKey) : scriptPubKey,
    witness: witness.map(hex),
  };
  const found = traceScripts(spend, { flags, checker });
  if (!found) return undefined;
  const { stack, altstack, instructions, ...rest } = { phase: undefined, ...scriptFailureView(found) };
  return {
    ...rest,
    failedAt: instructions?.findIndex(({ failed }) => failed),
    script: instructions?.map(({ asm }) => asm).join(' '),
    stack: stack.map((item) => item.hex),
    altstack: altstack.map((item) => item.hex),
  };
}

describe('traceScripts', () => {
  it('has nothing to say of scripts that hold', () => {
    expect(trace('1', '')).toBeUndefined();
  });

  it('finds the failing instruction, with the stack before it', () => {
    expect(trace('2 3', 'ADD 6 EQUALVERIFY 1')).toEqual({
      error: 'EQUALVERIFY',
      text: 'Script failed an OP_EQUALVERIFY operation',
      phase: 'scriptPubKey',
      opcode: 'OP_EQUALVERIFY',
      failedAt: 2,
      script: 'OP_ADD 6 OP_EQUALVERIFY 1',
      stack: ['06', '05'],
      altstack: [],
    });
  });

  it('finds one of two that are alike', () => {
    expect(trace('1 0', 'VERIFY VERIFY')).toMatchObject({ failedAt: 0, stack: ['', '01'] });
    expect(trace('0 1', 'VERIFY VERIFY')).toMatchObject({ failedAt: 1, stack: [''] });
  });

  it('shows the alternative stack', () => {
    expect(trace('1 2', 'TOALTSTACK TOALTSTACK VERIFY')).toMatchObject({
      error: 'INVALID_STACK_OPERATION',
      failedAt: 2,
      stack: [],
      altstack: ['01', '02'],
    });
  });

  it('shows what is left where no instruction failed', () => {
    const atEnd = { phase: 'scriptPubKey', failedAt: -1 };
    expect(trace('1 0', 'NOP')).toMatchObject({ error: 'EVAL_FALSE', ...atEnd, stack: ['', '01'] });
    expect(trace('1 2', 'NOP')).toMatchObject({ error: 'CLEANSTACK', ...atEnd, stack: ['02', '01'] });
  });

  it('tells an open branch from an instruction that lacks its branch', () => {
    expect(trace('1', '1 IF 2')).toMatchObject({
      error: 'UNBALANCED_CONDITIONAL',
      failedAt: -1,
      stack: ['02', '01'],
    });
    expect(trace('1', 'ENDIF')).toMatchObject({
      error: 'UNBALANCED_CONDITIONAL',
      failedAt: 0,
      stack: ['01'],
    });
  });

  it.each([
    ['behind another instruction', '1 0x4c', 1],
    ['at the start', '0x4c', 0],
    ['of two bytes', '1 1 0x4d05', 2],
  ])('finds a malformed push %s', (_, script, failedAt) => {
    expect(trace('1', script)).toMatchObject({ error: 'BAD_OPCODE', opcode: '[error]', failedAt });
  });

  it('finds a byte that is no instruction', () => {
    expect(trace('1', 'NOP 0xfe')).toMatchObject({ error: 'BAD_OPCODE', opcode: 'OP_UNKNOWN', failedAt: 1 });
  });

  it('goes into the redeem script', () => {
    const redeemScript = parseScript('VERIFY 1');
    const scriptSig = concatBytes(parseScript('0'), pushData(redeemScript));
    expect(trace(scriptSig, payToScriptHash(hash160(redeemScript)))).toMatchObject({
      error: 'VERIFY',
      phase: 'redeemScript',
      failedAt: 0,
      stack: [''],
    });
    expect(trace(scriptSig, payToScriptHash(hash160(parseScript('1'))))).toMatchObject({
      error: 'EVAL_FALSE',
      phase: 'scriptPubKey',
      failedAt: -1,
    });
  });

  it('goes into the witness script', () => {
    const script = parseScript('SHA256 0 EQUALVERIFY');
    const program = payToWitnessProgram(0, sha256(script));
    expect(trace('', program, ['aa', Buffer.from(script).toString('hex')])).toMatchObject({
      error: 'EQUALVERIFY',
      phase: 'witnessScript',
      failedAt: 2,
    });
  });

  describe('goes into the tapscript', () => {
    const traceTapscript = (text: string, items: readonly string[], flags?: ScriptFlags) => {
      const script = parseScript(text);
      const { outputKey, leaves } = buildTaproot(INNER_KEY, { script });
      const { control } = expectDefined(leaves[0], 'a leaf');
      return trace('', payToWitnessProgram(1, outputKey), [...items, toHex(script), toHex(control)], flags);
    };

    it('and finds the failing instruction, with the stack before it', () => {
      expect(traceTapscript('SHA256 0 EQUALVERIFY', ['aa'])).toMatchObject({
        error: 'EQUALVERIFY',
        phase: 'tapscript',
        failedAt: 2,
        stack: ['', toHex(sha256(hex('aa')))],
      });
      expect(traceTapscript('1 IF CHECKMULTISIG ENDIF', [])).toMatchObject({
        error: 'TAPSCRIPT_CHECKMULTISIG',
        opcode: 'OP_CHECKMULTISIG',
        failedAt: 2,
        stack: [],
      });
      expect(traceTapscript('IF 1 ENDIF', ['02'])).toMatchObject({
        error: 'TAPSCRIPT_MINIMALIF',
        opcode: 'OP_IF',
        stack: ['02'],
      });
    });

    it('and finds the signature that does not fit', () => {
      expect(traceTapscript(`0x20 0x${toHex(INNER_KEY)} CHECKSIG`, ['11'.repeat(64)])).toMatchObject({
        error: 'SCHNORR_SIG',
        phase: 'tapscript',
        opcode: 'OP_CHECKSIG',
        failedAt: 1,
        stack: [toHex(INNER_KEY), '11'.repeat(64)],
      });
    });

    it('and finds what lets it not even run', () => {
      expect(traceTapscript('1 DROP 0x50 1', ['aa'])).toMatchObject({
        error: 'DISCOURAGE_OP_SUCCESS',
        phase: 'tapscript',
        opcode: 'OP_RESERVED',
        failedAt: 2,
        stack: ['aa'],
      });
      expect(traceTapscript('1 DROP 0x05 0x50', ['aa'])).toMatchObject({
        error: 'BAD_OPCODE',
        phase: 'tapscript',
        opcode: '[error]',
        failedAt: 2,
        stack: ['aa'],
      });
    });

    it('and shows what is left at its end', () => {
      expect(traceTapscript('1 1', ['aa'])).toMatchObject({
        error: 'CLEANSTACK',
        phase: 'tapscript',
        failedAt: -1,
        stack: ['01', '01', 'aa'],
      });
    });
  });

  it('shows the witness of a taproot spend that came to no script', () => {
    const program = payToWitnessProgram(1, INNER_KEY);
    expect(trace('', program, ['11'.repeat(64)])).toMatchObject({
      error: 'SCHNORR_SIG',
      phase: undefined,
      stack: ['11'.repeat(64)],
    });
    expect(trace('', program, ['51', 'c0'])).toMatchObject({
      error: 'TAPROOT_WRONG_CONTROL_SIZE',
      phase: undefined,
      stack: ['c0', '51'],
    });
    expect(trace('', program, ['51', `c0${toHex(INNER_KEY)}`])).toMatchObject({
      error: 'WITNESS_PROGRAM_MISMATCH',
      phase: undefined,
    });
  });

  it('shows the witness where no script was to blame', () => {
    const program = payToWitnessProgram(0, new Uint8Array(20).fill(7));
    expect(trace('', program, ['aa', 'bb', 'cc'])).toEqual({
      error: 'WITNESS_PROGRAM_MISMATCH',
      text: 'Witness program hash mismatch',
      phase: undefined,
      failedAt: undefined,
      script: undefined,
      stack: ['cc', 'bb', 'aa'],
      altstack: [],
    });
  });

  it('finds what is too long in the witness, or altogether', () => {
    const script = parseScript('DROP 1');
    const program = payToWitnessProgram(0, sha256(script));
    const witness = ['00'.repeat(521), Buffer.from(script).toString('hex')];
    expect(trace('', program, witness)).toMatchObject({ error: 'PUSH_SIZE', phase: undefined });
    expect(trace('', new Uint8Array(10_001).fill(0x61), [], SCRIPT_VERIFY.NONE)).toMatchObject({
      error: 'SCRIPT_SIZE',
      phase: undefined,
      stack: [],
    });
  });

  it('finds the instruction that made the stack too large', () => {
    const script = parseScript(`1 ${'DUP '.repeat(201)}`);
    expect(trace('', script, [], SCRIPT_VERIFY.NONE)).toBeUndefined();
    const full = parseScript(`${'1 '.repeat(1000)} DUP`);
    expect(trace('', full, [], SCRIPT_VERIFY.NONE)).toMatchObject({ error: 'STACK_SIZE', failedAt: 1000 });
  });
});

describe('an item of the stack', () => {
  const itemOf = (word: string) => {
    const found = traceScripts(
      { scriptSig: parseScript(`${word} 0`), scriptPubKey: parseScript('VERIFY'), witness: [] },
      { flags: SCRIPT_VERIFY.NONE, checker },
    );
    return found && scriptFailureView(found).stack[1];
  };

  it.each([
    ['0', { hex: '', size: 0, number: 0 }],
    ['-5', { hex: '85', size: 1, number: -5 }],
    ['0x04ffffff7f', { hex: 'ffffff7f', size: 4, number: 2_147_483_647 }],
    ['0x020100', { hex: '0100', size: 2 }],
    ['0x050000000080', { hex: '0000000080', size: 5 }],
    [`0x21${'02'.repeat(33)}`, { hex: '02'.repeat(33), size: 33, meaning: 'public key' }],
    [
      '0x0930060201010201018' + '3',
      { hex: '300602010102010183', size: 9, meaning: 'signature, hash type SINGLE|ANYONECANPAY' },
    ],
    [
      '0x09300602010102010104',
      { hex: '300602010102010104', size: 9, meaning: 'signature, hash type unknown' },
    ],
  ])('%s', (word, view) => {
    expect(itemOf(word)).toEqual(view);
  });
});

describe('an item of the stack of a taproot spend', () => {
  const itemOf = (item: string) => {
    const program = payToWitnessProgram(1, INNER_KEY);
    const spend = { scriptSig: new Uint8Array(), scriptPubKey: program, witness: [hex(item)] };
    const found = traceScripts(spend, { flags: SCRIPT_VERIFY.P2SH | WITNESS | TAPROOT, checker });
    return found && scriptFailureView(found).stack[0];
  };
  const { WITNESS, TAPROOT } = SCRIPT_VERIFY;

  it.each([
    ['11'.repeat(64), { size: 64, meaning: 'signature, hash type DEFAULT' }],
    [`${'04'.repeat(64)}01`, { size: 65, meaning: 'signature, hash type ALL' }],
    [`${'11'.repeat(64)}83`, { size: 65, meaning: 'signature, hash type SINGLE|ANYONECANPAY' }],
    [`${'11'.repeat(64)}50`, { size: 65, meaning: 'signature, hash type unknown' }],
    [toHex(INNER_KEY), { size: 32, meaning: 'public key, or a hash' }],
    ['05'.padStart(64, '0'), { size: 32 }],
    ['01', { size: 1, number: 1 }],
  ])('%s', (item, view) => {
    expect(itemOf(item)).toEqual({ hex: item, ...view });
  });
});
