import { describe, expect, it } from 'vitest';
import type { Coin } from '../../../src/consensus/coin.ts';
import { countLegacySigops, getTransactionSigOpCost } from '../../../src/consensus/sigop-cost.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../src/script/flags.ts';
import { Opcode } from '../../../src/script/opcodes.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const { OP_CHECKSIG, OP_CHECKMULTISIG, OP_2 } = Opcode;
const CHECKSIG = Uint8Array.of(OP_CHECKSIG);
const MULTISIG_2 = Uint8Array.of(OP_2, OP_CHECKMULTISIG);

const coinOf = (script: Uint8Array): Coin => ({
  output: outputOf(1, script),
  height: 1,
  isCoinbase: false,
});

/** Cost of an input that spends `script`. */
const costOf = (
  script: Uint8Array,
  scriptSig: Uint8Array,
  witness: readonly Uint8Array[] = [],
  flags?: ScriptFlags,
) =>
  getTransactionSigOpCost(
    transactionOf({ inputs: [inputOf(1, { scriptSig, witness })], outputs: [outputOf(1)] }),
    [coinOf(script)],
    flags,
  );

const push = (script: Uint8Array) => Uint8Array.of(script.length, ...script);
const P2SH = payToScriptHash(new Uint8Array(20));
const P2WPKH = payToWitnessProgram(0, new Uint8Array(20));
const P2WSH = payToWitnessProgram(0, new Uint8Array(32));

describe('countLegacySigops', () => {
  it('counts in the scripts of inputs and outputs, a multisig as 20', () => {
    const tx = transactionOf({
      inputs: [inputOf(1, { scriptSig: CHECKSIG }), inputOf(2, { scriptSig: MULTISIG_2 })],
      outputs: [outputOf(1, CHECKSIG), outputOf(1, MULTISIG_2)],
    });
    expect(countLegacySigops(tx)).toBe(1 + 20 + 1 + 20);
  });
});

describe('getTransactionSigOpCost', () => {
  it('is four for each in the own scripts, and none for those of the coin', () => {
    expect(costOf(MULTISIG_2, CHECKSIG)).toBe(4);
  });

  it('is four for each behind P2SH', () => {
    expect(costOf(P2SH, push(MULTISIG_2))).toBe(8);
  });

  it('is one for each in a witness', () => {
    expect(costOf(P2WPKH, new Uint8Array())).toBe(1);
    expect(costOf(P2WSH, new Uint8Array(), [MULTISIG_2])).toBe(2);
    expect(costOf(P2SH, push(P2WSH), [MULTISIG_2])).toBe(2);
  });

  it('is none behind P2SH or in a witness where the block is an exception to those rules', () => {
    expect(costOf(P2SH, push(MULTISIG_2), [], SCRIPT_VERIFY.NONE)).toBe(0);
    expect(costOf(P2WPKH, new Uint8Array(), [], SCRIPT_VERIFY.P2SH)).toBe(0);
    expect(costOf(P2SH, push(P2WSH), [MULTISIG_2], SCRIPT_VERIFY.NONE)).toBe(0);
    expect(costOf(MULTISIG_2, CHECKSIG, [], SCRIPT_VERIFY.NONE)).toBe(4);
  });

  it('adds up over inputs', () => {
    const inputs = [inputOf(1), inputOf(2, { scriptSig: push(MULTISIG_2) }), inputOf(3)];
    const tx = transactionOf({ inputs, outputs: [outputOf(1, CHECKSIG)] });
    expect(getTransactionSigOpCost(tx, [coinOf(P2WPKH), coinOf(P2SH), coinOf(CHECKSIG)])).toBe(1 + 8 + 4);
  });

  it('is four for each of a coinbase, which spends no coins', () => {
    const tx = transactionOf({ inputs: [inputOf(NULL_OUTPOINT)], outputs: [outputOf(1, CHECKSIG)] });
    expect(getTransactionSigOpCost(tx, [])).toBe(4);
  });
});
