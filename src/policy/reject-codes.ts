import type { TxRejectCode } from '../consensus/reject-codes.ts';

/**
 * Every reason for which an unconfirmed transaction is refused, with its class. The words are Bitcoin Core's
 * reject strings: clients match on them.
 * @source Bitcoin Core src/validation.cpp MemPoolAccept, src/policy/policy.cpp, src/consensus/validation.h
 */

/**
 * What a refusal means:
 * - `consensus`: no block could ever hold the transaction;
 * - `premature-spend`, `missing-inputs`: it may be accepted later, or once its parents are known;
 * - `not-standard`, `inputs-not-standard`, `witness-mutated`: against this node's policy, a block may hold it;
 * - `conflict`: it is known already, in this form or another;
 * - `mempool-policy`: the mempool's limits; `reconsiderable`: its fee, which a child might still pay for.
 */
export type MempoolRejectClass =
  | 'consensus'
  | 'premature-spend'
  | 'missing-inputs'
  | 'not-standard'
  | 'inputs-not-standard'
  | 'witness-mutated'
  | 'conflict'
  | 'mempool-policy'
  | 'reconsiderable';

/** Reasons with their classes; a `(` at the end marks a formatted rest. */
export const MEMPOOL_REJECT_CLASSES = {
  'bad-txns-vin-empty': 'consensus',
  'bad-txns-vout-empty': 'consensus',
  'bad-txns-oversize': 'consensus',
  'bad-txns-vout-negative': 'consensus',
  'bad-txns-vout-toolarge': 'consensus',
  'bad-txns-txouttotal-toolarge': 'consensus',
  'bad-txns-inputs-duplicate': 'consensus',
  'bad-cb-length': 'consensus',
  'bad-txns-prevout-null': 'consensus',
  coinbase: 'consensus',
  'bad-txns-inputvalues-outofrange': 'consensus',
  'bad-txns-in-belowout': 'consensus',
  'bad-txns-fee-outofrange': 'consensus',
  'bad-txns-spends-conflicting-tx': 'consensus',

  'non-final': 'premature-spend',
  'non-BIP68-final': 'premature-spend',
  'bad-txns-premature-spend-of-coinbase': 'premature-spend',
  'bad-txns-inputs-missingorspent': 'missing-inputs',

  version: 'not-standard',
  'tx-size': 'not-standard',
  'tx-size-small': 'not-standard',
  'scriptsig-size': 'not-standard',
  'scriptsig-not-pushonly': 'not-standard',
  scriptpubkey: 'not-standard',
  'bare-multisig': 'not-standard',
  datacarrier: 'not-standard',
  dust: 'not-standard',
  'bad-txns-too-many-sigops': 'not-standard',
  'mempool-script-verify-flag-failed (': 'not-standard',
  'bad-txns-nonstandard-inputs': 'inputs-not-standard',
  'bad-witness-nonstandard': 'witness-mutated',

  'txn-already-in-mempool': 'conflict',
  'txn-same-nonwitness-data-in-mempool': 'conflict',
  'txn-already-known': 'conflict',

  'bip125-replacement-disallowed': 'mempool-policy',
  'too many potential replacements': 'mempool-policy',
  'too many potential replacements (including sibling eviction)': 'mempool-policy',
  'TRUC-violation': 'mempool-policy',
  /** More than its sender said it may pay. */
  'max feerate exceeded': 'mempool-policy',
  'missing-ephemeral-spends': 'mempool-policy',
  'too-large-cluster': 'mempool-policy',
  'min relay fee not met': 'reconsiderable',
  'mempool min fee not met': 'reconsiderable',
  'insufficient fee': 'reconsiderable',
  'insufficient fee (including sibling eviction)': 'reconsiderable',
  'replacement-failed': 'reconsiderable',
  'mempool full': 'reconsiderable',
} as const satisfies Record<TxRejectCode, MempoolRejectClass> & Record<string, MempoolRejectClass>;

export type MempoolRejectKey = keyof typeof MEMPOOL_REJECT_CLASSES;

/** A reason as it is said: formatted ones with their rest. */
export type MempoolRejectCode =
  | Exclude<MempoolRejectKey, `${string}(`>
  | `mempool-script-verify-flag-failed (${string})`;

/** The reason in the table: formatted ones without their rest. @param code - as it is said */
export function mempoolRejectKey(code: string): MempoolRejectKey {
  if (code in MEMPOOL_REJECT_CLASSES) return code as MempoolRejectKey;
  return code.slice(0, code.indexOf('(') + 1) as MempoolRejectKey;
}

/** The class of a refused transaction. */
export function mempoolRejectClass(code: MempoolRejectCode): MempoolRejectClass {
  return MEMPOOL_REJECT_CLASSES[mempoolRejectKey(code)];
}
