import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { equalBytes, fromHex } from '../../../src/util/bytes.ts';
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
    pubkeyOf: (hash) => KEYS.find((key) => equalBytes(hash160(key), hash)),
    conditions: { preimageOf: () => undefined, isAfter: () => false, isOlder: (sequence) => sequence <= 144 },
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

  it('meets what a miniscript asks for, with the keys of hashes and the locks that pass', () => {
    const [one = '', other = ''] = KEYS.map((key) => Buffer.from(key).toString('hex'));
    const hash = Buffer.from(hash160(KEYS[1] ?? new Uint8Array())).toString('hex');
    const scriptOf = (blocks: number) => {
      const recovery = `DUP HASH160 0x14 0x${hash} EQUALVERIFY CHECKSIGVERIFY ${blocks} CHECKSEQUENCEVERIFY`;
      return parseScript(`0x21 0x${one} CHECKSIG IFDUP NOTIF ${recovery} ENDIF`);
    };
    const witnessOf = (script: Uint8Array, signers: readonly number[]) =>
      satisfyOutput(payToWitnessProgram(0, sha256(script)), meansOf(signers, [script]));
    const [script, later] = [scriptOf(144), scriptOf(145)];
    expect(witnessOf(script, [1]).witness).toEqual([Uint8Array.of(1, 1), script]);
    const recovered = [Uint8Array.of(2, 2), fromHex(other), new Uint8Array(0), script];
    expect(witnessOf(script, [2])).toMatchObject({ witness: recovered, isSolved: true, isSegwit: true });
    expect(witnessOf(later, [2])).toMatchObject({ witness: [later], isSolved: false });
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
