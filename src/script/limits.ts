/** Sizes and counts that the script language allows. @source Bitcoin Core src/script/script.h */

/** The most bytes that one push may put on the stack. */
export const MAX_SCRIPT_ELEMENT_SIZE = 520;

/** The most operations above OP_16 in one script; a multisig counts its keys too. */
export const MAX_OPS_PER_SCRIPT = 201;

/** The most public keys in one OP_CHECKMULTISIG. */
export const MAX_PUBKEYS_PER_MULTISIG = 20;

/** The most public keys that are checked one by one with a common threshold in a tapscript. */
export const MAX_PUBKEYS_PER_MULTI_A = 999;

/** The longest script, in bytes. */
export const MAX_SCRIPT_SIZE = 10_000;

/** The most items on the stack and the alt stack together. */
export const MAX_STACK_SIZE = 1000;

/** Lock times below this are heights, from it on seconds since 1970. */
export const LOCKTIME_THRESHOLD = 500_000_000;

/** With this bit an input's sequence has no meaning as relative lock time. @source BIP68; Bitcoin Core src/primitives/transaction.h */
export const SEQUENCE_LOCKTIME_DISABLE_FLAG = 2 ** 31;

/** With this bit a relative lock time counts units of 512 seconds, else blocks. */
export const SEQUENCE_LOCKTIME_TYPE_FLAG = 1 << 22;

/** The bits of a sequence that are the relative lock time itself. */
export const SEQUENCE_LOCKTIME_MASK = 0xffff;
