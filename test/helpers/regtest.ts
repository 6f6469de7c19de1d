import { readShippedNetwork } from '../../src/node/network-file-reader.ts';

/** Bitcoin Core's regtest, as it ships. */
export const REGTEST = readShippedNetwork('regtest');
