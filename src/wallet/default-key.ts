import { HDKey } from '@scure/bip32';
import { generateMnemonic, mnemonicToSeed, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { hash160 } from '../crypto/hash160.ts';
import { payToWitnessProgram } from '../script/output-scripts.ts';
import { expectDefined } from '../util/invariant.ts';
import { OperatorError } from '../util/operator-error.ts';
import type { MnemonicStore } from './ports.ts';
import { createSigningKey, type SigningKey } from './private-key.ts';
import type { OwnKey } from './unconfirmed.ts';

/**
 * The key that mining pays to when nobody named an address, and that `nonced pay` spends from: BIP39 words, made
 * once and kept in a file, and the first receiving key of BIP84's testnet account. Any BIP84 wallet finds it from
 * the words. To be loaded late: the word list is large.
 */

/** BIP84, coin type 1 (all test networks), first account, receiving, first key. */
const DERIVATION_PATH = "m/84'/1'/0'/0/0";

/** Bits behind 12 words. */
const ENTROPY_BITS = 128;

export interface DefaultKey {
  /** Pays to the key: OP_0 <hash160 of the public key> (P2WPKH). */
  readonly scriptPubKey: Uint8Array;
  /** For who signs, and nobody else: never logged, never sent. */
  readonly signingKey: SigningKey;
  /** The words, where they were made by this very call: to be shown once, on a terminal only. */
  readonly newMnemonic?: string;
}

/** The part of the key that finds its coins. */
export function publicPart({ scriptPubKey, signingKey }: DefaultKey): OwnKey {
  return { scriptPubKey, pubkey: signingKey.pubkey };
}

/** The stored words can't be used. The message says what to do and never tells the words. */
export class MnemonicError extends OperatorError {
  override readonly name = 'MnemonicError';
}

/**
 * The default key; made and stored first where the store has none.
 * @throws MnemonicError where what is stored is no BIP39 mnemonic
 */
export async function loadDefaultKey(store: MnemonicStore): Promise<DefaultKey> {
  const found = await findDefaultKey(store);
  if (found) return found;
  const newMnemonic = generateMnemonic(wordlist, ENTROPY_BITS);
  store.create(newMnemonic);
  return { ...(await deriveKey(newMnemonic)), newMnemonic };
}

/**
 * The default key of the words that are stored; undefined where there are none.
 * @throws MnemonicError where what is stored is no BIP39 mnemonic
 */
export async function findDefaultKey(store: MnemonicStore): Promise<DefaultKey | undefined> {
  const stored = store.read();
  return stored === undefined ? undefined : deriveKey(checkMnemonic(stored, store.location));
}

/** The stored text as words in BIP39's form; case and white space are forgiven, since people restore them by hand. */
function checkMnemonic(text: string, location: string): string {
  const mnemonic = text.trim().toLowerCase().split(/\s+/).join(' ');
  if (validateMnemonic(mnemonic, wordlist)) return mnemonic;
  throw new MnemonicError(
    `${location} does not hold a valid BIP39 mnemonic: 12, 15, 18, 21 or 24 English words whose checksum is right ` +
      'are expected. Write the right words into it, or move the file away to let a new key be made.',
  );
}

async function deriveKey(mnemonic: string): Promise<DefaultKey> {
  const master = HDKey.fromMasterSeed(await mnemonicToSeed(mnemonic));
  const { privateKey } = master.derive(DERIVATION_PATH);
  const signingKey = createSigningKey(expectDefined(privateKey, 'a key derived from a seed has a secret'));
  return { scriptPubKey: payToWitnessProgram(0, hash160(signingKey.pubkey)), signingKey };
}
