import { describe, expect, it } from 'vitest';
import { transactionWeight } from '../../../src/consensus/weight.ts';
import {
  checkMinimumSize,
  checkStandardTransaction,
  type StandardnessRules,
} from '../../../src/policy/standard-transaction.ts';
import type { Transaction, TransactionFields } from '../../../src/primitives/tx.ts';
import { payToPubkeyHash } from '../../../src/script/output-scripts.ts';
import { pushData, pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { parseScript } from '../../helpers/script.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const RULES: StandardnessRules = {
  maxDataCarrierBytes: 100_000,
  permitBareMultisig: true,
  dustRelayFeeRate: 3000,
};

const SCRIPT = payToPubkeyHash(new Uint8Array(20));
const PUBKEY = Uint8Array.from({ length: 33 }, (_, i) => (i === 0 ? 2 : 1));

function standard(fields: Partial<TransactionFields> = {}): Transaction {
  return transactionOf({ outputs: [outputOf(10_000, SCRIPT)], ...fields });
}

function codeOf(tx: Transaction, rules: Partial<StandardnessRules> = {}): string {
  const verdict = checkStandardTransaction(tx, { ...RULES, ...rules });
  return verdict.ok ? 'standard' : verdict.code;
}

/** OP_RETURN and a push that fills the script to this size. */
function dataScript(size: number): Uint8Array {
  const overhead = size <= 77 ? 2 : size <= 258 ? 3 : size <= 65_539 ? 4 : 6;
  return concatBytes(Uint8Array.of(0x6a), pushData(new Uint8Array(size - overhead)));
}

function multisig(required: number, keys: number): Uint8Array {
  const pushes = Array.from({ length: keys }, () => pushData(PUBKEY));
  return concatBytes(pushInt(required), ...pushes, pushInt(keys), Uint8Array.of(0xae));
}

describe('checkStandardTransaction', () => {
  it.each([
    [0, 'version'],
    [1, 'standard'],
    [3, 'standard'],
    [4, 'version'],
    [0xffffffff, 'version'],
  ])('version %i: %s', (version, code) => {
    expect(codeOf(standard({ version }))).toBe(code);
  });

  it('tx-size above 400,000 weight units', () => {
    const empty = standard({ inputs: [inputOf(1, { witness: [new Uint8Array(0)] })] });
    const room = 400_000 - transactionWeight(empty);
    const sized = (witnessSize: number): Transaction =>
      standard({ inputs: [inputOf(1, { witness: [new Uint8Array(witnessSize)] })] });
    // The length of so long an item takes five bytes instead of one.
    const largest = sized(room - 4);
    expect([transactionWeight(largest), codeOf(largest)]).toEqual([400_000, 'standard']);
    expect(codeOf(sized(room - 3))).toBe('tx-size');
  });

  it('scriptsig-size above 1650 bytes', () => {
    const scriptSig = (size: number): Uint8Array =>
      concatBytes(...Array.from({ length: size }, () => Uint8Array.of(0x51)));
    expect(codeOf(standard({ inputs: [inputOf(1, { scriptSig: scriptSig(1650) })] }))).toBe('standard');
    expect(codeOf(standard({ inputs: [inputOf(1, { scriptSig: scriptSig(1651) })] }))).toBe('scriptsig-size');
  });

  it('scriptsig-not-pushonly', () => {
    const withScript = (text: string): Transaction =>
      standard({ inputs: [inputOf(1), inputOf(2, { scriptSig: parseScript(text) })] });
    expect(codeOf(withScript("16 'abc'"))).toBe('standard');
    expect(codeOf(withScript('NOP'))).toBe('scriptsig-not-pushonly');
    expect(codeOf(withScript('0x05 0x01'))).toBe('scriptsig-not-pushonly');
  });

  it('scriptpubkey of no known kind', () => {
    expect(codeOf(standard({ outputs: [outputOf(10_000, Uint8Array.of(0x51))] }))).toBe('scriptpubkey');
    expect(codeOf(standard({ outputs: [outputOf(10_000, parseScript('RETURN HASH160'))] }))).toBe(
      'scriptpubkey',
    );
  });

  it.each([
    [1, 3, 'standard'],
    [3, 3, 'standard'],
    [1, 4, 'scriptpubkey'],
  ])('multisig %i of %i: %s', (required, keys, code) => {
    expect(codeOf(standard({ outputs: [outputOf(10_000, multisig(required, keys))] }))).toBe(code);
  });

  it('bare-multisig where the operator does not permit it', () => {
    const tx = standard({ outputs: [outputOf(10_000, multisig(1, 2))] });
    expect(codeOf(tx, { permitBareMultisig: false })).toBe('bare-multisig');
  });

  it('datacarrier above the limit, over all outputs together', () => {
    const withData = (...sizes: number[]): Transaction =>
      standard({ outputs: sizes.map((size) => outputOf(0, dataScript(size))) });
    expect(codeOf(withData(83), { maxDataCarrierBytes: 83 })).toBe('standard');
    expect(codeOf(withData(84), { maxDataCarrierBytes: 83 })).toBe('datacarrier');
    expect(codeOf(withData(40, 43), { maxDataCarrierBytes: 83 })).toBe('standard');
    expect(codeOf(withData(40, 44), { maxDataCarrierBytes: 83 })).toBe('datacarrier');
    expect(codeOf(withData(50_000))).toBe('standard');
    expect(codeOf(withData(2), { maxDataCarrierBytes: 0 })).toBe('datacarrier');
  });

  it('dust in more than one output', () => {
    const paying = (...values: readonly number[]): Transaction =>
      standard({ outputs: values.map((value) => outputOf(value, SCRIPT)) });
    expect(codeOf(paying(546, 545))).toBe('standard');
    expect(codeOf(paying(545, 545))).toBe('dust');
    expect(codeOf(paying(546, 545, 0))).toBe('dust');
  });

  it('says nothing but the reason, as Core does', () => {
    expect(checkStandardTransaction(standard({ version: 4 }), RULES)).toEqual({
      ok: false,
      code: 'version',
    });
  });
});

describe('checkMinimumSize', () => {
  it('tx-size-small below 65 bytes without witness', () => {
    // 60 bytes around the script of the only output.
    const sized = (size: number): Transaction =>
      transactionOf({ outputs: [outputOf(0, new Uint8Array(size - 60))] });
    expect(sized(65).strippedSize).toBe(65);
    expect(checkMinimumSize(sized(65)).ok).toBe(true);
    expect(checkMinimumSize(sized(64))).toMatchObject({ ok: false, code: 'tx-size-small' });
  });
});
