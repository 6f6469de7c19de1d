import { hash160 } from '../crypto/hash160.ts';
import { Opcode } from '../script/opcodes.ts';
import { payToPubkeyHash } from '../script/output-scripts.ts';
import { pushData, pushInt } from '../script/push.ts';
import type { EcdsaSigVersion } from '../script/sighash.ts';
import { type Solution, solve } from '../script/solver.ts';
import { concatBytes } from '../util/bytes.ts';
import type { KnownSignature } from './signed-input.ts';

/** Puts together what an output asks of its spender, from keys, scripts and signatures that are there. */

/** Where it comes from. */
export interface SpendingMeans {
  /** @param hash - hash160 or SHA-256 of the script */
  scriptOf(hash: Uint8Array): Uint8Array | undefined;
  /** The signature of that key, hash type included, and the key itself; undefined where it can't be had. */
  signatureOf(pubkeyHash: Uint8Array, claim: ClaimedScript): KnownSignature | undefined;
  /** The Schnorr signature for a taproot output, hash type included; undefined where it can't be had. */
  taprootSignatureOf(outputKey: Uint8Array): Uint8Array | undefined;
  /** The witness as the input has it: kept where a taproot output is not signed here, e.g. as it wants a script. */
  readonly presentWitness: readonly Uint8Array[];
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
}

const NOTHING = new Uint8Array(0);

/** Items for a script, bottom first, and a witness for the program behind it. */
interface Answer {
  readonly items: readonly Uint8Array[];
  readonly witness: readonly Uint8Array[];
}

const NO_ANSWER: Answer = { items: [], witness: [] };

/**
 * The scriptSig and witness for an output; with parts missing where keys or scripts are.
 * @source Bitcoin Core src/script/sign.cpp ProduceSignature
 */
export function satisfyOutput(scriptPubKey: Uint8Array, means: SpendingMeans): Satisfaction {
  const solution = solve(scriptPubKey);
  if (solution.type !== 'scripthash') {
    const { items, witness } = satisfyProgram(scriptPubKey, solution, means);
    return { scriptSig: pushAll(items), witness };
  }
  const redeemScript = means.scriptOf(solution.hash);
  if (redeemScript === undefined) return { scriptSig: NOTHING, witness: [] };
  const inner = solve(redeemScript);
  // A taproot program behind a hash is no taproot.
  const answer = inner.type === 'witness_v1_taproot' ? NO_ANSWER : satisfyProgram(redeemScript, inner, means);
  return { scriptSig: pushAll([...answer.items, redeemScript]), witness: answer.witness };
}

function satisfyProgram(script: Uint8Array, solution: Solution, means: SpendingMeans): Answer {
  switch (solution.type) {
    case 'witness_v0_keyhash': {
      const scriptCode = payToPubkeyHash(solution.hash);
      return { items: [], witness: satisfyKeys({ scriptCode, sigVersion: 'witness_v0' }, means) };
    }
    case 'witness_v0_scripthash': {
      const scriptCode = means.scriptOf(solution.hash);
      if (scriptCode === undefined) return NO_ANSWER;
      const items = satisfyKeys({ scriptCode, sigVersion: 'witness_v0' }, means);
      return { items: [], witness: [...items, scriptCode] };
    }
    case 'witness_v1_taproot': {
      const signature = means.taprootSignatureOf(solution.outputKey);
      return { items: [], witness: signature ? [signature] : means.presentWitness };
    }
    default:
      return { items: satisfyKeys({ scriptCode: script, sigVersion: 'base' }, means), witness: [] };
  }
}

/** The items for a script that asks for signatures alone; none for any other. @source Bitcoin Core src/script/sign.cpp SignStep */
function satisfyKeys(claim: ClaimedScript, means: SpendingMeans): readonly Uint8Array[] {
  const solution = solve(claim.scriptCode);
  switch (solution.type) {
    case 'pubkey': {
      const known = means.signatureOf(hash160(solution.pubkey), claim);
      return known ? [known.signature] : [];
    }
    case 'pubkeyhash': {
      const known = means.signatureOf(solution.hash, claim);
      return known ? [known.signature, known.pubkey] : [];
    }
    case 'multisig':
      return satisfyMultisig(solution, claim, means);
    default:
      return [];
  }
}

function satisfyMultisig(
  { required, pubkeys }: Extract<Solution, { type: 'multisig' }>,
  claim: ClaimedScript,
  means: SpendingMeans,
): readonly Uint8Array[] {
  const signatures = pubkeys
    .map((pubkey) => means.signatureOf(hash160(pubkey), claim)?.signature)
    .filter((signature) => signature !== undefined)
    .slice(0, required);
  // Fewer empty items than signatures are missing: it is the form that Core gives to others to sign further.
  const padding = Math.ceil((required - signatures.length) / 2);
  // OP_CHECKMULTISIG takes one item more than it looks at (BIP147).
  return [NOTHING, ...signatures, ...new Array<Uint8Array>(padding).fill(NOTHING)];
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
