import { hash160 } from '../crypto/hash160.ts';
import type { SpendConditions } from '../script/miniscript/satisfy.ts';
import { Opcode } from '../script/opcodes.ts';
import { payToPubkeyHash } from '../script/output-scripts.ts';
import { pushData, pushInt } from '../script/push.ts';
import type { EcdsaSigVersion } from '../script/sighash.ts';
import { type Solution, solve } from '../script/solver.ts';
import { concatBytes } from '../util/bytes.ts';
import { satisfyScript } from './satisfy-miniscript.ts';
import type { KnownSignature } from './signed-input.ts';

/** Puts together what an output asks of its spender, from keys, scripts and signatures that are there. */

/** Where it comes from. */
export interface SpendingMeans {
  /** @param hash - hash160 or SHA-256 of the script */
  scriptOf(hash: Uint8Array): Uint8Array | undefined;
  /** The signature of that key, hash type included, and the key itself; undefined where it can't be had. */
  signatureOf(key: NamedKey, claim: ClaimedScript): KnownSignature | undefined;
  /** The key of that hash160; undefined where it isn't known. */
  pubkeyOf(hash: Uint8Array): Uint8Array | undefined;
  /** What a witness script may ask for besides. */
  readonly conditions: SpendConditions;
  /** The whole witness for a taproot output; empty where it can't be had. */
  taprootWitnessOf(outputKey: Uint8Array): readonly Uint8Array[];
}

/** A key as a script names it. */
export interface NamedKey {
  /** hash160 of the public key. */
  readonly hash: Uint8Array;
  /** Undefined where the script has its hash alone. */
  readonly pubkey: Uint8Array | undefined;
}

/** What a signature covers, beside the transaction. */
export interface ClaimedScript {
  readonly scriptCode: Uint8Array;
  readonly sigVersion: EcdsaSigVersion;
}

/** A spend as far as it could be made. */
export interface Satisfaction {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
  /** True where nothing that the scripts ask for is missing; whether it holds is another question. */
  readonly isSolved: boolean;
  /** True where what it shows is for a witness program: its signatures cover the value that is spent. */
  readonly isSegwit: boolean;
}

const NOTHING = new Uint8Array(0);

/** Items for a script, bottom first, and whether they are all of them. */
interface Items {
  readonly items: readonly Uint8Array[];
  readonly isSolved: boolean;
}

/** Items for a script and a witness for the program behind it. */
interface Answer extends Items {
  readonly witness: readonly Uint8Array[];
  readonly isSegwit: boolean;
}

const NO_ITEMS: Items = { items: [], isSolved: false };
const NO_ANSWER: Answer = { ...NO_ITEMS, witness: [], isSegwit: false };

/**
 * The scriptSig and witness for an output; with parts missing where keys or scripts are.
 * @source Bitcoin Core src/script/sign.cpp ProduceSignature
 */
export function satisfyOutput(scriptPubKey: Uint8Array, means: SpendingMeans): Satisfaction {
  const solution = solve(scriptPubKey);
  if (solution.type !== 'scripthash') {
    const { items, ...answer } = satisfyProgram(scriptPubKey, solution, means);
    return { scriptSig: pushAll(items), ...answer };
  }
  const redeemScript = means.scriptOf(solution.hash);
  if (redeemScript === undefined) {
    return { scriptSig: NOTHING, witness: [], isSolved: false, isSegwit: false };
  }
  const inner = solve(redeemScript);
  // A taproot program behind a hash is no taproot.
  const { items, ...answer } =
    inner.type === 'witness_v1_taproot' ? NO_ANSWER : satisfyProgram(redeemScript, inner, means);
  return { scriptSig: pushAll([...items, redeemScript]), ...answer };
}

