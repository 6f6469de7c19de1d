import { describe, expect, it } from 'vitest';
import { serializeTransaction } from '../../src/primitives/tx.ts';
import type { SigVersion } from '../../src/script/machine.ts';
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

function compare(random: Random, sigVersion: SigVersion): readonly Explanation[] {
  const spend = anySpend(random, sigVersion);
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

const KINDS: readonly (readonly [kind: string, sigVersion: SigVersion])[] = [
  ['before segwit', 'base'],
  ['by version 0 witnesses', 'witness_v0'],
  ['by taproot', 'tapscript'],
];

/** The other interpreter checks signatures in JavaScript, which takes its time. */
const USUAL_CASES = 700;

describe("the interpreter judges as bitcore-lib's does", () => {
  it.for(KINDS)('spends %s', { timeout: RUN_TIMEOUT_MS }, async ([kind, sigVersion], context) => {
    const name = `spends ${kind}, bitcore-lib`;
    await runCases(name, context, (random) => compare(random, sigVersion), USUAL_CASES);
  });
});
