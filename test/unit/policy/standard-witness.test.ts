import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import {
  checkStandardWitness,
  findWitnessFault,
  spendsWitnessProgram,
} from '../../../src/policy/standard-witness.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData } from '../../../src/script/push.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const P2WSH = payToWitnessProgram(0, new Uint8Array(32));
const P2WPKH = payToWitnessProgram(0, new Uint8Array(20));
const P2TR = payToWitnessProgram(1, new Uint8Array(32));
const ANCHOR = payToWitnessProgram(1, Uint8Array.of(0x4e, 0x73));

function faultOf(
  scriptPubKey: Uint8Array,
  witness: readonly Uint8Array[],
  scriptSig: Uint8Array = new Uint8Array(),
): string | undefined {
  const tx = transactionOf({ inputs: [inputOf(1, { witness, scriptSig })] });
  const verdict = checkStandardWitness(tx, [
    { output: outputOf(1, scriptPubKey), height: 1, isCoinbase: false },
  ]);
  const [input] = tx.inputs;
  const fault = input && findWitnessFault(input, scriptPubKey);
  expect(verdict).toEqual(
    fault === undefined ? { ok: true } : { ok: false, code: 'bad-witness-nonstandard' },
  );
  return fault ?? 'standard';
}

const items = (count: number, size = 1): Uint8Array[] =>
  Array.from({ length: count }, () => new Uint8Array(size));

/** The spend of a program behind P2SH. */
function nested(program: Uint8Array): readonly [scriptPubKey: Uint8Array, scriptSig: Uint8Array] {
  return [payToScriptHash(hash160(program)), pushData(program)];
}

describe('checkStandardWitness', () => {
  it('lets an input without a witness be', () => {
    expect(faultOf(payToPubkeyHash(new Uint8Array(20)), [])).toBe('standard');
  });

  it('refuses a witness for an output that takes none', () => {
    expect(faultOf(payToPubkeyHash(new Uint8Array(20)), items(1))).toMatch(/takes none/);
    const [scriptPubKey] = nested(P2WPKH);
    expect(faultOf(scriptPubKey, items(2))).toMatch(/takes none/);
    expect(faultOf(scriptPubKey, items(2), Uint8Array.of(0x75))).toMatch(/takes none/);
  });

  it('refuses a witness for an anchor, but not one behind P2SH, whose script will fail', () => {
    expect(faultOf(ANCHOR, items(1))).toBe('a witness for an anchor');
    const [scriptPubKey, scriptSig] = nested(ANCHOR);
    expect(faultOf(scriptPubKey, items(1), scriptSig)).toBe('standard');
  });

  it.each([
    ['P2WSH', P2WSH, new Uint8Array()],
    ['P2SH-P2WSH', ...nested(P2WSH)],
  ])('bounds script, items and their sizes of %s', (_, scriptPubKey, scriptSig) => {
    const fault = (...witness: readonly Uint8Array[]) => faultOf(scriptPubKey, witness, scriptSig);
    expect(fault(...items(100, 80), new Uint8Array(3600))).toBe('standard');
    expect(fault(...items(100), new Uint8Array(3601))).toMatch(/script of 3601 bytes, at most 3600/);
    expect(fault(...items(101), new Uint8Array(1))).toMatch(/101 items before the script, at most 100/);
    expect(fault(...items(1, 81), new Uint8Array(1))).toMatch(/item of 81 bytes, at most 80/);
  });

  it('bounds nothing of P2WPKH: its script does', () => {
    expect(faultOf(P2WPKH, items(2, 81))).toBe('standard');
  });

  it('bounds the items of a tapscript, and of no other leaf version', () => {
    const spent = (size: number, leafVersion: number) =>
      faultOf(P2TR, [...items(101, size), new Uint8Array(9000), Uint8Array.of(leafVersion, 1, 2)]);
    for (const leafVersion of [0xc0, 0xc1]) {
      expect(spent(80, leafVersion)).toBe('standard');
      expect(spent(81, leafVersion)).toBe('an item of 81 bytes, at most 80');
    }
    expect(spent(81, 0xc2)).toBe('standard');
  });

  it('refuses an annex and an empty control block of taproot, where a script could be', () => {
    const annex = Uint8Array.of(0x50);
    expect(faultOf(P2TR, [...items(1), annex])).toMatch(/an annex/);
    expect(faultOf(P2TR, [annex])).toBe('standard');
    expect(faultOf(P2TR, [...items(1), new Uint8Array()])).toBe('an empty control block');
    expect(faultOf(P2TR, items(1, 81))).toBe('standard');
    expect(faultOf(payToWitnessProgram(1, new Uint8Array(33)), [...items(1), annex])).toBe('standard');
    const [scriptPubKey, scriptSig] = nested(P2TR);
    expect(faultOf(scriptPubKey, [...items(1), annex], scriptSig)).toBe('standard');
  });
});

describe('spendsWitnessProgram', () => {
  function spends(scriptPubKey: Uint8Array, scriptSig: Uint8Array = new Uint8Array()): boolean {
    const tx = transactionOf({ inputs: [inputOf(1, { scriptSig })] });
    return spendsWitnessProgram(tx, () => ({
      output: outputOf(1, scriptPubKey),
      height: 1,
      isCoinbase: false,
    }));
  }

  it('is true of every program, of unknown versions too, bare or behind P2SH', () => {
    const unknown = payToWitnessProgram(16, new Uint8Array(40));
    for (const program of [P2WSH, P2WPKH, P2TR, unknown]) {
      expect(spends(program)).toBe(true);
      expect(spends(...nested(program))).toBe(true);
    }
  });

  it('is false of anchors, of what is no program, and of a script that pushes none', () => {
    expect(spends(ANCHOR)).toBe(false);
    expect(spends(payToPubkeyHash(new Uint8Array(20)))).toBe(false);
    expect(spends(nested(P2WPKH)[0])).toBe(false);
    expect(spends(nested(P2WPKH)[0], pushData(payToPubkeyHash(new Uint8Array(20))))).toBe(false);
  });
});