function satisfyProgram(script: Uint8Array, solution: Solution, means: SpendingMeans): Answer {
  switch (solution.type) {
    case 'witness_v0_keyhash': {
      const scriptCode = payToPubkeyHash(solution.hash);
      const { items: witness, isSolved } = satisfyKeys({ scriptCode, sigVersion: 'witness_v0' }, means);
      return { items: [], witness, isSolved, isSegwit: true };
    }
    case 'witness_v0_scripthash': {
      const scriptCode = means.scriptOf(solution.hash);
      if (scriptCode === undefined) return NO_ANSWER;
      const { items, isSolved } = satisfyWitnessScript({ scriptCode, sigVersion: 'witness_v0' }, means);
      return { items: [], witness: [...items, scriptCode], isSolved, isSegwit: true };
    }
    case 'witness_v1_taproot': {
      const witness = means.taprootWitnessOf(solution.outputKey);
      return { items: [], witness, isSolved: witness.length > 0, isSegwit: true };
    }
    case 'anchor':
      return { ...NO_ANSWER, isSolved: true };
    default: {
      const answer = satisfyKeys({ scriptCode: script, sigVersion: 'base' }, means);
      return { ...answer, witness: [], isSegwit: false };
    }
  }
}

/** @source Bitcoin Core src/script/sign.cpp ProduceSignature */
function satisfyWitnessScript(claim: ClaimedScript, means: SpendingMeans): Items {
  const answer = satisfyKeys(claim, means);
  // Signatures that are not enough yet are kept for others.
  if (answer.isSolved || answer.items.length > 0) return answer;
  const items = satisfyScript(claim.scriptCode, 'wsh', {
    pubkeyOf: (hash) => means.pubkeyOf(hash),
    signatureOf: (pubkey) => means.signatureOf(namedKey(pubkey), claim)?.signature,
    conditions: means.conditions,
  });
  return items ? { items, isSolved: true } : NO_ITEMS;
}

/** The items for a script that asks for signatures alone; none for any other. @source Bitcoin Core src/script/sign.cpp SignStep */
function satisfyKeys(claim: ClaimedScript, means: SpendingMeans): Items {
  const solution = solve(claim.scriptCode);
  switch (solution.type) {
    case 'pubkey': {
      const known = means.signatureOf(namedKey(solution.pubkey), claim);
      return known ? { items: [known.signature], isSolved: true } : NO_ITEMS;
    }
    case 'pubkeyhash': {
      const known = means.signatureOf({ hash: solution.hash, pubkey: undefined }, claim);
      return known ? { items: [known.signature, known.pubkey], isSolved: true } : NO_ITEMS;
    }
    case 'multisig':
      return satisfyMultisig(solution, claim, means);
    default:
      return NO_ITEMS;
  }
}

function namedKey(pubkey: Uint8Array): NamedKey {
  return { hash: hash160(pubkey), pubkey };
}

function satisfyMultisig(
  { required, pubkeys }: Extract<Solution, { type: 'multisig' }>,
  claim: ClaimedScript,
  means: SpendingMeans,
): Items {
  // Every key is asked, also when enough have signed: others may want what the rest have to say.
  const signatures = pubkeys
    .map((pubkey) => means.signatureOf(namedKey(pubkey), claim)?.signature)
    .filter((signature) => signature !== undefined)
    .slice(0, required);
  // Fewer empty items than signatures are missing: it is the form that Core gives to others to sign further.
  const padding = Math.ceil((required - signatures.length) / 2);
  // OP_CHECKMULTISIG takes one item more than it looks at (BIP147).
  const items = [NOTHING, ...signatures, ...new Array<Uint8Array>(padding).fill(NOTHING)];
  return { items, isSolved: signatures.length === required };
}

/** The shortest pushes of the items. @source Bitcoin Core src/script/sign.cpp PushAll */
function pushAll(items: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...items.map(pushItem));
}

function pushItem(item: Uint8Array): Uint8Array {
  const [first = 0] = item;
  if (item.length === 0) return Uint8Array.of(Opcode.OP_0);
  if (item.length === 1 && first >= 1 && first <= 16) return pushInt(first);
  return item.length === 1 && first === 0x81 ? pushInt(-1) : pushData(item);
}
