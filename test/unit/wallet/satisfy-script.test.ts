import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { equalBytes } from '../../../src/util/bytes.ts';
import { type SpendingMeans, satisfyOutput } from '../../../src/wallet/satisfy-script.ts';
import { parseScript } from '../../helpers/script.ts';

const KEYS = [1, 2, 3].map((n) => Uint8Array.from([2, ...new Array(32).fill(n)]));
const MULTISIG = parseScript(
  `2 ${KEYS.map((key) => `0x21 0x${Buffer.from(key).toString('hex')}`).join(' ')} 3 CHECKMULTISIG`,
);

/** Has signatures of these keys, each of which is the key's number twice, and these scripts. */
function meansOf(signers: readonly number[], scripts: readonly Uint8Array[] = []): SpendingMeans {
  return {
    scriptOf: (hash) =>
      scripts.find((script) => equalBytes(hash160(script), hash) || equalBytes(sha256(script), hash)),
    signatureOf(pubkeyHash) {
      const index = KEYS.findIndex((key) => equalBytes(hash160(key), pubkeyHash));
      const pubkey = KEYS[index];
      return pubkey && signers.includes(index + 1)
        ? { pubkey, signature: Uint8Array.of(index + 1, index + 1) }
        : undefined;
    },
    taprootSignatureOf: () => (signers.includes(9) ? Uint8Array.of(7, 7) : undefined),
    presentWitness: [Uint8Array.of(9)],
  };
}

describe('satisfyOutput', () => {
  it.each([
    [[1, 3], '0 0x02 0x0101 0x02 0x0303'],
    [[3, 2, 1], '0 0x02 0x0101 0x02 0x0202'],
    [[2], '0 0x02 0x0202 0'],
    [[], '0 0'],
  ])('puts the signatures of %j in the order of the keys, and pads as Core does', (signers, scriptSig) => {
    expect(satisfyOutput(MULTISIG, meansOf(signers))).toEqual({
      scriptSig: parseScript(scriptSig),
      witness: [],
    });
  });

  it('shows the scripts behind the hashes, also where signatures are missing', () => {
    const program = payToWitnessProgram(0, sha256(MULTISIG));
    const nested = satisfyOutput(payToScriptHash(hash160(program)), meansOf([1], [MULTISIG, program]));
    expect(nested.scriptSig).toEqual(parseScript(`0x22 0x${Buffer.from(program).toString('hex')}`));
    expect(nested.witness).toEqual([new Uint8Array(0), Uint8Array.of(1, 1), new Uint8Array(0), MULTISIG]);
  });

  it('makes nothing where a script is not known', () => {
    const nothing = { scriptSig: new Uint8Array(0), witness: [] };
    expect(satisfyOutput(payToScriptHash(hash160(MULTISIG)), meansOf([1, 2]))).toEqual(nothing);
    expect(satisfyOutput(payToWitnessProgram(0, sha256(MULTISIG)), meansOf([1, 2]))).toEqual(nothing);
  });

  it('gives a taproot output its signature, or keeps its witness as it is', () => {
    const taproot = payToWitnessProgram(1, new Uint8Array(32).fill(7));
    const scriptSig = new Uint8Array(0);
    expect(satisfyOutput(taproot, meansOf([9]))).toEqual({ scriptSig, witness: [Uint8Array.of(7, 7)] });
    expect(satisfyOutput(taproot, meansOf([1]))).toEqual({ scriptSig, witness: [Uint8Array.of(9)] });
  });
});
