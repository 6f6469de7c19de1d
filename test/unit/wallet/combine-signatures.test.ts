import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { pushData, pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { combineSignatures } from '../../../src/wallet/combine-signatures.ts';
import { createSigningKey } from '../../../src/wallet/private-key.ts';
import { signWithKeys } from '../../../src/wallet/sign-with-keys.ts';
import { createSigningKeys } from '../../../src/wallet/signing-keys.ts';
import { parseScript } from '../../helpers/script.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const VALUE = 100_000;
const KEYS = [1, 2, 3].map((n) => createSigningKey(new Uint8Array(32).fill(n)));

/** Two of the three keys. */
const SCRIPT = concatBytes(
  pushInt(2),
  ...KEYS.map(({ pubkey }) => pushData(pubkey)),
  pushInt(3),
  parseScript('CHECKMULTISIG'),
);
const WITNESS_PROGRAM = payToWitnessProgram(0, sha256(SCRIPT));

describe('combineSignatures', () => {
  it.each([
    ['bare', SCRIPT, [SCRIPT]],
    ['behind P2SH', payToScriptHash(hash160(SCRIPT)), [SCRIPT]],
    ['behind P2WSH', WITNESS_PROGRAM, [SCRIPT]],
    ['behind both', payToScriptHash(hash160(WITNESS_PROGRAM)), [WITNESS_PROGRAM, SCRIPT]],
  ])('puts the signatures of two signers together: multisig %s', (_name, scriptPubKey, scripts) => {
    const spent = [outputOf(VALUE, scriptPubKey)];
    const tx = transactionOf({ inputs: [inputOf(1)], outputs: [outputOf(1000)] });
    const sign = (key: (typeof KEYS)[number], of = tx) =>
      signWithKeys({ tx: of, spent, keys: createSigningKeys([key], scripts), hashType: 0 });
    const [first, , third] = KEYS.map((key) => sign(key).tx);
    if (!first || !third) throw new Error('three signers');
    // Nothing is left for a signer without a key of it to do.
    const whole = combineSignatures([tx, third, first], spent);
    const stranger = createSigningKey(new Uint8Array(32).fill(9));
    expect(sign(stranger, whole).failures).toEqual([]);
    expect(combineSignatures([first, whole], spent)).toEqual(whole);
    expect(sign(stranger, combineSignatures([tx, first], spent)).failures).toHaveLength(1);
  });
});
