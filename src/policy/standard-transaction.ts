import { transactionWeight } from '../consensus/weight.ts';
import type { Transaction, TxInput, TxOutput } from '../primitives/tx.ts';
import { isPushOnly } from '../script/predicates.ts';
import { type Solution, solve } from '../script/solver.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { getDustThreshold, isDust } from './dust.ts';
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
const MAX_STANDARD_TX_WEIGHT = 400_000;
const MAX_STANDARD_SCRIPTSIG_SIZE = 1650;
const MAX_STANDARD_MULTISIG_KEYS = 3;

/** One byte more than a node of the merkle tree, which a transaction must not be taken for (CVE-2017-12842). */
const MIN_STANDARD_TX_NONWITNESS_SIZE = 65;

/**
 * The form of a transaction that this node relays; nothing of it is consensus.
 * Any dust is refused. Core takes one such output from a transaction without a fee whose child spends it at once,
 * but a transaction without a fee only ever gets in together with its child.
 * @rejects version, tx-size, scriptsig-size, scriptsig-not-pushonly, scriptpubkey, datacarrier, bare-multisig, dust
 * @source Bitcoin Core src/policy/policy.cpp IsStandardTx
 */
export function checkStandardTransaction(
  tx: Transaction,
  rules: StandardnessRules,
): Verdict<void, StandardnessCode> {
  if (tx.version < MIN_STANDARD_VERSION || tx.version > MAX_STANDARD_VERSION) {
    return reject('version', `got ${tx.version}, 1 to 3 are relayed`);
  }
  // Signature hashes are quadratic in size, so size is bounded before anything is hashed.
  const weight = transactionWeight(tx);
  if (weight > MAX_STANDARD_TX_WEIGHT)
    return reject('tx-size', `weight ${weight}, at most ${MAX_STANDARD_TX_WEIGHT}`);
  for (const [index, input] of tx.inputs.entries()) {
    const verdict = checkScriptSig(input, index);
    if (!verdict.ok) return verdict;
  }
  const outputs = checkOutputScripts(tx.outputs, rules);
  return outputs.ok ? checkDust(tx.outputs, rules) : outputs;
}

/**
 * A transaction so small that it could be taken for an inner node of a merkle tree is refused by every node.
 * @rejects tx-size-small
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function checkMinimumSize({ strippedSize }: Transaction): Verdict<void, 'tx-size-small'> {
  return strippedSize < MIN_STANDARD_TX_NONWITNESS_SIZE
    ? reject('tx-size-small', `${strippedSize} bytes, at least ${MIN_STANDARD_TX_NONWITNESS_SIZE}`)
    : ACCEPTED;
}

/** The longest that keys alone need is that of a 15-of-15 multisig behind a hash: 1627 bytes. */
function checkScriptSig({ scriptSig }: TxInput, index: number): Verdict<void, StandardnessCode> {
  if (scriptSig.length > MAX_STANDARD_SCRIPTSIG_SIZE) {
    const size = `${scriptSig.length} bytes in input ${index}, at most ${MAX_STANDARD_SCRIPTSIG_SIZE}`;
    return reject('scriptsig-size', size);
  }
  return isPushOnly(scriptSig) ? ACCEPTED : reject('scriptsig-not-pushonly', `input ${index}`);
}

function checkOutputScripts(
  outputs: readonly TxOutput[],
  { maxDataCarrierBytes, permitBareMultisig }: StandardnessRules,
): Verdict<void, StandardnessCode> {
  let dataBytesLeft = maxDataCarrierBytes;
  for (const [index, { scriptPubKey }] of outputs.entries()) {
    const solution = solve(scriptPubKey);
    if (!isStandard(solution)) return reject('scriptpubkey', `output ${index}`);
    if (solution.type === 'nulldata') {
      if (scriptPubKey.length > dataBytesLeft) return reject('datacarrier', `output ${index}`);
      dataBytesLeft -= scriptPubKey.length;
    }
    if (solution.type === 'multisig' && !permitBareMultisig)
      return reject('bare-multisig', `output ${index}`);
  }
  return ACCEPTED;
}

/** @source Bitcoin Core src/policy/policy.cpp IsStandard */
function isStandard(solution: Solution): boolean {
  if (solution.type === 'multisig') return solution.pubkeys.length <= MAX_STANDARD_MULTISIG_KEYS;
  return solution.type !== 'nonstandard';
}

function checkDust(
  outputs: readonly TxOutput[],
  { dustRelayFeeRate }: StandardnessRules,
): Verdict<void, StandardnessCode> {
  const index = outputs.findIndex((output) => isDust(output, dustRelayFeeRate));
  const output = outputs[index];
  if (!output) return ACCEPTED;
  const threshold = getDustThreshold(output, dustRelayFeeRate);
  return reject('dust', `output ${index} has ${output.value} satoshis, at least ${threshold}`);
}
