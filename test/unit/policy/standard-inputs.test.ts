import { describe, expect, it } from 'vitest';
import type { Coin } from '../../../src/consensus/coin.ts';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { checkStandardInputs } from '../../../src/policy/standard-inputs.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { parseScript } from '../../helpers/script.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

interface Spend {
  readonly scriptPubKey: Uint8Array;
  readonly scriptSig?: Uint8Array;
}

function debugOf(...spends: readonly Spend[]): string | undefined {
  const tx = transactionOf({
    inputs: spends.map(({ scriptSig = new Uint8Array() }, i) => inputOf(i + 1, { scriptSig })),
  });
  const coins: Coin[] = spends.map(({ scriptPubKey }) => {
    return { output: outputOf(1, scriptPubKey), height: 1, isCoinbase: false };
  });
  const verdict = checkStandardInputs(tx, coins);
  if (verdict.ok) return 'standard';
  expect(verdict.code).toBe('bad-txns-nonstandard-inputs');
  return verdict.debug;
}

/** Spends a P2SH output whose redeem script has so many signature operations. */
function redeeming(sigops: number): Spend {
  const redeemScript = parseScript(Array.from({ length: sigops }, () => 'CHECKSIG').join(' '));
  return { scriptPubKey: payToScriptHash(hash160(redeemScript)), scriptSig: pushData(redeemScript) };
}

const P2WPKH: Spend = { scriptPubKey: payToWitnessProgram(0, new Uint8Array(20)) };

describe('checkStandardInputs', () => {
  it('knows the kinds of outputs', () => {
    expect(debugOf(P2WPKH, redeeming(1))).toBe('standard');
    expect(debugOf(P2WPKH, { scriptPubKey: Uint8Array.of(0x51) })).toBe('input 1 script unknown');
  });

  it('refuses witness programs without a meaning yet', () => {
    expect(debugOf({ scriptPubKey: payToWitnessProgram(2, new Uint8Array(32)) })).toBe(
      'input 0 witness program is undefined',
    );
  });

  it('lets a redeem script have 15 signature operations, not 16', () => {
    expect(debugOf(redeeming(15))).toBe('standard');
    expect(debugOf(P2WPKH, redeeming(16))).toBe('p2sh redeemscript sigops exceed limit (input 1: 16 > 15)');
  });

  it('asks a P2SH spend for a redeem script', () => {
    const { scriptPubKey } = redeeming(1);
    expect(debugOf({ scriptPubKey })).toBe('input 0 P2SH redeemscript missing');
    expect(debugOf({ scriptPubKey, scriptSig: pushData(new Uint8Array(521)) })).toBe(
      'p2sh scriptsig malformed (input 0: Push value size limit exceeded)',
    );
  });

  it('lets 2500 signature operations run outside witnesses, not 2501', () => {
    // A multisig whose number of keys is not told by OP_1 … OP_16 counts as 20.
    const multisigs = parseScript(Array.from({ length: 125 }, () => 'CHECKMULTISIG').join(' '));
    const pubkey = concatBytes(
      pushData(Uint8Array.from([2, ...new Uint8Array(32)])),
      parseScript('CHECKSIG'),
    );
    const spend = { scriptPubKey: pubkey, scriptSig: multisigs };
    const onlyScriptSig = { ...P2WPKH, scriptSig: multisigs };
    expect(debugOf(onlyScriptSig)).toBe('standard');
    expect(debugOf(spend)).toBe('non-witness sigops exceed bip54 limit');
  });
});
