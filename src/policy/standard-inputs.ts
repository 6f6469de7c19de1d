import type { Coin } from '../consensus/coin.ts';
import type { Transaction, TxInput } from '../primitives/tx.ts';
import { SCRIPT_ERROR_TEXTS } from '../script/errors.ts';
import { isPayToScriptHash } from '../script/predicates.ts';
import { getP2shSigOpCount, getSigOpCount } from '../script/sigops.ts';
import { solve } from '../script/solver.ts';
import { expectDefined } from '../util/invariant.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { pushedByScriptSig } from './pushed-items.ts';

/** Signature operations in a redeem script. @source Bitcoin Core src/policy/policy.h */
const MAX_P2SH_SIGOPS = 15;

/** Signature operations that a transaction may run outside witnesses. @source BIP54; Bitcoin Core src/policy/policy.h */
const MAX_TX_LEGACY_SIGOPS = 2500;

const CODE = 'bad-txns-nonstandard-inputs';

type InputsVerdict = Verdict<void, typeof CODE>;

/**
 * What a transaction spends must be of a kind that this node understands, and cheap to check. Witnesses are
 * another matter: see standard-witness.ts.
 * @param coins - what the inputs spend, in input order
 * @rejects bad-txns-nonstandard-inputs
 * @source Bitcoin Core src/policy/policy.cpp ValidateInputsStandardness
 */
export function checkStandardInputs(tx: Transaction, coins: readonly Coin[]): InputsVerdict {
  if (countExecutedLegacySigops(tx, coins) > MAX_TX_LEGACY_SIGOPS) {
    return reject(CODE, 'non-witness sigops exceed bip54 limit');
  }
  for (const [index, input] of tx.inputs.entries()) {
    const verdict = checkInput(input, scriptOf(coins, index), index);
    if (!verdict.ok) return verdict;
  }
  return ACCEPTED;
}

/** Counted where they are run, unlike those of a block: in the scriptSig and in the script that it spends. @source BIP54 */
function countExecutedLegacySigops(tx: Transaction, coins: readonly Coin[]): number {
  return tx.inputs.reduce((sum, { scriptSig }, index) => {
    const scriptPubKey = scriptOf(coins, index);
    const spent = isPayToScriptHash(scriptPubKey)
      ? getP2shSigOpCount(scriptPubKey, scriptSig)
      : getSigOpCount(scriptPubKey, true);
    return sum + getSigOpCount(scriptSig, true) + spent;
  }, 0);
}

function checkInput(input: TxInput, scriptPubKey: Uint8Array, index: number): InputsVerdict {
  switch (solve(scriptPubKey).type) {
    case 'nonstandard':
      return reject(CODE, `input ${index} script unknown`);
    case 'witness_unknown':
      return reject(CODE, `input ${index} witness program is undefined`);
    case 'scripthash':
      return checkRedeemScript(input, index);
    default:
      return ACCEPTED;
  }
}

function checkRedeemScript({ scriptSig }: TxInput, index: number): InputsVerdict {
  const pushed = pushedByScriptSig(scriptSig);
  if (!pushed.ok) {
    return reject(CODE, `p2sh scriptsig malformed (input ${index}: ${SCRIPT_ERROR_TEXTS[pushed.code]})`);
  }
  const redeemScript = pushed.value.at(-1);
  if (!redeemScript) return reject(CODE, `input ${index} P2SH redeemscript missing`);
  const count = getSigOpCount(redeemScript, true);
  return count > MAX_P2SH_SIGOPS
    ? reject(CODE, `p2sh redeemscript sigops exceed limit (input ${index}: ${count} > ${MAX_P2SH_SIGOPS})`)
    : ACCEPTED;
}

function scriptOf(coins: readonly Coin[], index: number): Uint8Array {
  return expectDefined(coins[index], 'a coin for every input').output.scriptPubKey;
}
