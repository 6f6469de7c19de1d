import { script as bitcoinScript } from 'bitcoinjs-lib';
import fc from 'fast-check';
import * as ecc from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../src/crypto/sha256d.ts';
import { PLAIN_VERIFIER } from '../../../../src/crypto/signature-verifier.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../../src/policy/standard-flags.ts';
import type { SignatureChecker } from '../../../../src/script/machine.ts';
import { miniscriptFromText } from '../../../../src/script/miniscript/from-text.ts';
import type { Miniscript, MiniscriptContext } from '../../../../src/script/miniscript/model.ts';
import { foldNodes } from '../../../../src/script/miniscript/node.ts';
import { has } from '../../../../src/script/miniscript/properties.ts';
import { isSatisfiable, resourcesOf } from '../../../../src/script/miniscript/resources.ts';
import { isSane } from '../../../../src/script/miniscript/sanity.ts';
import { type MiniscriptMeans, satisfyMiniscript } from '../../../../src/script/miniscript/satisfy.ts';
import { miniscriptToScript } from '../../../../src/script/miniscript/to-script.ts';
import { payToWitnessProgram } from '../../../../src/script/output-scripts.ts';
import { SIGHASH_ALL } from '../../../../src/script/signature-encoding.ts';
import { verifyScript } from '../../../../src/script/verify-script.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { miniscriptOf, TEST_SECRETS, testKey, testPreimage } from '../../../helpers/miniscripts.ts';
import { buildTaproot } from '../../../helpers/taproot.ts';

const CONTEXTS = ['wsh', 'tapscript'] as const;

/** What all signatures here are of. */
const MESSAGE = sha256(new Uint8Array());

const SIGNATURES = {
  wsh: TEST_SECRETS.map((secret) => {
    return new Uint8Array(bitcoinScript.signature.encode(ecc.sign(MESSAGE, secret), SIGHASH_ALL));
  }),
  tapscript: TEST_SECRETS.map((secret) => ecc.signSchnorr(MESSAGE, secret, new Uint8Array(32))),
};

/** What a spender has of what a miniscript may ask for, told by a number. */
function meansOf(context: MiniscriptContext, available: (what: string) => boolean): MiniscriptMeans {
  return {
    keyBytes: (key) => testKey(key, context),
    signatureOf: (key) => (available(`key ${key}`) ? SIGNATURES[context][key] : undefined),
    preimageOf: (fragment, hash) =>
      available(`${fragment} ${toHex(hash)}`) ? testPreimage(fragment, hash) : undefined,
    isAfter: (lockTime) => available(`after ${lockTime}`),
    isOlder: (sequence) => available(`older ${sequence}`),
  };
}

function checkerOf({ isAfter, isOlder }: MiniscriptMeans): SignatureChecker {
  return {
    checkEcdsaSignature: ({ signature, pubkey }) =>
      signature.length > 0 &&
      PLAIN_VERIFIER.verifyEcdsa({ digest: MESSAGE, signature: signature.subarray(0, -1), pubkey }),
    checkSchnorrSignature: ({ signature, pubkey }) =>
      PLAIN_VERIFIER.verifySchnorr({ message: MESSAGE, signature, pubkey }) ? undefined : 'SCHNORR_SIG',
    checkLockTime: isAfter,
    checkSequence: isOlder,
  };
}

function runWitness({ root, context }: Miniscript, items: readonly Uint8Array[], means: MiniscriptMeans) {
  const script = miniscriptToScript(root, means.keyBytes);
  const rules = { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker: checkerOf(means) };
  const scriptSig = new Uint8Array();
  if (context === 'wsh') {
    const scriptPubKey = payToWitnessProgram(0, sha256(script));
    return verifyScript({ scriptSig, scriptPubKey, witness: [...items, script] }, rules);
  }
  const { outputKey, leaves } = buildTaproot(testKey(0, 'tapscript'), { script });
  const control = expectDefined(leaves[0], 'a leaf').control;
  const scriptPubKey = payToWitnessProgram(1, outputKey);
  return verifyScript({ scriptSig, scriptPubKey, witness: [...items, script, control] }, rules);
}

/** Sound miniscripts: the random ones, each with a signature that is needed for all of it. */
function saneMiniscriptOf(context: MiniscriptContext): fc.Arbitrary<Miniscript> {
  return miniscriptOf(context).filter((miniscript) => isSane(miniscript, String));
}

/** Some of everything, by a number. */
function isAmong(seed: number): (what: string) => boolean {
  return (what) => (sha256(new TextEncoder().encode(`${seed} ${what}`))[0] ?? 0) < 160;
}

