import { hash160 } from '../../crypto/hash160.ts';
import { sha256 } from '../../crypto/sha256d.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../policy/standard-flags.ts';
import { hashKey } from '../../primitives/hash256.ts';
import { HASH160_SIZE } from '../../script/predicates.ts';
import { verifyScript } from '../../script/verify-script.ts';
import { equalBytes } from '../../util/bytes.ts';
import { type Satisfaction, type SpendingMeans, satisfyOutput } from '../satisfy-script.ts';
import { conditionsOf } from './conditions.ts';
import { createFindings, type Findings } from './findings.ts';
import { fieldOf, INPUT, OUTPUT, type PsbtMap } from './model.ts';
import type { SigningProvider } from './provider.ts';
import type { SignatureSource } from './signatures.ts';
import { pubkeyOf, type TaprootRequest, taprootWitness } from './taproot-witness.ts';

/** Puts the spend of an output together from what a map and a provider know. */

export interface ProduceRequest {
  readonly scriptPubKey: Uint8Array;
  /** Of the input that spends it, or of the output itself. */
  readonly map: PsbtMap;
  readonly side: 'input' | 'output';
  readonly provider: SigningProvider;
  readonly signatures: SignatureSource;
}

export interface Production extends Satisfaction {
  /** True where the spend would be taken. */
  readonly isComplete: boolean;
  readonly findings: Findings;
}

/** @source Bitcoin Core src/script/sign.cpp ProduceSignature */
export function produceSpend(request: ProduceRequest): Production {
  const { scriptPubKey, map, side, signatures } = request;
  const findings = createFindings(side === 'input' ? map : undefined);
  const satisfaction = satisfyOutput(scriptPubKey, meansOf(request, findings));
  const { scriptSig, witness, isSolved } = satisfaction;
  const run = { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker: signatures.checker };
  const isComplete = isSolved && verifyScript({ scriptSig, witness, scriptPubKey }, run).ok;
  return { ...satisfaction, isComplete, findings };
}

function meansOf(request: ProduceRequest, findings: Findings): SpendingMeans {
  const { map, side, provider, signatures } = request;
  const types = side === 'input' ? INPUT : OUTPUT;
  const spend: TaprootRequest = { ...request, types, findings };
  const knownPubkey = (hash: Uint8Array) => {
    const pubkey = findings.signatures.get(hashKey(hash))?.pubkey ?? pubkeyOf(hash, spend);
    if (!pubkey) findings.missing.pubkeys.push(hash);
    return pubkey;
  };
  return {
    scriptOf(hash) {
      const script = provider.scriptOf(hash) ?? scriptInMap(hash, map, types);
      noteScript(hash, script, findings);
      return script;
    },
    signatureOf(key, claim) {
      const present = findings.signatures.get(hashKey(key.hash));
      if (present) return present;
      const pubkey = key.pubkey ?? knownPubkey(key.hash);
      if (!pubkey) return undefined;
      noteOrigin(pubkey, provider, findings);
      const signature = signatures.ecdsa(pubkey, claim);
      if (!signature) findings.missing.signatures.push(key.hash);
      else findings.signatures.set(hashKey(key.hash), { pubkey, signature });
      return signature && { pubkey, signature };
    },
    pubkeyOf: knownPubkey,
    conditions: conditionsOf(spend),
    taprootWitnessOf: (outputKey) => taprootWitness(outputKey, spend),
  };
}

/** The script of that hash, whichever of the two it is. @source Bitcoin Core src/script/sign.cpp GetCScript */
function scriptInMap(
  hash: Uint8Array,
  map: PsbtMap,
  types: typeof INPUT | typeof OUTPUT,
): Uint8Array | undefined {
  const hashOf = hash.length === HASH160_SIZE ? hash160 : sha256;
  return [types.REDEEM_SCRIPT, types.WITNESS_SCRIPT]
    .flatMap((type) => fieldOf(map, type) ?? [])
    .find((script) => equalBytes(hashOf(script), hash));
}

/** @param hash - hash160 of a redeem script, SHA-256 of a witness script */
function noteScript(hash: Uint8Array, script: Uint8Array | undefined, findings: Findings): void {
  const name = hash.length === HASH160_SIZE ? 'redeemScript' : 'witnessScript';
  if (script) findings[name] = script;
  else findings.missing[name] = hash;
}

function noteOrigin(pubkey: Uint8Array, provider: SigningProvider, { origins }: Findings): void {
  const origin = provider.originOf(pubkey);
  if (origin) origins.set(hashKey(pubkey), { pubkey, origin });
}
