import { describe, expect, it } from 'vitest';
import { checkTransaction } from '../../../src/consensus/check-tx.ts';
import { decodeBlock } from '../../../src/primitives/block.ts';
import { parseDisplayHash } from '../../../src/primitives/hash256.ts';
import { outPointKey } from '../../../src/primitives/outpoint.ts';
import { createReader, readAmount, readVarBytes } from '../../../src/primitives/reader.ts';
import { decodeTransaction, type Transaction, type TxOutput } from '../../../src/primitives/tx.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../src/script/flags.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../../src/script/transaction-checker.ts';
import { verifyScript } from '../../../src/script/verify-script.ts';
import { expectDefined, invariant } from '../../../src/util/invariant.ts';
import { readCoreVectors } from '../../helpers/core-vectors.ts';
import { hex, parseScript } from '../../helpers/script.ts';
import { ALL_FLAGS, fillFlags, parseFlags, SINGLE_FLAGS, trimFlags } from '../../helpers/script-flags.ts';
import { countVectors, hasVectors, readVectorFile } from '../../helpers/vectors.ts';

/** Whole transactions through the interpreter: Core's tx_valid and tx_invalid, and a real block. */

type Prevout = readonly [txid: string, index: number, scriptPubKey: string, amount?: number];
type Row = readonly [readonly Prevout[], tx: string, flags: string];

interface TxTest {
  readonly tx: Transaction;
  /** What each input spends. */
  readonly spent: readonly TxOutput[];
  readonly flags: ScriptFlags;
  readonly label: string;
}

/** The first failure of the transaction's inputs, or OK. */
function verify({ tx, spent }: Pick<TxTest, 'tx' | 'spent'>, flags: ScriptFlags): string {
  const sighashes = createSighashCache(tx, spent);
  for (const [inputIndex, { scriptSig, witness }] of tx.inputs.entries()) {
    const { value, scriptPubKey } = expectDefined(spent[inputIndex], 'every input spends something');
    const checker = createTransactionChecker({ sighashes, inputIndex, amount: value });
    const verdict = verifyScript({ scriptSig, scriptPubKey, witness }, { flags, checker });
    if (!verdict.ok) return verdict.code;
  }
  return 'OK';
}

function parseRow([prevouts, bytes, flags]: Row): TxTest {
  const decoded = decodeTransaction(hex(bytes));
  invariant(decoded.ok, `a vector's transaction decodes: ${bytes}`);
  const outputs = new Map(
    prevouts.map(([txid, index, scriptPubKey, amount]) => {
      const key = outPointKey({ txid: expectDefined(parseDisplayHash(txid), 'a txid'), index: index >>> 0 });
      return [key, { value: amount ?? 0, scriptPubKey: parseScript(scriptPubKey) }];
    }),
  );
  const spent = decoded.value.inputs.map((input) =>
    expectDefined(outputs.get(outPointKey(input.prevout)), `the prevout is given: ${bytes}`),
  );
  return { tx: decoded.value, spent, flags: parseFlags(flags === 'NONE' ? '' : flags), label: bytes };
}

/** Rows that are not comments, without those that checkTransaction refuses: test/vectors/transactions.test.ts has them. */
function loadTests(name: string): { tests: TxTest[]; isCurrent: boolean } {
  const { rows, isCurrent } = readCoreVectors<Row>(name);
  const tests = rows.filter((row) => row.length === 3 && row[2] !== 'BADTX').map(parseRow);
  // The older form does not mark what checkTransaction refuses.
  return { tests: tests.filter((test) => isCurrent || checkTransaction(test.tx).ok), isCurrent };
}

/** With each flag of `flags` taken away alone, as far as the rest makes sense. */
function withoutOneFlag(flags: ScriptFlags): ScriptFlags[] {
  const combinations = SINGLE_FLAGS.map((flag) => trimFlags(flags & ~flag));
  return [...new Set(combinations)].filter((combination) => combination !== flags);
}

const VALID = loadTests('tx_valid.json');
const INVALID = loadTests('tx_invalid.json');

// Today's form tells flags so that each of them matters; the older form only tells one set that works.
describe.runIf(VALID.isCurrent)("Core's tx_valid", () => {
  it('hold under every flag but those excluded, and with any one flag less', (context) => {
    for (const test of VALID.tests) {
      const flags = ALL_FLAGS & ~test.flags;
      expect(verify(test, flags), test.label).toBe('OK');
      for (const fewer of withoutOneFlag(flags)) expect(verify(test, fewer), test.label).toBe('OK');
    }
    countVectors(context, VALID.tests.length);
  });

  it('fail as soon as an excluded flag is set', () => {
    for (const test of VALID.tests) {
      for (const fewerExcluded of withoutOneFlag(test.flags)) {
        expect(verify(test, ALL_FLAGS & ~fewerExcluded), test.label).not.toBe('OK');
      }
    }
  });
});

describe.runIf(!VALID.isCurrent)('the older tx_valid that bitcore-lib ships', () => {
  it('hold under their flags', (context) => {
    for (const test of VALID.tests) expect(verify(test, fillFlags(test.flags)), test.label).toBe('OK');
    countVectors(context, VALID.tests.length);
  });
});

describe("Core's tx_invalid", () => {
  it('fail under their flags and with any one flag more', (context) => {
    for (const test of INVALID.tests) {
      expect(verify(test, test.flags), test.label).not.toBe('OK');
      for (const flag of SINGLE_FLAGS) {
        expect(verify(test, fillFlags(test.flags | flag)), test.label).not.toBe('OK');
      }
    }
    countVectors(context, INVALID.tests.length);
  });

  it.runIf(INVALID.isCurrent)('hold as soon as one of their flags is taken away', () => {
    for (const test of INVALID.tests) {
      for (const fewer of withoutOneFlag(test.flags)) expect(verify(test, fewer), test.label).toBe('OK');
    }
  });
});

describe.runIf(hasVectors('blocks/block300025.raw'))('block 300025', () => {
  const { P2SH, NONE } = SCRIPT_VERIFY;

  function load(): { tx: Transaction; spent: TxOutput[] }[] {
    const block = decodeBlock(readVectorFile('blocks/block300025.raw'));
    invariant(block.ok, 'the block decodes');
    const undo = createReader(readVectorFile('blocks/block300025-undo.raw'));
    const spends = block.value.transactions.slice(1).map((tx) => ({
      tx,
      spent: tx.inputs.map(() => ({ value: readAmount(undo), scriptPubKey: readVarBytes(undo) })),
    }));
    expect(undo.offset).toBe(undo.bytes.length);
    return spends;
  }

  it('has valid scripts throughout, by the rules of its time', (context) => {
    const spends = load();
    for (const spend of spends) expect(verify(spend, P2SH)).toBe('OK');
    countVectors(context, spends.length);
  });

  it('has no input whose scripts hold with another output of the same transaction changed', () => {
    const signedByAll = load().slice(0, 50);
    for (const { tx, spent } of signedByAll) {
      const [first, ...others] = tx.outputs;
      const changed = { ...tx, outputs: [{ ...expectDefined(first, 'an output'), value: 1 }, ...others] };
      expect(verify({ tx: changed, spent }, NONE)).not.toBe('OK');
    }
  });
});
