import { describe, expect, it } from 'vitest';
import { serializeTransaction } from '../../src/primitives/tx.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../src/script/transaction-checker.ts';
import { verifyScript } from '../../src/script/verify-script.ts';
import { toHex } from '../../src/util/bytes.ts';
import { verifyByBitcore } from './bitcore-interpreter.ts';
import { type Answer, explain, isSameAnswer } from './interpreter-rules.ts';
import type { Random } from './random.ts';
import { type Explanation, RUN_TIMEOUT_MS, runCases } from './run.ts';
import { anySpend, type GeneratedSpend } from './spends.ts';

/** Our interpreter against bitcore-lib's: the same spends hold, and the others fail for the same reason. */

function verifyByUs({ tx, inputIndex, spent, flags }: GeneratedSpend): Answer {
  const { scriptSig = new Uint8Array(), witness = [] } = tx.inputs[inputIndex] ?? {};
  const { value: amount = 0, scriptPubKey = new Uint8Array() } = spent[inputIndex] ?? {};
  const checker = createTransactionChecker({ sighashes: createSighashCache(tx, spent), inputIndex, amount });
  const verdict = verifyScript({ scriptSig, scriptPubKey, witness }, { flags, checker });
  return verdict.ok ? 'holds' : verdict.code;
}

function compare(random: Random): readonly Explanation[] {
  const spend = anySpend(random);
  const [ours, theirs] = [verifyByUs(spend), verifyByBitcore(spend)];
  if (isSameAnswer(ours, theirs)) return [];
  const why = explain(spend, ours, theirs);
  if (why !== undefined) return [why];
  expect(theirs, describeSpend(spend)).toBe(ours);
  return [];
}

/** All that is needed to look into it. */
function describeSpend({ tx, inputIndex, spent, flags }: GeneratedSpend): string {
  const outputs = spent.map(({ value, scriptPubKey }) => `${value} ${toHex(scriptPubKey)}`);
  return [toHex(serializeTransaction(tx)), `input ${inputIndex}`, `flags ${flags}`, ...outputs].join('\n');
}

describe('the interpreter', () => {
  it("judges spends as bitcore-lib's does", { timeout: RUN_TIMEOUT_MS }, async (context) => {
    await runCases('spends, bitcore-lib', context, compare);
  });
});
