import { findScriptFailure } from '../../consensus/check-scripts.ts';
import type { Coin } from '../../consensus/coin.ts';
import { getBlockScriptFlags } from '../../consensus/script-flags.ts';
import type { AcceptedTransaction } from '../../mempool/accept.ts';
import { type MempoolRejectCode, mempoolRejectClass } from '../../policy/reject-codes.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../policy/standard-flags.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { Transaction, TxOutput } from '../../primitives/tx.ts';
import { encodeAddress } from '../../script/address.ts';
import { payToPubkeyHash, payToWitnessProgram } from '../../script/output-scripts.ts';
import { createSighashCache } from '../../script/sighash-cache.ts';
import { solve } from '../../script/solver.ts';
import { createTransactionChecker } from '../../script/transaction-checker.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Rejected } from '../../util/verdict.ts';
import { amount } from '../json.ts';
import type { ExplainContext } from './context.ts';
import { type Culprit, findCulprit, type Suspect } from './culprits.ts';
import { CLASS_MEANINGS, reasonOf } from './mempool-reasons.ts';
import { scriptFailureView, scriptReason } from './script-view.ts';
import { type ScriptTrace, traceScripts } from './trace-script.ts';

/**
 * What would become of a transaction, and why: the very checks of the mempool are made, and where the scripts of an
 * input fail they are run again under observation. Nothing changes. The fields are those of ExplanationView.
 */
export function explainTransaction(tx: Transaction, context: ExplainContext) {
  const result = context.mempool.test(tx);
  const ids = { txid: displayHash(tx.txid), wtxid: displayHash(tx.wtxid) };
  return result.ok
    ? { ...ids, allowed: true, ...acceptedView(result.value) }
    : { ...ids, allowed: false, ...refusedView(tx, result, context) };
}

function acceptedView({ fee, vsize, replaced }: AcceptedTransaction) {
  return {
    fee: amount(fee),
    vsize,
    fee_rate: Math.round((1000 * fee) / vsize) / 1000,
    ...(replaced.length > 0 && { replaces: replaced.map(({ tx }) => displayHash(tx.txid)) }),
  };
}

function refusedView(tx: Transaction, rejected: Rejected<MempoolRejectCode>, context: ExplainContext) {
  const coins = tx.inputs.map(({ prevout }) => context.mempool.coins.getCoin(prevout));
  const suspect: Suspect = { tx, coins, context };
  const failure = rejected.code.startsWith('mempool-script-verify-flag-failed')
    ? explainScripts(suspect)
    : undefined;
  const culprit = failure?.culprit ?? findCulprit(rejected.code, suspect);
  return {
    reject_reason: rejected.code,
    ...(rejected.debug !== undefined && { reject_details: rejected.debug }),
    ...(failure?.reason ?? reasonOf(rejected.code)),
    meaning: failure?.meaning ?? CLASS_MEANINGS[mempoolRejectClass(rejected.code)],
    ...culpritView(culprit, suspect),
    ...(failure && { script: scriptFailureView(failure.trace) }),
  };
}

/** Runs the failing input again, and by the rules of blocks alone, to tell policy from consensus. */
function explainScripts({ tx, coins, context: { chainstate, network } }: Suspect) {
  const known = coins.map((coin) => expectDefined(coin, 'scripts run when all coins are found'));
  const failure = expectDefined(
    findScriptFailure({ tx, coins: known, flags: STANDARD_SCRIPT_VERIFY_FLAGS }),
    'scripts that failed fail again',
  );
  const trace = traceInput(tx, failure.inputIndex, known);
  const flags = getBlockScriptFlags({ height: chainstate.tip().height + 1 }, chainstate.params);
  const isPolicy = findScriptFailure({ tx, coins: known, flags }) === undefined;
  const spent = expectDefined(known[failure.inputIndex], 'the failing input has a coin').output;
  const note = keyNote(trace, spent, network.addresses);
  return {
    trace,
    reason: scriptReason(trace),
    meaning: CLASS_MEANINGS[isPolicy ? 'not-standard' : 'consensus'],
    culprit: { input: failure.inputIndex, ...(note !== undefined && { note }) },
  };
}

function traceInput(tx: Transaction, inputIndex: number, coins: readonly Coin[]): ScriptTrace {
  const { scriptSig, witness } = expectDefined(tx.inputs[inputIndex], 'the failing input');
  const { value, scriptPubKey } = expectDefined(coins[inputIndex], 'its coin').output;
  const sighashes = createSighashCache(
    tx,
    coins.map(({ output }) => output),
  );
  const checker = createTransactionChecker({ sighashes, inputIndex, amount: value });
  const rules = { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker };
  return expectDefined(
    traceScripts({ scriptSig, witness, scriptPubKey }, rules),
    'an input that failed fails again',
  );
}

/** Whose key was given, where a key hash asked for another. */
function keyNote(
  { error, stack }: ScriptTrace,
  { scriptPubKey }: TxOutput,
  prefixes: ExplainContext['network']['addresses'],
): string | undefined {
  const given = stack.at(-2);
  if (error !== 'EQUALVERIFY' || given?.length !== 20) return undefined;
  const { type } = solve(scriptPubKey);
  if (type !== 'witness_v0_keyhash' && type !== 'pubkeyhash') return undefined;
  const script = type === 'pubkeyhash' ? payToPubkeyHash(given) : payToWitnessProgram(0, given);
  return `The public key that was given is that of ${encodeAddress(script, prefixes)}.`;
}

function culpritView({ input, output, note }: Culprit, suspect: Suspect) {
  return {
    ...(input !== undefined && { input: inputView(input, suspect) }),
    ...(output !== undefined && {
      output: { index: output, ...outputView(suspect.tx.outputs[output], suspect) },
    }),
    ...(note !== undefined && { note }),
  };
}

function inputView(index: number, suspect: Suspect) {
  const { prevout, sequence } = expectDefined(suspect.tx.inputs[index], 'an input that was found');
  return {
    index,
    txid: displayHash(prevout.txid),
    vout: prevout.index,
    sequence,
    ...outputView(suspect.coins[index]?.output, suspect),
  };
}

/** What an output is; nothing where it is not known. */
function outputView(output: TxOutput | undefined, { context: { network } }: Suspect) {
  if (!output) return {};
  const address = encodeAddress(output.scriptPubKey, network.addresses);
  return {
    value: amount(output.value),
    type: solve(output.scriptPubKey).type,
    ...(address !== undefined && { address }),
  };
}
