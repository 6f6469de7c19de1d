/**
 * Which rules a script is checked by, as bits of one number. Each flag only takes scripts away: what holds
 * under A | B holds under A.
 * @source Bitcoin Core src/script/interpreter.h script_verify_flag_name
 */
export const SCRIPT_VERIFY = {
  NONE: 0,
  /** Run the redeem script behind a P2SH output (BIP16). */
  P2SH: 1 << 0,
  /** Signatures are strict DER with a defined hash type, public keys compressed or uncompressed. Policy only. */
  STRICTENC: 1 << 1,
  /** Signatures are strict DER (BIP66). */
  DERSIG: 1 << 2,
  /** S of a signature is at most half the group's order (BIP146). Policy only. */
  LOW_S: 1 << 3,
  /** The item that OP_CHECKMULTISIG takes too many is empty (BIP147). */
  NULLDUMMY: 1 << 4,
  /** A scriptSig only pushes (BIP62). Policy only. */
  SIGPUSHONLY: 1 << 5,
  /** Pushes and numbers are as short as they can be (BIP62). Policy only. */
  MINIMALDATA: 1 << 6,
  /** Executed NOPs that may get a meaning fail. Policy only. */
  DISCOURAGE_UPGRADABLE_NOPS: 1 << 7,
  /** One item remains on the stack, no more (BIP62). Policy only; goes with P2SH and WITNESS. */
  CLEANSTACK: 1 << 8,
  /** BIP65. */
  CHECKLOCKTIMEVERIFY: 1 << 9,
  /** BIP112. */
  CHECKSEQUENCEVERIFY: 1 << 10,
  /** Segregated witness (BIP141, BIP143); goes with P2SH. */
  WITNESS: 1 << 11,
  /** Witness versions without a meaning yet fail. Policy only. */
  DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: 1 << 12,
  /** In witness scripts OP_IF and OP_NOTIF take nothing but an empty item or 01. Policy only. */
  MINIMALIF: 1 << 13,
  /** A signature check that fails got empty signatures (BIP146). Policy only. */
  NULLFAIL: 1 << 14,
  /** Public keys of witness scripts are compressed. Policy only. */
  WITNESS_PUBKEYTYPE: 1 << 15,
  /** OP_CODESEPARATOR and a signature within its own script fail before segwit. Policy only. */
  CONST_SCRIPTCODE: 1 << 16,
  /** Taproot and tapscript (BIP341, BIP342). */
  TAPROOT: 1 << 17,
  /** Leaf versions without a meaning yet fail. Policy only. */
  DISCOURAGE_UPGRADABLE_TAPROOT_VERSION: 1 << 18,
  /** OP_SUCCESSx fails. Policy only. */
  DISCOURAGE_OP_SUCCESS: 1 << 19,
  /** Public key types without a meaning yet fail in tapscript. Policy only. */
  DISCOURAGE_UPGRADABLE_PUBKEYTYPE: 1 << 20,
} as const;

/** Bits of SCRIPT_VERIFY. */
export type ScriptFlags = number;
