import type { SignatureVerifier } from '../crypto/signature-verifier.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptFlags } from '../script/flags.ts';
import { findScriptFailure, type ScriptFailure, type TransactionScripts } from './check-scripts.ts';

/**
 * Remembers the transactions whose scripts held, and by which rules, so that one which was checked when it came is not
 * checked again in its block. The wtxid names all that scripts see: the witnesses and, by the txids of what is spent,
 * the outputs too.
 *
 * By a flag scripts are only ever refused (see flags.ts), so what held by more rules holds by fewer: the mempool's,
 * which contain those of every block, serve for blocks. Bitcoin Core runs the scripts a second time by the block's
 * rules instead, and looks for the very same flags.
 * @source the idea: Bitcoin Core src/validation.cpp CheckInputScripts, ValidationCache
 */
export interface ScriptExecutionCache {
  /** True where its scripts are known to hold by these rules. */
  has(tx: Pick<Transaction, 'wtxid'>, flags: ScriptFlags): boolean;
  /** Notes that all its scripts held by these rules. */
  add(tx: Pick<Transaction, 'wtxid'>, flags: ScriptFlags): void;
}

/** Transactions to remember: as many of common size as the mempool holds, at some 90 bytes each. */
const DEFAULT_MAX_TRANSACTIONS = 150_000;

/** An empty cache. The oldest are forgotten first. */
export function createScriptExecutionCache(maxTransactions = DEFAULT_MAX_TRANSACTIONS): ScriptExecutionCache {
  const known = new Map<string, ScriptFlags>();
  return {
    has(tx, flags) {
      const held = known.get(hashKey(tx.wtxid));
      return held !== undefined && (flags & ~held) === 0;
    },
    add(tx, flags) {
      known.set(hashKey(tx.wtxid), flags);
      if (known.size > maxTransactions) forgetOldest(known);
    },
  };
}

function forgetOldest(known: Map<string, ScriptFlags>): void {
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}

/** findScriptFailure with a memory: of whole transactions, and by its verifier of signatures. */
export function createRememberingScripts(
  executed: ScriptExecutionCache,
  verifier: SignatureVerifier,
): (scripts: TransactionScripts) => ScriptFailure | undefined {
  return (scripts) => {
    const { tx, flags } = scripts;
    if (executed.has(tx, flags)) return undefined;
    const failure = findScriptFailure({ ...scripts, verifier });
    if (failure === undefined) executed.add(tx, flags);
    return failure;
  };
}
