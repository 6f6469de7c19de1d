import { hash160 } from '../../src/crypto/hash160.ts';
import { hash256 } from '../../src/primitives/hash256.ts';
import {
  makeTransaction,
  type Transaction,
  type TransactionFields,
  type TxInput,
  type TxOutput,
} from '../../src/primitives/tx.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../src/script/flags.ts';
import type { SigVersion } from '../../src/script/machine.ts';
import { payToPubkeyHash } from '../../src/script/output-scripts.ts';
import type { EcdsaSigVersion } from '../../src/script/sighash.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../src/script/transaction-checker.ts';
import { parseScript } from '../helpers/script.ts';
import { CONTAINERS, type Container, contain, containFuture, containKey } from './containers.ts';
import { mutateSpend } from './mutations.ts';
import type { Random } from './random.ts';
import { createDraft, type DraftRules } from './script-draft.ts';
import { expectTop, growOnce } from './script-steps.ts';
import { signSpend, spentOutputs } from './sign-spend.ts';
import { type PlannedSignature, planEcdsa, planSchnorr } from './signatures.ts';

/** Spends of any kind: an output, a transaction that spends it, and the rules that it is judged by. */

export interface GeneratedSpend {
  readonly tx: Transaction;
  readonly inputIndex: number;
  /** What the inputs spend, in input order. */
  readonly spent: readonly TxOutput[];
  readonly flags: ScriptFlags;
  readonly sigVersion: SigVersion;
}

/** What is spent, and what it is spent with. */
export interface Locked {
  readonly sigVersion: SigVersion;
  readonly container: Container;
  /** What the script gets, bottom first, with stand-ins for signatures. */
  readonly items: readonly Uint8Array[];
  readonly plans: readonly PlannedSignature[];
  /** The same with another script, in which the signatures are. */
  readonly withScript?: (change: (script: Uint8Array) => Uint8Array) => Container;
}

/** The transaction that will spend. */
export interface SpendPlace {
  readonly fields: TransactionFields;
  readonly inputIndex: number;
  readonly value: number;
}

const SIG_VERSIONS: readonly SigVersion[] = ['base', 'witness_v0', 'tapscript'];

/** @param sigVersion - the rules by which its scripts run */
export function anySpend(random: Random, sigVersion = random.pick(SIG_VERSIONS)): GeneratedSpend {
  const flags = anyFlags(random);
  const place = anyPlace(random);
  const locks = createTransactionChecker({
    sighashes: createSighashCache(place.fields),
    inputIndex: place.inputIndex,
    amount: place.value,
  });
  const locked = anyLocked(random, { sigVersion, flags, locks });
  const { container, shown } = signSpend(locked, place, random);
  const spent = spentOutputs(place.fields, place, container.scriptPubKey);
  const inputs = place.fields.inputs.map((input, i) =>
    i === place.inputIndex ? { ...input, ...shown } : input,
  );
  const tx = makeTransaction({ ...place.fields, inputs });
  const spend = { tx, inputIndex: place.inputIndex, spent, flags, sigVersion: locked.sigVersion };
  return random.chance(0.3) ? mutateSpend(spend, random) : spend;
}

/** Mostly a script that was made up; now and then one that everybody uses. */
function anyLocked(random: Random, rules: DraftRules): Locked {
  if (random.chance(0.8)) return scripted(random, rules);
  if (rules.sigVersion === 'tapscript') return keyPath(random);
  return rules.sigVersion === 'witness_v0' && random.chance(0.2)
    ? future(random)
    : keyHash(random, rules.sigVersion);
}

const { P2SH, WITNESS, TAPROOT, DERSIG, NULLDUMMY, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, CLEANSTACK } =
  SCRIPT_VERIFY;
const CONSENSUS = P2SH | WITNESS | TAPROOT | DERSIG | NULLDUMMY | CHECKLOCKTIMEVERIFY | CHECKSEQUENCEVERIFY;
const SINGLE_FLAGS = Object.values(SCRIPT_VERIFY).filter((flag) => flag !== CLEANSTACK);

