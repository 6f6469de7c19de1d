/** The old hashes that scripts can ask for. Not node:crypto's: OpenSSL 3 may be built without them. */
export { ripemd160, sha1 } from '@noble/hashes/legacy.js';
