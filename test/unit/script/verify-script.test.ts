import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import {
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
  type TxOutput,
} from '../../../src/primitives/tx.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../src/script/flags.ts';
import type { ScriptObserver } from '../../../src/script/interpreter.ts';
import { opcodeName } from '../../../src/script/opcodes.ts';
import { payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../../src/script/transaction-checker.ts';
import { type Spend, verifyScript } from '../../../src/script/verify-script.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { expectDefined, invariant } from '../../../src/util/invariant.ts';
import { readCoreVectors } from '../../helpers/core-vectors.ts';
import { hex, parseScript } from '../../helpers/script.ts';
import { fillFlags, parseFlags, SINGLE_FLAGS, trimFlags } from '../../helpers/script-flags.ts';
import { buildTaproot } from '../../helpers/taproot.ts';
import { countVectors } from '../../helpers/vectors.ts';

const { P2SH, WITNESS, CLEANSTACK, TAPROOT } = SCRIPT_VERIFY;

/** [[witness item, …, amount in coins]?, scriptSig, scriptPubKey, flags, expected, comment?] */
type Row = readonly (string | readonly (string | number)[])[];

interface ScriptTest {
  readonly spend: Spend;
  readonly amount: number;
  readonly flags: ScriptFlags;
  readonly expected: string;
}

/** Names that differ from ScriptError's: one of Core's own, one of the older vectors. */
const ERROR_NAMES: Readonly<Record<string, string>> = {
  NULLFAIL: 'SIG_NULLFAIL',
  UNKNOWN_ERROR: 'SCRIPTNUM',
};

function parseRow(row: Row): ScriptTest {
  const witnessAndAmount = row.flatMap((field) => (typeof field === 'string' ? [] : [...field]));
  const texts = row.filter((field) => typeof field === 'string');
  const [scriptSig = '', scriptPubKey = '', names = '', expected = ''] = texts;
  const items = witnessAndAmount.slice(0, -1).map(String);
  const flags = parseFlags(names);
  return {
    spend: { scriptSig: parseScript(scriptSig), ...parseOutput(scriptPubKey, items) },
    amount: Math.round(Number(witnessAndAmount.at(-1) ?? 0) * 1e8),
    flags: flags & CLEANSTACK ? flags | P2SH | WITNESS : flags,
    expected: ERROR_NAMES[expected] ?? expected,
  };
}

const SCRIPT_MARK = '#SCRIPT#';
const TAPROOT_OUTPUT = '0x51 0x20 #TAPROOTOUTPUT#';

/** The key of the secret 1. */
const INNER_KEY = hex('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

/**
 * The output and the witness. Those of tapscripts are to be made from the script, as the only one of its tree.
 * @source Bitcoin Core src/test/script_tests.cpp script_json_test
 */
function parseOutput(
  scriptPubKey: string,
  items: readonly string[],
): Pick<Spend, 'scriptPubKey' | 'witness'> {
  if (scriptPubKey !== TAPROOT_OUTPUT)
    return { scriptPubKey: parseScript(scriptPubKey), witness: items.map(hex) };
  const script = parseScript(expectDefined(items.at(-2), 'a script').slice(SCRIPT_MARK.length));
  invariant(
    items.at(-2)?.startsWith(SCRIPT_MARK) && items.at(-1) === '#CONTROLBLOCK#',
    'the marks of a tapscript',
  );
  const { outputKey, leaves } = buildTaproot(INNER_KEY, { script });
  const control = expectDefined(leaves[0], 'a leaf').control;
  return {
    scriptPubKey: payToWitnessProgram(1, outputKey),
    witness: [...items.slice(0, -2).map(hex), script, control],
  };
}

/** The transaction that the vectors' signatures are for. @source Bitcoin Core src/test/util/transaction_utils.cpp */
function spendingTransaction({ spend, amount }: ScriptTest): { tx: Transaction; spent: readonly TxOutput[] } {
  const final = { sequence: SEQUENCE_FINAL };
  const credit = makeTransaction({
    version: 1,
    inputs: [{ ...final, prevout: NULL_OUTPOINT, scriptSig: hex('0000'), witness: [] }],
    outputs: [{ value: amount, scriptPubKey: spend.scriptPubKey }],
    lockTime: 0,
  });
  const { scriptSig, witness } = spend;
  const tx = makeTransaction({
    version: 1,
    inputs: [{ ...final, prevout: { txid: credit.txid, index: 0 }, scriptSig, witness }],
    outputs: [{ value: amount, scriptPubKey: hex('') }],
    lockTime: 0,
  });
  return { tx, spent: credit.outputs };
}

function verify(test: ScriptTest, flags: ScriptFlags = test.flags, observer?: ScriptObserver): string {
  const { tx, spent } = spendingTransaction(test);
  const sighashes = createSighashCache(tx, spent);
  const checker = createTransactionChecker({ sighashes, inputIndex: 0, amount: test.amount });
  const verdict = verifyScript(test.spend, { flags, checker, observer });
  return verdict.ok ? 'OK' : verdict.code;
}

/**
 * Rows of the older form that no longer are vectors: numbers of nearly 64 bits, which Core's notation refuses
 * today, and OP_NOP2 and OP_NOP3 as NOPs without a meaning.
 */
function isOutdated(row: Row): boolean {
  const text = JSON.stringify(row);
  return (
    /"-?\d{12,}/.test(text) || /CHECK(?:LOCKTIME|SEQUENCE)VERIFY","[^"]*DISCOURAGE_UPGRADABLE_NOPS/.test(text)
  );
}

/** What Core's codes for the same failures were when the older form was written. */
const OLDER_CODES: Readonly<Record<string, string>> = {
  INVALID_STACK_OPERATION: 'UNBALANCED_CONDITIONAL',
  CLEANSTACK: 'EVAL_FALSE',
};

const VECTORS = readCoreVectors<Row>('script_tests.json');

/** The vectors, but for comments. */
function loadScriptTests(): ScriptTest[] {
  return VECTORS.rows
    .filter((row) => row.length > 1)
    .filter((row) => VECTORS.isCurrent || !isOutdated(row))
    .map(parseRow);
}

function endsAsExpected(test: ScriptTest): boolean {
  const got = verify(test);
  return got === test.expected || (!VECTORS.isCurrent && OLDER_CODES[got] === test.expected);
}

function spend(scriptSig: string, scriptPubKey: string, ...witness: string[]): ScriptTest {
  return {
    spend: {
      scriptSig: parseScript(scriptSig),
      scriptPubKey: parseScript(scriptPubKey),
      witness: witness.map(hex),
    },
    amount: 0,
    flags: P2SH | WITNESS | TAPROOT,
    expected: '',
  };
}

describe("Core's script_tests", () => {
  const tests = loadScriptTests();

  it('end as they say', (context) => {
    const wrong = tests.filter((test) => !endsAsExpected(test));
    expect(wrong.map((test) => ({ ...test, got: verify(test) }))).toEqual([]);
    countVectors(context, tests.length);
  });

  it('stay right with any one flag less, and wrong with any one flag more', () => {
    for (const test of tests) {
      const passes = test.expected === 'OK';
      for (const flag of SINGLE_FLAGS) {
        const flags = passes ? trimFlags(test.flags & ~flag) : fillFlags(test.flags | flag);
        expect(verify(test, flags) === 'OK').toBe(passes);
      }
    }
  });
});

describe('verifyScript', () => {
  it('checks a taproot spend where taproot is active, and takes any where not', () => {
    const taproot = spend('', `1 0x20 0x${'22'.repeat(32)}`, '33'.repeat(64));
    expect(verify(taproot)).toBe('SCHNORR_SIG');
    expect(verify(taproot, P2SH | WITNESS)).toBe('OK');
  });

  it('takes an anchor and other unknown programs, the latter not where discouraged', () => {
    const strict = P2SH | WITNESS | SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM;
    expect(verify(spend('', '1 0x02 0x4e73'), strict)).toBe('OK');
    expect(verify(spend('', '1 0x02 0x4e74'), strict)).toBe('DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM');
    expect(verify(spend('', '1 0x02 0x4e74'))).toBe('OK');
  });

  it('knows no taproot behind P2SH: that program stays without a meaning', () => {
    const redeemScript = hex(`5120${'22'.repeat(32)}`);
    const nested = spend(
      `0x22 0x${toHex(redeemScript)}`,
      `HASH160 0x14 0x${toHex(hash160(redeemScript))} EQUAL`,
    );
    expect(verify(nested)).toBe('OK');
    const strict = nested.flags | SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM;
    expect(verify(nested, strict)).toBe('DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM');
  });

  it('refuses witness items over 520 bytes, before the script runs', () => {
    const program = '0x20 0x4ae81572f06e1b88fd5ced7a1a000945432e83e1551e6f721ee9c00b8cc33260'; // SHA-256 of OP_1
    expect(verify(spend('', `0 ${program}`, '51'))).toBe('OK');
    expect(verify(spend('', `0 ${program}`, '00'.repeat(520), '51'))).toBe('CLEANSTACK');
    expect(verify(spend('', `0 ${program}`, '00'.repeat(521), '51'))).toBe('PUSH_SIZE');
  });

  it.each([
    ['CLEANSTACK without WITNESS', P2SH | CLEANSTACK],
    ['WITNESS without P2SH', WITNESS],
  ])('is our own fault to ask for %s', (_name, flags) => {
    expect(() => verify(spend('', '1'), flags)).toThrow(/goes with/);
  });

  it('shows every instruction to an observer, skipped ones too, with the stack before it', () => {
    const steps: string[] = [];
    const observer: ScriptObserver = {
      onInstruction(phase, { cursor, stack }) {
        steps.push(`${phase} ${opcodeName(cursor.opcode)} on ${stack.length}`);
      },
    };
    expect(verify(spend('1 0', 'IF DUP ENDIF'), SCRIPT_VERIFY.NONE, observer)).toBe('OK');
    expect(steps).toEqual([
      'scriptSig 1 on 0',
      'scriptSig 0 on 1',
      'scriptPubKey OP_IF on 2',
      'scriptPubKey OP_DUP on 1',
      'scriptPubKey OP_ENDIF on 1',
    ]);
  });
});
