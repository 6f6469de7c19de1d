import type { Satoshis } from '../../primitives/amount.ts';

/** A transfer as the tutorial has it, with addresses for names. */
export interface Transfer {
  /** Pays to a witness key hash (P2WPKH). */
  readonly from: Party;
  readonly to: Party;
  /** More than 0. */
  readonly amount: Satoshis;
}

export interface Party {
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
}

/** What shows that the owner of `from` wants the transfer. */
export interface Authorization {
  /** 33 bytes, the key that `from` is the address of. */
  readonly publicKey: Uint8Array;
  /** One for each input, in strict DER with a low S, without hash type. */
  readonly signatures: readonly Uint8Array[];
}
