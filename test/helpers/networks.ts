import type { AddressPrefixes } from '../../src/script/address.ts';

/** The address prefixes that Bitcoin's public vectors are written for. @source Bitcoin Core src/kernel/chainparams.cpp */
export const ADDRESS_PREFIXES = {
  main: { pubkeyHash: 0, scriptHash: 5, bech32Hrp: 'bc' },
  testnet4: { pubkeyHash: 111, scriptHash: 196, bech32Hrp: 'tb' },
  signet: { pubkeyHash: 111, scriptHash: 196, bech32Hrp: 'tb' },
  regtest: { pubkeyHash: 111, scriptHash: 196, bech32Hrp: 'bcrt' },
} as const satisfies Record<string, AddressPrefixes>;
