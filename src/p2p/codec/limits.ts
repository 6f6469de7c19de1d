/** How much a message may hold, as Core has it: those who send more are at fault. */

/** Entries of `inv` and `getdata`. @source Bitcoin Core src/net_processing.cpp MAX_INV_SZ */
export const MAX_INV_SIZE = 50_000;

/** @source Bitcoin Core src/net_processing.h MAX_HEADERS_RESULTS */
export const MAX_HEADERS_RESULTS = 2000;

/** Entries of `addr` and `addrv2`. @source Bitcoin Core src/net_processing.cpp MAX_ADDR_TO_SEND */
export const MAX_ADDR_TO_SEND = 1000;

/** @source Bitcoin Core src/net_processing.cpp MAX_LOCATOR_SZ */
export const MAX_LOCATOR_SIZE = 101;

/** Bytes of a user agent. @source Bitcoin Core src/net.h MAX_SUBVERSION_LENGTH */
export const MAX_SUBVERSION_LENGTH = 256;

/** Bytes of an address in `addrv2`, of whatever network. @source BIP155; Bitcoin Core src/netaddress.h MAX_ADDRV2_SIZE */
export const MAX_ADDRV2_SIZE = 512;

/** Bytes of a feature's name and of its data. @source BIP434; Bitcoin Core src/protocol.h */
export const MIN_FEATURE_ID_LENGTH = 4;
export const MAX_FEATURE_ID_LENGTH = 80;
export const MAX_FEATURE_DATA_LENGTH = 512;

/** Bytes and hash functions of a bloom filter. @source BIP37; Bitcoin Core src/common/bloom.h */
export const MAX_BLOOM_FILTER_SIZE = 36_000;
export const MAX_HASH_FUNCS = 50;