describe.each(CONTEXTS)('satisfyMiniscript in %s', (context) => {
  it('makes a witness that the script accepts, wherever it makes one', () => {
    let satisfied = 0;
    fc.assert(
      fc.property(saneMiniscriptOf(context), fc.nat(), (miniscript, seed) => {
        const means = meansOf(context, isAmong(seed));
        const items = satisfyMiniscript(miniscript.root, means);
        if (!items) return;
        satisfied++;
        expect(runWitness(miniscript, items, means)).toMatchObject({ ok: true });
      }),
      { numRuns: 200 },
    );
    expect(satisfied).toBeGreaterThan(20);
  });

  it('makes one of every sound miniscript that can be satisfied, once everything is there', () => {
    fc.assert(
      fc.property(saneMiniscriptOf(context), (miniscript) => {
        const means = meansOf(context, () => true);
        const resources = foldNodes(miniscript.root, resourcesOf);
        const items = satisfyMiniscript(miniscript.root, means);
        expect(items !== undefined).toBe(isSatisfiable(resources));
        if (!items) return;
        expect(runWitness(miniscript, items, means)).toMatchObject({ ok: true });
        // The limits are those of the largest witness.
        expect(items.length).toBeLessThanOrEqual(resources.satisfied.net + 1);
      }),
      { numRuns: 200 },
    );
  });

  it('makes none without a signature', () => {
    fc.assert(
      fc.property(miniscriptOf(context), ({ root }) => {
        const means = { ...meansOf(context, () => true), signatureOf: () => undefined };
        expect(satisfyMiniscript(root, means)).toBeUndefined();
      }),
    );
  });

  it('takes and gives what the type of each part says', () => {
    fc.assert(
      fc.property(miniscriptOf(context), fc.nat(), ({ root }, seed) => {
        const items = satisfyMiniscript(root, meansOf(context, isAmong(seed)));
        if (!items) return;
        if (has(root.type, 'z')) expect(items).toHaveLength(0);
        if (has(root.type, 'o')) expect(items).toHaveLength(1);
        if (has(root.type, 'n')) expect(items.at(-1)?.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('satisfyMiniscript', () => {
  const KEYS = { key: 0, other: 1, third: 2 };

  function satisfy(text: string, available: readonly string[]) {
    const parsed = miniscriptFromText(text, 'wsh', (name) => KEYS[name as keyof typeof KEYS]);
    const miniscript = expectDefined(parsed, text);
    const means = meansOf('wsh', (what) => available.includes(what));
    const items = satisfyMiniscript(miniscript.root, means);
    if (items) expect(runWitness(miniscript, items, means)).toMatchObject({ ok: true });
    return items?.map(nameOf);
  }

  function nameOf(item: Uint8Array): string {
    const key = SIGNATURES.wsh.findIndex((signature) => toHex(signature) === toHex(item));
    return key >= 0 ? `signature ${key}` : toHex(item);
  }

  it('takes the smaller of two ways that both need signatures', () => {
    const text = 'or_i(and_v(v:pk(key),pk(other)),pk(third))';
    expect(satisfy(text, ['key 0', 'key 1', 'key 2'])).toEqual(['signature 2', '']);
    expect(satisfy(text, ['key 0', 'key 1'])).toEqual(['signature 1', 'signature 0', '01']);
  });

  it('takes the way without a signature where there is one: others would take it else', () => {
    const text = 'and_v(v:pk(key),or_d(pk(other),older(144)))';
    expect(satisfy(text, ['key 0', 'key 1'])).toEqual(['signature 1', 'signature 0']);
    expect(satisfy(text, ['key 0', 'key 1', 'older 144'])).toEqual(['', 'signature 0']);
    expect(satisfy(text, ['key 0'])).toBeUndefined();
  });

  it('gives as many signatures as are needed, in the order of their keys', () => {
    const text = 'multi(2,key,other,third)';
    expect(satisfy(text, ['key 0', 'key 2'])).toEqual(['', 'signature 0', 'signature 2']);
    expect(satisfy(text, ['key 1'])).toBeUndefined();
    expect(satisfy(text, ['key 0', 'key 1', 'key 2'])).toHaveLength(3);
  });

  it('refuses a way that others can change: one of two preimages is enough', () => {
    const hash = (preimage: Uint8Array) => `sha256(${toHex(sha256(preimage))})`;
    const [one, other] = [sha256(Uint8Array.of(0)), sha256(Uint8Array.of(1))];
    const text = `and_v(v:pk(key),or_i(${hash(one)},${hash(other)}))`;
    const known = [one, other].map((preimage) => `sha256 ${toHex(sha256(preimage))}`);
    expect(satisfy(text, ['key 0', ...known])).toBeUndefined();
    expect(satisfy(text, ['key 0', ...known.slice(0, 1)])).toEqual([toHex(one), '01', 'signature 0']);
  });
});
