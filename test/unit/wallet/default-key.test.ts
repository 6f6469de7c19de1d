import { createRequire } from 'node:module';
import { validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '../../../src/script/address.ts';
import { toHex } from '../../../src/util/bytes.ts';
import {
  findDefaultKey,
  loadDefaultKey,
  MnemonicError,
  publicPart,
} from '../../../src/wallet/default-key.ts';
import type { MnemonicStore } from '../../../src/wallet/ports.ts';
import { createSigningKey } from '../../../src/wallet/private-key.ts';
import { ADDRESS_PREFIXES } from '../../helpers/networks.ts';

/** The mnemonic of BIP84's test vectors, and its seed by BIP39. */
const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
const SEED =
  '5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4';

function storeWith(text?: string): MnemonicStore & { kept: string | undefined } {
  return {
    location: 'mnemonic.txt',
    kept: text,
    read() {
      return this.kept;
    },
    create(words) {
      this.kept = words;
    },
  };
}

/** Another implementation of BIP32: bitcore-lib's, from the published seed. */
function publicKeyByBitcore(path: string): { toString(): string } {
  const bitcore = createRequire(import.meta.url)('bitcore-lib') as {
    HDPrivateKey: {
      fromSeed(seed: string, network: string): { deriveChild(path: string): { publicKey: object } };
    };
  };
  return bitcore.HDPrivateKey.fromSeed(SEED, 'testnet').deriveChild(path).publicKey;
}

describe('loadDefaultKey', () => {
  it('derives the key that BIP39, BIP32 and BIP84 give for the well-known words', async () => {
    const { scriptPubKey, newMnemonic } = await loadDefaultKey(storeWith(WORDS));
    expect(encodeAddress(scriptPubKey, ADDRESS_PREFIXES.testnet4)).toBe(
      'tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl',
    );
    expect(newMnemonic).toBeUndefined();
  });

  it('agrees with another implementation of BIP32', async () => {
    const { hash160 } = await import('../../../src/crypto/hash160.ts');
    const publicKey = Buffer.from(publicKeyByBitcore("m/84'/1'/0'/0/0").toString(), 'hex');
    const { scriptPubKey } = await loadDefaultKey(storeWith(WORDS));
    expect(toHex(scriptPubKey)).toBe(`0014${toHex(hash160(publicKey))}`);
  });

  it('has the secret of its public key', async () => {
    const key = await loadDefaultKey(storeWith(WORDS));
    expect(toHex(key.signingKey.pubkey)).toBe(publicKeyByBitcore("m/84'/1'/0'/0/0").toString());
    expect(createSigningKey(key.signingKey.secret)).toEqual(key.signingKey);
    expect(publicPart(key)).toEqual({ scriptPubKey: key.scriptPubKey, pubkey: key.signingKey.pubkey });
  });

  it('forgives case and white space', async () => {
    const typed = `  ${WORDS.toUpperCase().replaceAll(' ', '\n ')}\r\n`;
    const { scriptPubKey } = await loadDefaultKey(storeWith(typed));
    expect(toHex(scriptPubKey)).toBe(toHex((await loadDefaultKey(storeWith(WORDS))).scriptPubKey));
  });

  it('makes twelve words where there are none, keeps them, and tells them once', async () => {
    const store = storeWith();
    const first = await loadDefaultKey(store);
    expect(first.newMnemonic).toBe(store.kept);
    expect(first.newMnemonic?.split(' ')).toHaveLength(12);
    expect(validateMnemonic(store.kept ?? '', wordlist)).toBe(true);
    const second = await loadDefaultKey(store);
    expect(second.newMnemonic).toBeUndefined();
    expect(toHex(second.scriptPubKey)).toBe(toHex(first.scriptPubKey));
  });

  it('makes other words each time', async () => {
    const [first, second] = await Promise.all([loadDefaultKey(storeWith()), loadDefaultKey(storeWith())]);
    expect(first.newMnemonic).not.toBe(second.newMnemonic);
  });

  it.each(['', 'abandon', WORDS.replace(/about$/, 'abandon'), WORDS.replace(/about$/, 'abut')])(
    'refuses what is no mnemonic, and leaves it as it is: "%s"',
    async (text) => {
      const store = storeWith(text);
      await expect(loadDefaultKey(store)).rejects.toThrow(MnemonicError);
      await expect(loadDefaultKey(store)).rejects.toThrow(
        /^mnemonic\.txt does not hold a valid BIP39 mnemonic/,
      );
      expect(store.kept).toBe(text);
    },
  );
});

describe('findDefaultKey', () => {
  it('finds the key that was made, and makes none', async () => {
    const store = storeWith();
    expect(await findDefaultKey(store)).toBeUndefined();
    expect(store.kept).toBeUndefined();
    const { newMnemonic: _, ...made } = await loadDefaultKey(store);
    expect(await findDefaultKey(store)).toEqual(made);
  });

  it('refuses what is no mnemonic', async () => {
    await expect(findDefaultKey(storeWith('abandon'))).rejects.toThrow(MnemonicError);
  });
});
