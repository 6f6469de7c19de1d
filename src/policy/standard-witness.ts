import type { Coin } from '../consensus/coin.ts';
import type { Transaction, TxInput } from '../primitives/tx.ts';
import {
  isPayToAnchor,
  isPayToScriptHash,
  WITNESS_V0_SCRIPTHASH_SIZE,
  witnessProgramOf,
} from '../script/predicates.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { pushedByScriptSig } from './pushed-items.ts';

/** Limits of a P2WSH spend. @source Bitcoin Core src/policy/policy.h */
const MAX_STANDARD_P2WSH_SCRIPT_SIZE = 3600;
const MAX_STANDARD_P2WSH_STACK_ITEMS = 100;
const MAX_STANDARD_P2WSH_STACK_ITEM_SIZE = 80;

/**
 * A witness must belong to a witness program, and not be larger than keys and hashes need. Nobody signs for a
 * witness, so that anybody on the way could bloat it.
 * @param coins - what the inputs spend, in input order
 * @rejects bad-witness-nonstandard
 * @source Bitcoin Core src/policy/policy.cpp IsWitnessStandard
 */
export function checkStandardWitness(
  tx: Transaction,
  coins: readonly Coin[],
): Verdict<void, 'bad-witness-nonstandard'> {
  for (const [index, input] of tx.inputs.entries()) {
    const scriptPubKey = coins[index]?.output.scriptPubKey ?? new Uint8Array();
    const fault = input.witness.length > 0 ? findFault(input, scriptPubKey) : undefined;
    if (fault) return reject('bad-witness-nonstandard', `input ${index}: ${fault}`);
  }
  return ACCEPTED;
}

function findFault(input: TxInput, scriptPubKey: Uint8Array): string | undefined {
  const spent = isPayToScriptHash(scriptPubKey) ? redeemScriptOf(input) : scriptPubKey;
  const found = spent && witnessProgramOf(spent);
  if (!found) return 'a witness for an output that takes none';
  if (spent === scriptPubKey && isPayToAnchor(found)) return 'a witness for an anchor';
  const isP2wsh = found.version === 0 && found.program.length === WITNESS_V0_SCRIPTHASH_SIZE;
  return isP2wsh ? findP2wshFault(input.witness) : undefined;
}

function redeemScriptOf({ scriptSig }: TxInput): Uint8Array | undefined {
  const pushed = pushedByScriptSig(scriptSig);
  return pushed.ok ? pushed.value.at(-1) : undefined;
}

function findP2wshFault(witness: readonly Uint8Array[]): string | undefined {
  const script = witness.at(-1) ?? new Uint8Array();
  const items = witness.slice(0, -1);
  if (script.length > MAX_STANDARD_P2WSH_SCRIPT_SIZE)
    return `a witness script of ${script.length} bytes, at most ${MAX_STANDARD_P2WSH_SCRIPT_SIZE}`;
  if (items.length > MAX_STANDARD_P2WSH_STACK_ITEMS)
    return `${items.length} items before the script, at most ${MAX_STANDARD_P2WSH_STACK_ITEMS}`;
  const longest = items.reduce((size, item) => Math.max(size, item.length), 0);
  return longest > MAX_STANDARD_P2WSH_STACK_ITEM_SIZE
    ? `an item of ${longest} bytes, at most ${MAX_STANDARD_P2WSH_STACK_ITEM_SIZE}`
    : undefined;
}
