import { verifyEcdsa } from '../../crypto/ecdsa.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import { payToPubkeyHash } from '../../script/output-scripts.ts';
import { witnessProgramOf } from '../../script/predicates.ts';
import { witnessV0Sighash } from '../../script/sighash.ts';
import { createSighashCache } from '../../script/sighash-cache.ts';
import { SIGHASH_ALL } from '../../script/signature-encoding.ts';
import { concatBytes } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { type TransferPlan, withWitnesses } from './plan-transfer.ts';
import type { Authorization } from './transfer.ts';

/**
 * What the owner of the coins signs, for each input: a hash over all inputs, all outputs and what the input is worth,
 * so that nothing of the transfer can be altered, and no transaction but this one can bear the signature.
 * @returns 32 bytes each
 * @source BIP143, hash type ALL
 */
export function digestsOf({ unsigned, coins }: TransferPlan): readonly Hash256[] {
  const sighashes = createSighashCache(unsigned);
  return coins.map(({ coin }, inputIndex) => {
    const { scriptPubKey, value } = coin.output;
    const { program } = expectDefined(witnessProgramOf(scriptPubKey), 'the coins of a sender are P2WPKH');
    const request = { inputIndex, scriptCode: payToPubkeyHash(program), hashType: SIGHASH_ALL };
    return witnessV0Sighash(sighashes, request, value);
  });
}

/** The transaction with its signatures; undefined where they are not those of its digests. */
export function authorize(
  plan: TransferPlan,
  { publicKey, signatures }: Authorization,
): Transaction | undefined {
  const digests = digestsOf(plan);
  if (signatures.length !== digests.length) return undefined;
  const isSigned = (digest: Hash256, index: number): boolean =>
    verifyEcdsa({ digest, signature: signatureAt(signatures, index), pubkey: publicKey });
  if (!digests.every(isSigned)) return undefined;
  return withWitnesses(plan.unsigned, (index) => [
    concatBytes(signatureAt(signatures, index), Uint8Array.of(SIGHASH_ALL)),
    publicKey,
  ]);
}

function signatureAt(signatures: readonly Uint8Array[], index: number): Uint8Array {
  return expectDefined(signatures[index], 'a signature for every input');
}
