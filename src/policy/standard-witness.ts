import type { Coin } from '../consensus/coin.ts';
import type { OutPoint } from '../primitives/outpoint.ts';
import type { Transaction, TxInput } from '../primitives/tx.ts';
import {
  isPayToAnchor,
  isPayToScriptHash,
  WITNESS_V0_SCRIPTHASH_SIZE,
  WITNESS_V1_TAPROOT_SIZE,
  witnessProgramOf,
} from '../script/predicates.ts';
import { leafVersionOf, TAPSCRIPT_LEAF_VERSION } from '../script/taproot.ts';
import { splitTaprootWitness } from '../script/verify-taproot.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { pushedByScriptSig } from './pushed-items.ts';

/** Limits of a P2WSH spend. @source Bitcoin Core src/policy/policy.h */
const MAX_STANDARD_P2WSH_SCRIPT_SIZE = 3600;
const MAX_STANDARD_P2WSH_STACK_ITEMS = 100;
const MAX_STANDARD_P2WSH_STACK_ITEM_SIZE = 80;

/** And of a spend by a tapscript. @source Bitcoin Core src/policy/policy.h */
const MAX_STANDARD_TAPSCRIPT_STACK_ITEM_SIZE = 80;

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
  const isAtFault = tx.inputs.some((input, index) => {
    return findWitnessFault(input, coins[index]?.output.scriptPubKey ?? new Uint8Array()) !== undefined;
  });
  return isAtFault ? reject('bad-witness-nonstandard') : ACCEPTED;
}

/**
 * True where an input spends a witness program, by itself or within P2SH, but for anchors: without its witness nothing
 * can be said of such a transaction.
 * @source Bitcoin Core src/policy/policy.cpp SpendsNonAnchorWitnessProg
 */
export function spendsWitnessProgram(
  { inputs }: Pick<Transaction, 'inputs'>,
  coinOf: (outpoint: OutPoint) => Coin | undefined,
): boolean {
  return inputs.some((input) => {
    const scriptPubKey = coinOf(input.prevout)?.output.scriptPubKey ?? new Uint8Array();
    const bare = witnessProgramOf(scriptPubKey);
    if (bare) return !isPayToAnchor(bare);
    const redeemScript = isPayToScriptHash(scriptPubKey) ? redeemScriptOf(input) : undefined;
    return redeemScript !== undefined && witnessProgramOf(redeemScript) !== undefined;
  });
}

/** What is not standard about the witness of an input, in words for people; undefined where nothing is. */
export function findWitnessFault(input: TxInput, scriptPubKey: Uint8Array): string | undefined {
  const { witness } = input;
  // Without one nothing is bloated; whether it needs one its scripts will tell.
  if (witness.length === 0) return undefined;
  const isNested = isPayToScriptHash(scriptPubKey);
  const spent = isNested ? redeemScriptOf(input) : scriptPubKey;
  const found = spent && witnessProgramOf(spent);
  if (!found) return 'a witness for an output that takes none';
  const { version, program } = found;
  if (!isNested && isPayToAnchor(found)) return 'a witness for an anchor';
  if (version === 0 && program.length === WITNESS_V0_SCRIPTHASH_SIZE) return findP2wshFault(witness);
  const isTaproot = version === 1 && program.length === WITNESS_V1_TAPROOT_SIZE && !isNested;
  return isTaproot ? findTaprootFault(witness) : undefined;
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
  return findLongItem(items, MAX_STANDARD_P2WSH_STACK_ITEM_SIZE);
}

/** Of one item there is nothing to say: it is a signature. Else the last two are a script and its control block. */
function findTaprootFault(witness: readonly Uint8Array[]): string | undefined {
  const { items, annex } = splitTaprootWitness(witness);
  if (annex) return 'an annex, which has no meaning yet';
  if (items.length < 2) return undefined;
  const control = items.at(-1) ?? new Uint8Array();
  if (control.length === 0) return 'an empty control block';
  return leafVersionOf(control) === TAPSCRIPT_LEAF_VERSION
    ? findLongItem(items.slice(0, -2), MAX_STANDARD_TAPSCRIPT_STACK_ITEM_SIZE)
    : undefined;
}

function findLongItem(items: readonly Uint8Array[], limit: number): string | undefined {
  const longest = items.reduce((size, item) => Math.max(size, item.length), 0);
  return longest > limit ? `an item of ${longest} bytes, at most ${limit}` : undefined;
}
