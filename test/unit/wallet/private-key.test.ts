import { TEST_NETWORK, WIF } from '@scure/btc-signer';
import { networks } from 'bitcoinjs-lib';
import { ECPairFactory } from 'ecpair';
import fc from 'fast-check';
import * as ecc from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import { isLowS, verifyEcdsa } from '../../../src/crypto/ecdsa.ts';
import { encodeBase58Check } from '../../../src/script/base58check.ts';
import { isValidSignatureEncoding } from '../../../src/script/signature-encoding.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { createSigningKey, decodePrivateKey, signDigest } from '../../../src/wallet/private-key.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

const PREFIXES: Readonly<Record<string, number>> = {
  main: 128,
  test: 239,
  signet: 239,
  testnet4: 239,
  regtest: 239,
};

type ValidRow = [string, string, { chain: string; isPrivkey: boolean; isCompressed?: boolean }];

describe.runIf(hasVectors('core/key_io_valid.json'))("Core's key_io vectors", () => {
  it('have the private keys that they say', (context) => {
    const rows = readVectorJson<ValidRow[]>('core/key_io_valid.json').filter(
      ([, , { isPrivkey }]) => isPrivkey,
    );
    for (const [text, secret, { chain, isCompressed }] of rows) {
      const key = decodePrivateKey(text, PREFIXES[chain] ?? -1);
      expect(key && toHex(key.secret)).toBe(secret);
      expect(key?.pubkey.length).toBe(isCompressed ? 33 : 65);
    }
    countVectors(context, rows.length);
  });

  it('have none in their addresses and in their invalid texts', (context) => {
    const addresses = readVectorJson<ValidRow[]>('core/key_io_valid.json').filter(
      ([, , row]) => !row.isPrivkey,
    );
    const texts = [...addresses, ...readVectorJson<[string][]>('core/key_io_invalid.json')].map(
      ([text]) => text,
    );
    for (const text of texts) {
      for (const prefix of [128, 239]) expect(decodePrivateKey(text, prefix)).toBeUndefined();
    }
    countVectors(context, texts.length);
  });
});

const ORDER = hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
const wif = (secret: Uint8Array, ...tail: readonly number[]) =>
  encodeBase58Check(concatBytes(Uint8Array.of(239), secret, Uint8Array.from(tail)));

describe('decodePrivateKey', () => {
  it('takes 1 to the order less one, and nothing beyond', () => {
    const smallest = hex(`${'00'.repeat(31)}01`);
    const largest = Uint8Array.from(ORDER);
    largest[31] = 0x40;
    for (const secret of [smallest, largest]) {
      expect(decodePrivateKey(wif(secret, 1), 239)?.secret).toEqual(secret);
      expect(decodePrivateKey(wif(secret), 239)?.pubkey.length).toBe(65);
    }
    for (const secret of [new Uint8Array(32), ORDER, new Uint8Array(32).fill(0xff)]) {
      expect(decodePrivateKey(wif(secret, 1), 239)).toBeUndefined();
    }
  });

  it('takes no other length, mark or prefix', () => {
    const secret = new Uint8Array(32).fill(7);
    expect(decodePrivateKey(wif(secret, 2), 239)).toBeUndefined();
    expect(decodePrivateKey(wif(secret, 1, 1), 239)).toBeUndefined();
    expect(decodePrivateKey(wif(secret.subarray(1)), 239)).toBeUndefined();
    expect(decodePrivateKey(wif(secret, 1), 128)).toBeUndefined();
    expect(decodePrivateKey('', 239)).toBeUndefined();
  });

  it('agrees with two other libraries', () => {
    const pairs = ECPairFactory(ecc);
    for (let i = 1; i <= 5; i++) {
      const secret = new Uint8Array(32).fill(i);
      expect(decodePrivateKey(WIF(TEST_NETWORK).encode(secret), 239)?.secret).toEqual(secret);
      const text = pairs.fromPrivateKey(secret, { network: networks.regtest, compressed: false }).toWIF();
      expect(decodePrivateKey(text, 239)).toEqual(createSigningKey(secret, false));
    }
  });
});

describe('signDigest', () => {
  it("counts up to a small R as Core does: this is bitcoind's, whose first R is large", () => {
    const digest = hex('f49c5f6ff795a00d9bdf396b6a9f13f58d255dd017a60bba8a05f1818facb8cd');
    const key = createSigningKey(hex(`${'00'.repeat(31)}01`));
    expect(toHex(signDigest(digest, key))).toBe(
      '304402203af6307c458127044e5cf9b540aa82e5c30ac2b54af0946036eba092f925b8f5' +
        '02205e9097becc49feef6402ec2875caa3d8bc9dd4591b64061f3610971935aef793',
    );
  });

  it('makes signatures that hold and are strict, low and short, the same each time', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        // 32 times 255 is above the curve's order: no key.
        fc.integer({ min: 1, max: 254 }),
        (digest, n) => {
          const key = createSigningKey(new Uint8Array(32).fill(n));
          const signature = signDigest(digest, key);
          expect(verifyEcdsa({ digest, signature, pubkey: key.pubkey })).toBe(true);
          expect(isLowS(signature)).toBe(true);
          expect(isValidSignatureEncoding(concatBytes(signature, Uint8Array.of(1)))).toBe(true);
          expect(signature.length).toBeLessThanOrEqual(70);
          expect(signDigest(digest, key)).toEqual(signature);
        },
      ),
      { numRuns: 20 },
    );
  });
});
