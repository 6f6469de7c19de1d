import { evalScript } from '../../src/script/interpreter.ts';
import type { Machine, SignatureChecker, SigVersion } from '../../src/script/machine.ts';
import { pushData } from '../../src/script/push.ts';
import { concatBytes, equalBytes, toHex } from '../../src/util/bytes.ts';
import type { Random } from './random.ts';
import { isGood, type PlannedSignature, planEcdsa, planSchnorr } from './signatures.ts';

/**
 * A script in the making. It runs as it grows, on the items that it will get, so that each step knows what is on the
 * stack: that is how the scripts come to mean something. What they compute is written into them, to be compared by who
 * runs them later.
 */
export interface Draft {
  readonly random: Random;
  readonly rules: DraftRules;
  /** What the script gets, bottom first. */
  readonly items: readonly Uint8Array[];
  readonly plans: readonly PlannedSignature[];
  /** What is on the stack now, bottom first. */
  stack(): readonly Uint8Array[];
  altDepth(): number;
  /** Adds a piece of script if the script then still runs. */
  add(...pieces: readonly Uint8Array[]): boolean;
  script(): Uint8Array;
}

export interface DraftRules {
  readonly sigVersion: SigVersion;
  readonly flags: number;
  /** Of the transaction that will spend. */
  readonly locks: Pick<SignatureChecker, 'checkLockTime' | 'checkSequence'>;
}

/** An empty script, and items for it: numbers, bytes, signatures. */
export function createDraft(random: Random, rules: DraftRules): Draft {
  const plan = rules.sigVersion === 'tapscript' ? planSchnorr : planEcdsa;
  // Others check signatures in JavaScript: not too many of them.
  const plans = random.list(random.pick([0, 0, 1, 1, 2, 3]), () => plan(random));
  const items = [
    ...random.list(random.int(4), () => anyItem(random)),
    ...plans.map(({ standIn }) => standIn),
  ];
  const boldness = random.pick([0, 0, 0, 0.3]);
  let pieces: readonly Uint8Array[] = [];
  let state = runDraft(concatBytes(), { items, plans, rules });
  return {
    random,
    rules,
    items,
    plans,
    stack: () => state.stack,
    altDepth: () => state.altDepth,
    add(...more) {
      const grown = [...pieces, ...more];
      const next = runDraft(concatBytes(...grown), { items, plans, rules });
      // What we refuse is of interest too: others might not.
      if (!next.runs && !random.chance(boldness)) return false;
      [pieces, state] = [grown, next];
      return next.runs;
    },
    script: () => concatBytes(...pieces),
  };
}

function anyItem(random: Random): Uint8Array {
  const kind = random.int(4);
  if (kind === 0) return random.pick([new Uint8Array(), Uint8Array.of(0, 0x80), Uint8Array.of(0, 0)]);
  if (kind === 1) return Uint8Array.of(random.pick([0, 1, 1, 2, 5, 16, 17, 0x7f, 0x80, 0x81, 0xff]));
  return random.bytes(kind === 2 ? 1 + random.int(5) : random.int(80));
}

interface DraftState {
  readonly stack: readonly Uint8Array[];
  readonly altDepth: number;
  /** It has not failed so far; conditions may still be open. */
  readonly runs: boolean;
}

function runDraft(
  script: Uint8Array,
  { items, plans, rules }: Pick<Draft, 'items' | 'plans' | 'rules'>,
): DraftState {
  const stack = [...items];
  let altDepth = 0;
  let isOpen = false;
  const observer = {
    onInstruction: () => {},
    onEnd(_phase: unknown, machine: Readonly<Machine>) {
      altDepth = machine.altStack.length;
      isOpen = machine.conditionDepth > 0 && machine.cursor.offset === script.length;
    },
  };
  const { sigVersion, flags, locks } = rules;
  const checker = { ...locks, ...standInChecker(plans) };
  const tapscript = { leafHash: new Uint8Array(32), annexHash: undefined, weightLeft: 10_000 };
  const run = { script, phase: 'witnessScript', sigVersion } as const;
  const failure = evalScript(stack, sigVersion === 'tapscript' ? { ...run, tapscript } : run, {
    flags,
    checker,
    observer,
  });
  return { stack, altDepth, runs: failure === undefined || (failure === 'UNBALANCED_CONDITIONAL' && isOpen) };
}

/** Takes the stand-ins for what they stand for. */
function standInChecker(plans: readonly PlannedSignature[]) {
  const holds = ({
    signature,
    pubkey,
  }: {
    readonly signature: Uint8Array;
    readonly pubkey: Uint8Array;
  }): boolean => plans.some((plan) => equalBytes(plan.standIn, signature) && isHeldFor(plan, pubkey));
  return {
    checkEcdsaSignature: holds,
    checkSchnorrSignature: (claim: Parameters<typeof holds>[0]) =>
      holds(claim) ? undefined : ('SCHNORR_SIG' as const),
  };
}

/** True where the signature is to hold for that key. Its x is in the same place of every form of it. */
export function isHeldFor(plan: PlannedSignature, pubkey: Uint8Array): boolean {
  return isGood(plan) && toHex(pubkey).includes(toHex(plan.key.xOnly));
}

/** Puts the signatures where their stand-ins are, in bytes that a script pushes or is given. */
export function replaceStandIns(
  bytes: Uint8Array,
  signatures: ReadonlyMap<PlannedSignature, Uint8Array>,
): Uint8Array {
  let hex = toHex(bytes);
  for (const [{ standIn }, signature] of signatures) {
    hex = hex.replaceAll(toHex(pushData(standIn)), toHex(pushData(signature)));
    if (hex === toHex(standIn)) hex = toHex(signature);
  }
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
