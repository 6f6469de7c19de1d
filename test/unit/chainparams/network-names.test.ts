import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkOwnNetworkName,
  isShippedNetwork,
  SHIPPED_NETWORKS,
} from '../../../src/chainparams/network-names.ts';
import { shippedNetworkPath } from '../../../src/node/network-file-reader.ts';

describe('SHIPPED_NETWORKS', () => {
  it('names the files of config/networks, no more and no fewer', () => {
    const files = readdirSync(dirname(shippedNetworkPath('main')));
    expect(files.toSorted()).toEqual(SHIPPED_NETWORKS.map((name) => `${name}.json`).toSorted());
  });
});

describe('isShippedNetwork', () => {
  it('knows the exact names alone', () => {
    expect(isShippedNetwork('cpunet')).toBe(true);
    expect(isShippedNetwork('Cpunet')).toBe(false);
    expect(isShippedNetwork('toString')).toBe(false);
  });
});

describe('checkOwnNetworkName', () => {
  it('takes any other name', () => {
    expect(checkOwnNetworkName('cpunet2').ok).toBe(true);
  });

  it.each([
    ['cpunet', 'ships with the program'],
    ['main', 'ships with the program'],
    ['testnet3', 'Bitcoin Core has a network called testnet3'],
    ['wallets', 'the data folder has a folder wallets'],
    ['chainstate', 'the data folder has a folder chainstate'],
  ])('refuses %s: network-name-taken', (name, reason) => {
    expect(checkOwnNetworkName(name)).toMatchObject({
      ok: false,
      code: 'network-name-taken',
      debug: expect.stringContaining(reason),
    });
  });
});
