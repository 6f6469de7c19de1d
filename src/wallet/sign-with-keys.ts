import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../policy/standard-flags.ts';
import { MAX_MONEY } from '../primitives/amount.ts';
import { hashKey } from '../primitives/hash256.ts';
import { makeTransaction, type Transaction, type TxInput, type TxOutput } from '../primitives/tx.ts';
import type { SignatureChecker } from '../script/machine.ts';
import { createSighashCache, type SighashCache } from '../script/sighash-cache.ts';
import { solve } from '../script/solver.ts';
import { createTransactionChecker } from '../script/transaction-checker.ts';
import { verifyScript } from '../script/verify-script.ts';
import { type SignedPlace, signEcdsa, signsNoOutput, signTaprootSpend } from './make-signature.ts';
import type { SigningKey } from './private-key.ts';
import { locksOf } from './satisfy-miniscript.ts';
import { type ClaimedScript, satisfyOutput } from './satisfy-script.ts';
import { type KnownSignature, readSignedInput } from './signed-input.ts';
import { failureText, type InputFailure, MISSING_AMOUNT } from './signing-failure.ts';
import { createSigningKeys, type SigningKeys, type TaprootKey } from './signing-keys.ts';

/**
 * Signs a transaction with the keys at hand and keeps what others have signed before: P2PK, P2PKH, bare multisig, and
 * these behind P2SH, P2WSH or both, miniscript behind P2WSH, P2WPKH, P2TR by the output's key; any hash type. Only signatures are made by @scure/btc-signer: its own
 * transactions can't be signed in part by a rule that is not theirs, and know no bare keys of the older forms.
 */

export interface SigningRequest {
  readonly tx: Transaction;
  /**
   * What each input spends, in input order; undefined where it isn't known. A value of MAX_MONEY says that it isn't
   * known: that is enough for signatures of before segwit. Taproot's cover the values of all inputs.
   */
  readonly spent: readonly (TxOutput | undefined)[];
  readonly keys: SigningKeys;
  /** What the signatures are to cover; SIGHASH_DEFAULT is ALL, in the short form of taproot where there is one. */
  readonly hashType: number;
}

export interface SigningResult {
  readonly tx: Transaction;
  /** Inputs that are not fully signed; none where the transaction is complete. */
  readonly failures: readonly InputFailure[];
}

/** @source Bitcoin Core src/script/sign.cpp SignTransaction */
export function signWithKeys(request: SigningRequest): SigningResult {
  const sighashes = createSighashCache(request.tx, whollyKnown(request.spent));
  const inputs: TxInput[] = [];
  const failures: InputFailure[] = [];
  request.tx.inputs.forEach((unsigned, inputIndex) => {
    const spent = request.spent[inputIndex];
    const signed = spent ? signInput(unsigned, { ...request, spent, inputIndex, sighashes }) : unsigned;
    inputs.push(signed);
    const error = spent
      ? findFailure(signed, spent, createTransactionChecker({ sighashes, inputIndex, amount: spent.value }))
      : 'Input not found or already spent';
    if (error !== undefined) failures.push({ inputIndex, input: signed, spent, error });
  });
  return { tx: makeTransaction({ ...request.tx, inputs }), failures };
}

const NO_SCRIPTS = new Uint8Array();

/** Undefined where any output, or its value, isn't known. */
function whollyKnown(spent: SigningRequest['spent']): readonly TxOutput[] | undefined {
  const known = spent.flatMap((output) => (output && output.value !== MAX_MONEY ? [output] : []));
  return known.length === spent.length ? known : undefined;
}

interface InputRequest extends Pick<SigningRequest, 'keys' | 'hashType'> {
  readonly spent: TxOutput;
  readonly inputIndex: number;
  readonly sighashes: SighashCache;
}

function signInput(input: TxInput, request: InputRequest): TxInput {
  const { spent, inputIndex, sighashes, keys, hashType } = request;
  const checker = createTransactionChecker({ sighashes, inputIndex, amount: spent.value });
  const present = readSignedInput(input, spent, checker);
  if (present.isComplete || signsNoOutput(hashType, inputIndex, sighashes)) return input;
  const shown = createSigningKeys([], present.scripts);
  const place = { sighashes, inputIndex, amount: spent.value, hashType };
  const { scriptSig, witness } = satisfyOutput(spent.scriptPubKey, {
    scriptOf: (hash) => keys.scriptOf(hash) ?? shown.scriptOf(hash),
    signatureOf: ({ hash }, claim) =>
      present.signatures.get(hashKey(hash)) ?? createSignature(keys.keyOf(hash), claim, place),
    pubkeyOf: (hash) => keys.keyOf(hash)?.pubkey,
    conditions: locksOf(checker),
    taprootWitnessOf(outputKey) {
      const signature = createTaprootSignature(keys.taprootKeyOf(outputKey), place);
      // Kept as it is where it is not signed here, e.g. as the output is spent by a script.
      return signature ? [signature] : input.witness;
    },
  });
  return { ...input, scriptSig, witness };
}

function createSignature(
  key: SigningKey | undefined,
  claim: ClaimedScript,
  place: SignedPlace,
): KnownSignature | undefined {
  const signature = key && signEcdsa(key, claim, place);
  return signature && { pubkey: key.pubkey, signature };
}

function createTaprootSignature(found: TaprootKey | undefined, place: SignedPlace): Uint8Array | undefined {
  if (found === undefined) return undefined;
  const merkleRoot = found.isTweaked ? NO_SCRIPTS : undefined;
  return signTaprootSpend(found.key, { merkleRoot, leafHash: undefined }, place);
}

/** Why the input may not spend its output yet; undefined where it may. */
function findFailure(input: TxInput, spent: TxOutput, checker: SignatureChecker): string | undefined {
  const coversAmount = input.witness.length > 0 || solve(spent.scriptPubKey).type === 'witness_v1_taproot';
  if (spent.value === MAX_MONEY && coversAmount) return MISSING_AMOUNT;
  const spend = { ...input, scriptPubKey: spent.scriptPubKey };
  const verdict = verifyScript(spend, { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker });
  return verdict.ok ? undefined : failureText(verdict.code);
}
