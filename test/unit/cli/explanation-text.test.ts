import { describe, expect, it } from 'vitest';
import { explanationLines, isGoodNews } from '../../../src/cli/explanation-text.ts';

const TXID = 'cd'.repeat(32);
const ids = { txid: TXID, wtxid: TXID };

const lines = (explanation: object) => explanationLines(JSON.stringify({ ...ids, ...explanation }));
const text = (explanation: object) => lines(explanation).join('\n');

/** As the daemon writes amounts. */
const withAmounts = (json: object) => JSON.stringify({ ...ids, ...json }).replaceAll(/"(\d+\.\d{8})"/g, '$1');

const refusal = {
  allowed: false,
  reject_reason: 'dust',
  rule: 'An output is worth less than it will cost to spend it.',
  remedy: 'Pay more to it.',
  meaning: 'This is a rule of relay.',
};

describe('explanationLines', () => {
  it('says what an acceptable transaction pays', () => {
    const json = withAmounts({ allowed: true, fee: '0.00000141', vsize: 141, fee_rate: 1, replaces: [TXID] });
    expect(explanationLines(json)).toEqual([
      `Transaction ${TXID}`,
      'would be accepted: it pays 0.00000141 for 141 virtual bytes, 1 satoshis for each.',
      'It would replace:',
      `  ${TXID}`,
      'Nothing was sent. To send it: nonced call submitTransaction TXHEX',
    ]);
  });

  it('names rule, place and remedy of a refusal, words below each other', () => {
    const json = withAmounts({
      ...refusal,
      reject_details: 'output 1 has 1 satoshi',
      output: { index: 1, value: '0.00000001', type: 'witness_v0_keyhash', address: 'cpu1xyz' },
    });
    expect(explanationLines(json)).toEqual([
      `Transaction ${TXID}`,
      'is refused: dust',
      '',
      'Rule        An output is worth less than it will cost to spend it.',
      'Output 1    0.00000001, witness_v0_keyhash cpu1xyz',
      'Details     output 1 has 1 satoshi',
      'What to do  Pay more to it.',
      'It means    This is a rule of relay.',
    ]);
  });

  it('says what an input spends, where that is known', () => {
    const input = { index: 2, txid: TXID, vout: 7, sequence: 0 };
    expect(text({ ...refusal, input, note: 'It is not known.' })).toContain(
      `Input 2     spends ${TXID}:7\n            It is not known.\n`,
    );
    expect(
      explanationLines(
        withAmounts({ ...refusal, input: { ...input, value: '1.00000000', type: 'multisig' } }),
      ),
    ).toContain(`Input 2     spends ${TXID}:7`);
  });

  it('breaks long sentences, at most 96 columns', () => {
    const found = lines({ ...refusal, rule: 'word '.repeat(60).trim() });
    expect(found.every((line) => line.length <= 96)).toBe(true);
    expect(found.filter((line) => line.includes('word'))).toHaveLength(4);
  });

  it('marks the failing instruction, and shows the stack', () => {
    const script = {
      error: 'SIG_NULLFAIL',
      phase: 'witnessScript',
      instructions: [{ asm: 'ab'.repeat(33) }, { asm: 'OP_CHECKSIG', failed: true }, { asm: 'OP_NOT' }],
      stack: [
        { hex: 'ab'.repeat(33), size: 33, meaning: 'public key' },
        { hex: '2a', size: 1, number: 42 },
        { hex: '', size: 0, number: 0 },
      ],
      altstack: [{ hex: '0100', size: 2 }],
    };
    expect(lines({ ...refusal, script }).slice(6)).toEqual([
      '',
      'The witness script fails at the arrow (SIG_NULLFAIL):',
      '',
      '        abababababababababab…abababababababababab',
      '   -->  OP_CHECKSIG',
      '        OP_NOT',
      '',
      'The stack before it, the top first:',
      '',
      '        abababababababababab…abababababababababab  33 bytes, public key',
      '        2a  the number 42, 1 byte',
      '        (empty: 0, false)',
      '',
      'The alternative stack, the top first:',
      '',
      '        0100  2 bytes',
    ]);
  });

  it('shows the surroundings of a failure in a long script', () => {
    const instructions = Array.from({ length: 100 }, (_, i) => ({
      asm: `OP_${i}`,
      failed: i === 50 || undefined,
    }));
    const script = { error: 'VERIFY', phase: 'scriptPubKey', instructions, stack: [], altstack: [] };
    const found = lines({ ...refusal, script });
    expect(found).toContain('        (38 before)');
    expect(found).toContain('   -->  OP_50');
    expect(found).toContain('        (37 more)');
    expect(found).not.toContain('        OP_37');
    expect(found.at(-1)).toBe('The stack before it is empty.');
  });

  it('shows what a script left, or the witness where none was run', () => {
    const left = {
      error: 'EVAL_FALSE',
      phase: 'scriptPubKey',
      instructions: [{ asm: '0' }],
      stack: [],
      altstack: [],
    };
    expect(text({ ...refusal, script: left })).toContain(
      'The script of the output that is spent ran to its end (EVAL_FALSE):',
    );
    expect(text({ ...refusal, script: left })).toContain('The stack that it left is empty.');
    const none = { error: 'WITNESS_PROGRAM_MISMATCH', stack: [], altstack: [] };
    expect(text({ ...refusal, script: none })).toContain('The witness of the input is empty.');
  });
});

describe('isGoodNews', () => {
  it.each([
    [{ allowed: true }, true],
    [{ allowed: false, reject_reason: 'txn-already-in-mempool' }, true],
    [{ allowed: false, reject_reason: 'txn-already-known' }, true],
    [{ allowed: false, reject_reason: 'dust' }, false],
  ])('%j: %s', (explanation, expected) => {
    expect(isGoodNews(JSON.stringify(explanation))).toBe(expected);
  });
});
