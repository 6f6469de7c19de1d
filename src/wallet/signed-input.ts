import { hash160 } from '../crypto/hash160.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../policy/standard-flags.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { TxInput, TxOutput } from '../primitives/tx.ts';
import { SCRIPT_VERIFY } from '../script/flags.ts';
import { evalScript } from '../script/interpreter.ts';
import { BLIND_CHECKER, type SignatureChecker } from '../script/machine.ts';
import type { EcdsaSigVersion } from '../script/sighash.ts';
import { solve } from '../script/solver.ts';
import { verifyScript } from '../script/verify-script.ts';

/** What an input that others may have signed before already has. */
export interface SignedInput {
  /** Whether nothing is missing. */
  readonly isComplete: boolean;
  /** Scripts that the input shows. */
  readonly scripts: readonly Uint8Array[];
  /** Good signatures, hash type included, by `hashKey` of the hash160 of their public keys. */
  readonly signatures: ReadonlyMap<string, KnownSignature>;
}

export interface KnownSignature {
  readonly pubkey: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads an input whose scriptSig and witness may be whole, partly there or empty.
 * @param checker - for this input
 * @source Bitcoin Core src/script/sign.cpp DataFromTransaction
 */
export function readSignedInput(input: TxInput, spent: TxOutput, checker: SignatureChecker): SignedInput {
  const signatures = new Map<string, KnownSignature>();
  const recorder = recordingChecker(checker, signatures);
  const spend = { ...input, scriptPubKey: spent.scriptPubKey };
  const verdict = verifyScript(spend, { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker: recorder });
  if (verdict.ok) return { isComplete: true, scripts: [], signatures };
  const shown = readShownScripts(input, spent.scriptPubKey);
  matchMultisigSignatures(shown, recorder);
  return { isComplete: false, scripts: shown.scripts, signatures };
}

/** Passes every question on and notes the signatures that hold. */
function recordingChecker(
  checker: SignatureChecker,
  signatures: Map<string, KnownSignature>,
): SignatureChecker {
  return {
    ...checker,
    checkEcdsaSignature(claim) {
      const holds = checker.checkEcdsaSignature(claim);
      const { pubkey, signature } = claim;
      if (holds) signatures.set(hashKey(hash160(pubkey)), { pubkey, signature });
      return holds;
    },
  };
}

/** What the input shows of the scripts behind the hashes in its output. */
interface ShownScripts {
  /** Redeem script, witness script. */
  readonly scripts: readonly Uint8Array[];
  /** The innermost script, which signatures cover. */
  readonly innermost: Uint8Array;
  /** What is given to it, bottom first. */
  readonly items: readonly Uint8Array[];
  readonly sigVersion: EcdsaSigVersion;
}

function readShownScripts(input: TxInput, scriptPubKey: Uint8Array): ShownScripts {
  let shown: ShownScripts = {
    scripts: [],
    innermost: scriptPubKey,
    items: pushesOf(input.scriptSig),
    sigVersion: 'base',
  };
  if (solve(shown.innermost).type === 'scripthash') shown = enter(shown, shown.items, 'base');
  if (solve(shown.innermost).type === 'witness_v0_scripthash') {
    shown = enter(shown, input.witness, 'witness_v0');
  }
  return shown;
}

/** Goes into the script that the last item is; stays where there is none. */
function enter(shown: ShownScripts, items: readonly Uint8Array[], sigVersion: EcdsaSigVersion): ShownScripts {
  const script = items.at(-1);
  if (script === undefined || script.length === 0) return shown;
  return { scripts: [...shown.scripts, script], innermost: script, items: items.slice(0, -1), sigVersion };
}

/** What the scriptSig leaves on the stack, up to where it fails. */
function pushesOf(scriptSig: Uint8Array): readonly Uint8Array[] {
  const stack: Uint8Array[] = [];
  const run = { script: scriptSig, phase: 'scriptSig', sigVersion: 'base' } as const;
  evalScript(stack, run, { flags: SCRIPT_VERIFY.STRICTENC, checker: BLIND_CHECKER });
  return stack;
}

/** Finds the key of each signature of a multisig that has too few; the recorder notes those that hold. */
function matchMultisigSignatures(
  { innermost, items, sigVersion }: ShownScripts,
  checker: SignatureChecker,
): void {
  const solution = solve(innermost);
  if (solution.type !== 'multisig') return;
  const { pubkeys } = solution;
  let next = 0;
  for (const signature of items) {
    const holds = (pubkey: Uint8Array) =>
      checker.checkEcdsaSignature({ signature, pubkey, scriptCode: innermost, sigVersion });
    const found = pubkeys.findIndex((pubkey, index) => index >= next && holds(pubkey));
    // Signatures stand in the order of their keys.
    if (found >= 0) next = found + 1;
  }
}
