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
import { concatBytes } from '../../../../src/util/bytes.ts';
import { hex, parseScript } from '../../../helpers/script.ts';

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
