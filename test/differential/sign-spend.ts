import type { TransactionFields, TxOutput } from '../../src/primitives/tx.ts';
import { SCRIPT_VERIFY } from '../../src/script/flags.ts';
import type {
  EcdsaSignatureClaim,
  SchnorrSignatureClaim,
  SignatureChecker,
} from '../../src/script/machine.ts';
import { legacySighash, witnessV0Sighash } from '../../src/script/sighash.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { taprootSighash } from '../../src/script/taproot-sighash.ts';
import { createTransactionChecker } from '../../src/script/transaction-checker.ts';
import { verifyScript } from '../../src/script/verify-script.ts';
import { equalBytes } from '../../src/util/bytes.ts';
import type { Container, Shown } from './containers.ts';
import type { Random } from './random.ts';
import { isHeldFor, replaceStandIns } from './script-draft.ts';
import { type PlannedSignature, signEcdsa, signSchnorr } from './signatures.ts';
import type { Locked, SpendPlace } from './spends.ts';

type Claim = EcdsaSignatureClaim | SchnorrSignatureClaim;

/**
 * Puts signatures in the place of their stand-ins. What each signs is seen in a run with the stand-ins, whose checker
 * notes what it is asked.
 */
export function signSpend(
  locked: Locked,
  place: SpendPlace,
  random: Random,
): { container: Container; shown: Shown } {
  const { plans, items, withScript } = locked;
  const shown = locked.container.show(items);
  const claims = collectClaims(locked, place, shown);
  const signatures = new Map<PlannedSignature, Uint8Array>();
  for (const plan of plans)
    signatures.set(plan, signClaim(plan, claims.get(plan), { locked, place, random }));
  const replace = (bytes: Uint8Array): Uint8Array => replaceStandIns(bytes, signatures);
  const container = withScript?.(replace) ?? locked.container;
  return { container, shown: container.show(items.map(replace)) };
}

function collectClaims(
  { container, plans }: Locked,
  place: SpendPlace,
  shown: Shown,
): Map<PlannedSignature, Claim> {
  const claims = new Map<PlannedSignature, Claim>();
  const note = (claim: Claim): boolean => {
    const plan = plans.find(({ standIn }) => equalBytes(standIn, claim.signature));
    if (plan) claims.set(plan, claim);
    return plan !== undefined && isHeldFor(plan, claim.pubkey);
  };
  const sighashes = createSighashCache(place.fields);
  const real = createTransactionChecker({ sighashes, inputIndex: place.inputIndex, amount: place.value });
  const checker: SignatureChecker = {
    ...real,
    checkEcdsaSignature: note,
    checkSchnorrSignature: (claim) => (note(claim) ? undefined : 'SCHNORR_SIG'),
  };
  const { P2SH, WITNESS, TAPROOT } = SCRIPT_VERIFY;
  verifyScript(
    { ...shown, scriptPubKey: container.scriptPubKey },
    { flags: P2SH | WITNESS | TAPROOT, checker },
  );
  return claims;
}

interface Signing {
  readonly locked: Locked;
  readonly place: SpendPlace;
  readonly random: Random;
}

/** The signature over what it was asked for; of anything where it never was. */
function signClaim(
  plan: PlannedSignature,
  claim: Claim | undefined,
  { locked, place, random }: Signing,
): Uint8Array {
  const isSchnorr = locked.sigVersion === 'tapscript';
  const digest = (claim && digestOf(plan, claim, { locked, place })) ?? random.bytes(32);
  return isSchnorr ? signSchnorr(plan, digest) : signEcdsa(plan, digest);
}

function digestOf(
  { hashType }: PlannedSignature,
  claim: Claim,
  { locked, place }: Omit<Signing, 'random'>,
): Uint8Array | undefined {
  const { fields, inputIndex, value } = place;
  if ('scriptCode' in claim) {
    const request = { inputIndex, scriptCode: claim.scriptCode, hashType };
    const cache = createSighashCache(fields);
    return claim.sigVersion === 'base'
      ? legacySighash(cache, request)
      : witnessV0Sighash(cache, request, value);
  }
  const { annexHash, leaf } = claim;
  const cache = createSighashCache(fields, spentOutputs(fields, place, locked.container.scriptPubKey));
  return taprootSighash(cache, { inputIndex, hashType, annexHash, leaf });
}

/** What the inputs spend: the output under test, and others that nobody looks at. */
export function spentOutputs(
  { inputs }: TransactionFields,
  { inputIndex, value }: SpendPlace,
  scriptPubKey: Uint8Array,
): readonly TxOutput[] {
  return inputs.map((_, i) =>
    i === inputIndex ? { value, scriptPubKey } : { value: i, scriptPubKey: Uint8Array.of(0x51) },
  );
}
