import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash160 } from '../../../src/crypto/hash160.ts';
import { BLIND_CHECKER } from '../../../src/script/machine.ts';
import { checkSigAddScript, payToPubkeyHash } from '../../../src/script/output-scripts.ts';
import { equalBytes, toHex } from '../../../src/util/bytes.ts';
import { locksOf, satisfyScript } from '../../../src/wallet/satisfy-miniscript.ts';
import { parseScript } from '../../helpers/script.ts';

const KEYS = Array.from({ length: 20 }, (_, i) => new Uint8Array(32).fill(i + 1));
const NOTHING = new Uint8Array();
const signature = (i: number) => Uint8Array.of(i + 1, i + 1);

/** Has the signatures of the keys of these numbers. */
const meansOf = (signers: readonly number[]) => ({
  signatureOf(x: Uint8Array) {
    const i = KEYS.findIndex((key) => equalBytes(key, x));
    return signers.includes(i) ? signature(i) : undefined;
  },
  conditions: locksOf(BLIND_CHECKER),
  pubkeyOf: (hash: Uint8Array) => KEYS.find((key) => equalBytes(hash160(key), hash)),
});

describe('satisfyScript', () => {
  it('shows the signature of a key, and the key of a hash', () => {
    const [key = NOTHING] = KEYS;
    const script = parseScript(`0x20 0x${toHex(key)} CHECKSIG`);
    expect(satisfyScript(script, 'tapscript', meansOf([0]))).toEqual([signature(0)]);
    expect(satisfyScript(script, 'tapscript', meansOf([1]))).toBeUndefined();
    const byHash = payToPubkeyHash(hash160(key));
    expect(satisfyScript(byHash, 'tapscript', meansOf([0]))).toEqual([signature(0), key]);
    expect(satisfyScript(byHash, 'tapscript', meansOf([1]))).toBeUndefined();
    expect(satisfyScript(payToPubkeyHash(hash160(NOTHING)), 'tapscript', meansOf([0]))).toBeUndefined();
  });

  it('shows as many signatures of several keys as are asked for, those of the last keys, the first key topmost', () => {
    const signers = fc.uniqueArray(fc.integer({ min: 0, max: 19 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        signers,
        (n, m, known) => {
          const keys = KEYS.slice(0, n);
          const items = satisfyScript(checkSigAddScript(Math.min(m, n), keys), 'tapscript', meansOf(known));
          const able = known.filter((i) => i < n).sort((a, b) => a - b);
          const used = able.slice(-Math.min(m, n));
          if (able.length < Math.min(m, n)) expect(items).toBeUndefined();
          else
            expect(items).toEqual(keys.map((_, i) => (used.includes(i) ? signature(i) : NOTHING)).reverse());
        },
      ),
    );
  });

  it.each(['', '1', '0x02 0x0101 CHECKSIG', '1 NUMEQUAL'])('knows nothing for %j', (text) => {
    expect(satisfyScript(parseScript(text), 'tapscript', meansOf([0]))).toBeUndefined();
  });

  it('knows nothing for a number of signatures that makes no sense', () => {
    const keys = KEYS.slice(0, 2);
    for (const required of [-1, 0, 3, 1000]) {
      expect(satisfyScript(checkSigAddScript(required, keys), 'tapscript', meansOf([0, 1]))).toBeUndefined();
    }
  });
});
