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
    signatureOf({ hash }) {
      const index = KEYS.findIndex((key) => equalBytes(hash160(key), hash));
      const pubkey = KEYS[index];
      return pubkey && signers.includes(index + 1)
        ? { pubkey, signature: Uint8Array.of(index + 1, index + 1) }
        : undefined;
    },
    taprootWitnessOf: () => (signers.includes(9) ? [Uint8Array.of(7, 7)] : []),
  };
}

describe('satisfyOutput', () => {
  it.each([
    [[1, 3], '0 0x02 0x0101 0x02 0x0303', true],
    [[3, 2, 1], '0 0x02 0x0101 0x02 0x0202', true],
    [[2], '0 0x02 0x0202 0', false],
    [[], '0 0', false],
  ])(
    'puts the signatures of %j in the order of the keys, and pads as Core does',
    (signers, text, isSolved) => {
      const scriptSig = parseScript(text);
      const expected = { scriptSig, witness: [], isSolved, isSegwit: false };
      expect(satisfyOutput(MULTISIG, meansOf(signers))).toEqual(expected);
    },
  );

  it('shows the scripts behind the hashes, also where signatures are missing', () => {
    const program = payToWitnessProgram(0, sha256(MULTISIG));
    const nested = satisfyOutput(payToScriptHash(hash160(program)), meansOf([1], [MULTISIG, program]));
    expect(nested.scriptSig).toEqual(parseScript(`0x22 0x${Buffer.from(program).toString('hex')}`));
    expect(nested).toMatchObject({ isSolved: false, isSegwit: true });
    expect(nested.witness).toEqual([new Uint8Array(0), Uint8Array.of(1, 1), new Uint8Array(0), MULTISIG]);
  });

  it('makes nothing where a script is not known', () => {
    const nothing = { scriptSig: new Uint8Array(0), witness: [], isSolved: false, isSegwit: false };
    expect(satisfyOutput(payToScriptHash(hash160(MULTISIG)), meansOf([1, 2]))).toEqual(nothing);
    expect(satisfyOutput(payToWitnessProgram(0, sha256(MULTISIG)), meansOf([1, 2]))).toEqual(nothing);
  });

  it('gives a taproot output its witness, but not one behind a script hash', () => {
    const taproot = payToWitnessProgram(1, new Uint8Array(32).fill(7));
    const witness = [Uint8Array.of(7, 7)];
    expect(satisfyOutput(taproot, meansOf([9]))).toMatchObject({ witness, isSolved: true, isSegwit: true });
    expect(satisfyOutput(taproot, meansOf([1]))).toMatchObject({ witness: [], isSolved: false });
    const behindHash = satisfyOutput(payToScriptHash(hash160(taproot)), meansOf([9], [taproot]));
    expect(behindHash).toMatchObject({ witness: [], isSolved: false, isSegwit: false });
  });

  it('asks nothing for an anchor', () => {
    const anchor = payToWitnessProgram(1, Uint8Array.of(0x4e, 0x73));
    expect(satisfyOutput(anchor, meansOf([]))).toMatchObject({ witness: [], isSolved: true });
  });
});