/** Those of blocks, with or without others. CLEANSTACK is never among them: bitcore-lib looks at another stack for it. */
function anyFlags(random: Random): ScriptFlags {
  const share = random.pick([0, 0.1, 0.5, 1]);
  const extra = SINGLE_FLAGS.filter(() => random.chance(share)).reduce((all, flag) => all | flag, 0);
  const flags = random.chance(0.8) ? CONSENSUS | extra : extra;
  const withWitness = flags & TAPROOT ? flags | WITNESS : flags;
  return withWitness & WITNESS ? withWitness | P2SH : withWitness;
}

const SEQUENCES = [0, 1, 10, 0xffff, 0x400000, 0x400001, 0x80000000, 0xfffffffe, 0xffffffff];
const LOCK_TIMES = [0, 1, 10, 499_999_999, 500_000_000, 0xffffffff];

function anyPlace(random: Random): SpendPlace {
  const input = (): TxInput => ({
    prevout: { txid: hash256(random.bytes(4)), index: random.int(3) },
    scriptSig: new Uint8Array(),
    sequence: random.pick(SEQUENCES),
    witness: [],
  });
  const inputs = random.list(1 + random.int(3), input);
  const outputs = random.list(random.int(4), () => ({
    value: random.int(2 ** 40),
    scriptPubKey: random.bytes(random.int(30)),
  }));
  const fields = { version: random.pick([1, 2, 2, 3]), inputs, outputs, lockTime: random.pick(LOCK_TIMES) };
  return { fields, inputIndex: random.int(inputs.length), value: random.int(2 ** 40) };
}

/** Spent by a script that was made up. */
function scripted(random: Random, rules: DraftRules): Locked {
  const { sigVersion } = rules;
  const draft = createDraft(random, rules);
  for (let left = 1 + random.int(12); left > 0; left--) growOnce(draft);
  for (let left = random.int(3); left > 0; left--) expectTop(draft);
  if (sigVersion !== 'base' || random.chance(0.3)) {
    for (let left = draft.stack().length; left > 0; left--)
      if (random.chance(0.98)) draft.add(parseScript('DROP'));
  }
  if (random.chance(0.95)) draft.add(parseScript('1'));
  const name = random.pick(CONTAINERS[sigVersion]);
  const { items, plans } = draft;
  const script = draft.script();
  const lock = { sigVersion, container: contain(name as 'bare', script, random), items, plans };
  return sigVersion === 'base'
    ? { ...lock, withScript: (change) => contain(name as 'bare', change(script), random) }
    : lock;
}

const KEY_HASH_CONTAINERS = {
  base: ['bare', 'P2SH'],
  witness_v0: ['P2WPKH', 'P2SH-P2WPKH', 'P2WSH'],
} as const;

/** P2PKH and its kin. */
function keyHash(random: Random, sigVersion: EcdsaSigVersion): Locked {
  const plan = planEcdsa(random);
  const { compressed } = plan.key;
  const script = payToPubkeyHash(hash160(compressed));
  const name = random.pick(KEY_HASH_CONTAINERS[sigVersion]);
  return {
    sigVersion,
    container: contain(name, script, random),
    items: [plan.standIn, compressed],
    plans: [plan],
  };
}

/** Taproot by the output's key. */
function keyPath(random: Random): Locked {
  const container = containKey(random);
  const plan = { ...planSchnorr(random), key: container.outputKey };
  return { sigVersion: 'tapscript', container, items: [plan.standIn], plans: [plan] };
}

/** By rules that are not made yet: anything goes. */
function future(random: Random): Locked {
  const items = random.list(random.int(3), () => random.bytes(random.int(5)));
  return { sigVersion: 'witness_v0', container: containFuture(random), items, plans: [] };
}
