import { transactionWeight } from '../consensus/weight.ts';
import type { Transaction, TxInput, TxOutput } from '../primitives/tx.ts';
import { isPushOnly } from '../script/predicates.ts';
import { type Solution, solve } from '../script/solver.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { findDust } from './dust.ts';
import type { FeeRate } from './fee-rate.ts';

/** What a node that relays may decide for itself about the form of transactions. */
export interface StandardnessRules {
  /** Bytes that all data carrying (OP_RETURN) scripts of a transaction may have together; 0 refuses any. */
  readonly maxDataCarrierBytes: number;
  /** Whether outputs may be multisig scripts that are not behind a hash. */
  readonly permitBareMultisig: boolean;
  /** The rate at which spending an output is priced, to tell dust. */
  readonly dustRelayFeeRate: FeeRate;
}

type StandardnessCode =
  | 'version'
  | 'tx-size'
  | 'scriptsig-size'
  | 'scriptsig-not-pushonly'
  | 'scriptpubkey'
  | 'datacarrier'
  | 'bare-multisig'
  | 'dust';

/** @source Bitcoin Core src/policy/policy.h */
const MIN_STANDARD_VERSION = 1;
const MAX_STANDARD_VERSION = 3;
export const MAX_STANDARD_TX_WEIGHT = 400_000;
export const MAX_STANDARD_SCRIPTSIG_SIZE = 1650;
const MAX_STANDARD_MULTISIG_KEYS = 3;
const MAX_DUST_OUTPUTS = 1;

/** One byte more than a node of the merkle tree, which a transaction must not be taken for (CVE-2017-12842). */
const MIN_STANDARD_TX_NONWITNESS_SIZE = 65;

/**
 * The form of a transaction that this node relays; nothing of it is consensus. Where the fault is `explain` finds.
 * @rejects version, tx-size, scriptsig-size, scriptsig-not-pushonly, scriptpubkey, datacarrier, bare-multisig, dust
 * @source Bitcoin Core src/policy/policy.cpp IsStandardTx
 */
export function checkStandardTransaction(
  tx: Transaction,
  rules: StandardnessRules,
): Verdict<void, StandardnessCode> {
  if (tx.version < MIN_STANDARD_VERSION || tx.version > MAX_STANDARD_VERSION) return reject('version');
  // Signature hashes are quadratic in size, so size is bounded before anything is hashed.
  if (transactionWeight(tx) > MAX_STANDARD_TX_WEIGHT) return reject('tx-size');
  for (const input of tx.inputs) {
    const verdict = checkScriptSig(input);
    if (!verdict.ok) return verdict;
  }
  const outputs = checkOutputScripts(tx.outputs, rules);
  return outputs.ok ? checkDust(tx, rules) : outputs;
}

/**
 * A transaction so small that it could be taken for an inner node of a merkle tree is refused by every node.
 * @rejects tx-size-small
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function checkMinimumSize({ strippedSize }: Transaction): Verdict<void, 'tx-size-small'> {
  return strippedSize < MIN_STANDARD_TX_NONWITNESS_SIZE ? reject('tx-size-small') : ACCEPTED;
}

/** The longest that keys alone need is that of a 15-of-15 multisig behind a hash: 1627 bytes. */
function checkScriptSig({ scriptSig }: TxInput): Verdict<void, StandardnessCode> {
  if (scriptSig.length > MAX_STANDARD_SCRIPTSIG_SIZE) return reject('scriptsig-size');
  return isPushOnly(scriptSig) ? ACCEPTED : reject('scriptsig-not-pushonly');
}

function checkOutputScripts(
  outputs: readonly TxOutput[],
  { maxDataCarrierBytes, permitBareMultisig }: StandardnessRules,
): Verdict<void, StandardnessCode> {
  let dataBytesLeft = maxDataCarrierBytes;
  for (const { scriptPubKey } of outputs) {
    const solution = solve(scriptPubKey);
    if (!isStandard(solution)) return reject('scriptpubkey');
    if (solution.type === 'nulldata') {
      if (scriptPubKey.length > dataBytesLeft) return reject('datacarrier');
      dataBytesLeft -= scriptPubKey.length;
    }
    if (solution.type === 'multisig' && !permitBareMultisig) return reject('bare-multisig');
  }
  return ACCEPTED;
}

/** Whether an output of that kind is relayed. @source Bitcoin Core src/policy/policy.cpp IsStandard */
export function isStandard(solution: Solution): boolean {
  if (solution.type === 'multisig') return solution.pubkeys.length <= MAX_STANDARD_MULTISIG_KEYS;
  return solution.type !== 'nonstandard';
}

/** One output of dust may be, if it is gone as soon as it is there: see ephemeral-dust.ts. */
function checkDust(
  tx: Transaction,
  { dustRelayFeeRate }: StandardnessRules,
): Verdict<void, StandardnessCode> {
  const dust = findDust(tx, dustRelayFeeRate);
  return dust.length > MAX_DUST_OUTPUTS ? reject('dust') : ACCEPTED;
}
