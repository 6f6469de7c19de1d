/**
 * Every reason for which a header, block or transaction is refused by consensus, with its class.
 * The words are Bitcoin Core's reject strings: clients match on them.
 * @source Bitcoin Core src/validation.cpp, src/consensus/tx_check.cpp, src/consensus/tx_verify.cpp, src/consensus/validation.h
 */

/**
 * What a refusal of a block means for the block's future:
 * - `consensus`, `invalid-header`, `invalid-prev`: invalid for ever, and so is all that builds on it;
 * - `mutated`: these bytes are wrong, the block of that hash may still be right: never remembered;
 * - `missing-prev`, `time-future`, `header-low-work`: may be accepted later: never remembered;
 * - `cached-invalid`: refused before.
 */
export type BlockRejectClass =
  | 'consensus'
  | 'invalid-header'
  | 'invalid-prev'
  | 'mutated'
  | 'missing-prev'
  | 'time-future'
  | 'header-low-work'
  | 'cached-invalid';

/** Reasons of transaction rules that need nothing but the transaction, and of those that need its coins. */
export const TX_REJECT_CODES = [
  'bad-txns-vin-empty',
  'bad-txns-vout-empty',
  'bad-txns-oversize',
  'bad-txns-vout-negative',
  'bad-txns-vout-toolarge',
  'bad-txns-txouttotal-toolarge',
  'bad-txns-inputs-duplicate',
  'bad-cb-length',
  'bad-txns-prevout-null',
  'bad-txns-inputs-missingorspent',
  'bad-txns-premature-spend-of-coinbase',
  'bad-txns-inputvalues-outofrange',
  'bad-txns-in-belowout',
  'bad-txns-fee-outofrange',
] as const;
export type TxRejectCode = (typeof TX_REJECT_CODES)[number];

/** Reasons of header and block rules with their classes; a `(` at the end marks a formatted rest. */
export const BLOCK_REJECT_CLASSES = {
  'duplicate-invalid': 'cached-invalid',
  'prev-blk-not-found': 'missing-prev',
  'bad-prevblk': 'invalid-prev',
  'high-hash': 'invalid-header',
  'bad-diffbits': 'invalid-header',
  'time-too-old': 'invalid-header',
  'time-timewarp-attack': 'invalid-header',
  'time-too-new': 'time-future',
  'too-little-chainwork': 'header-low-work',
  'bad-version(': 'invalid-header',
  'bad-txnmrklroot': 'mutated',
  'bad-txns-duplicate': 'mutated',
  'bad-witness-nonce-size': 'mutated',
  'bad-witness-merkle-match': 'mutated',
  'unexpected-witness': 'mutated',
  'bad-signet-blksig': 'consensus',
  'bad-blk-length': 'consensus',
  'bad-blk-weight': 'consensus',
  'bad-blk-sigops': 'consensus',
  'bad-cb-missing': 'consensus',
  'bad-cb-multiple': 'consensus',
  'bad-cb-height': 'consensus',
  'bad-cb-amount': 'consensus',
  'bad-txns-nonfinal': 'consensus',
  'bad-txns-BIP30': 'consensus',
  'bad-txns-accumulated-fee-outofrange': 'consensus',
  'block-script-verify-flag-failed (': 'consensus',
} as const satisfies Record<string, BlockRejectClass>;

type BlockRejectKey = keyof typeof BLOCK_REJECT_CLASSES;

/** A reason as it is said: formatted ones with their rest. */
export type BlockRejectCode =
  | Exclude<BlockRejectKey, `${string}(`>
  | `bad-version(0x${string})`
  | `block-script-verify-flag-failed (${string})`
  | TxRejectCode;

/** The class of a refused block. A transaction's reason makes its block invalid by consensus. */
export function blockRejectClass(code: BlockRejectCode): BlockRejectClass {
  const stem = code.includes('(') ? code.slice(0, code.indexOf('(') + 1) : code;
  return stem in BLOCK_REJECT_CLASSES ? BLOCK_REJECT_CLASSES[stem as BlockRejectKey] : 'consensus';
}

/** True where the refusal may be remembered: the block of that hash can never become valid. */
export function isPermanentRejection(code: BlockRejectCode): boolean {
  return ['consensus', 'invalid-header', 'invalid-prev'].includes(blockRejectClass(code));
}
