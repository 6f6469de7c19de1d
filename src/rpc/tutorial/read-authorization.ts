import { canonicalSignature } from '../../crypto/canonical-signature.ts';
import { hash160 } from '../../crypto/hash160.ts';
import { payToWitnessProgram } from '../../script/output-scripts.ts';
import { isCompressedPubkey } from '../../script/pubkey.ts';
import { equalBytes, fromHex } from '../../util/bytes.ts';
import { accept } from '../../util/verdict.ts';
import { MAX_INPUTS } from './plan-transfer.ts';
import { failed, type Outcome } from './reply.ts';
import type { Authorization, Party } from './transfer.ts';

/**
 * The key and the signatures of a transfer, in their form; whether they sign it is asked later.
 * @returns undefined where the request has no signature
 */
export function readAuthorization(
  { publicKey, signature }: Readonly<Record<string, unknown>>,
  from: Party,
): Outcome<Authorization | undefined> {
  if (signature === undefined) return accept(undefined);
  const key = readPublicKey(publicKey, from);
  if (!key.ok) return key;
  const signatures = readSignatures(signature);
  return signatures.ok ? accept({ publicKey: key.value, signatures: signatures.value }) : signatures;
}

function readPublicKey(value: unknown, from: Party): Outcome<Uint8Array> {
  const key = typeof value === 'string' ? fromHex(value) : undefined;
  if (!key || !isCompressedPubkey(key)) {
    return failed({
      error: 'bad-publicKey',
      explanation:
        '"publicKey" must be the compressed public key of "from": 66 hex digits, the first two 02 or 03.',
      next: 'Send the public key that belongs to the private key you signed with.',
    });
  }
  if (equalBytes(payToWitnessProgram(0, hash160(key)), from.scriptPubKey)) return accept(key);
  return failed({
    error: 'publicKey-not-of-from',
    explanation: `An address is the hash of a public key, and this public key's hash is not in ${from.address}. Only the owner of that address can send its coins.`,
    next: 'Send the public key that the address was made of, or the address of the key that you have.',
  });
}

function readSignatures(value: unknown): Outcome<readonly Uint8Array[]> {
  const items: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_INPUTS) : [value];
  const signatures = items.map(readSignature);
  if (signatures.every((signature) => signature !== undefined)) return accept(signatures);
  return failed({
    error: 'bad-signature',
    explanation:
      '"signature" must be an ECDSA signature on secp256k1 in hex, either R and S (128 digits) or DER; where there are several digests to sign, a list of as many.',
    next: 'Sign each digest under "sign" of the answer to the unsigned request, as it is: it must not be hashed again.',
  });
}

function readSignature(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined;
  return bytes && canonicalSignature(bytes);
}
