import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkFromFile } from '../../../src/chainparams/network.ts';
import type { NetworkFile } from '../../../src/chainparams/network-file.ts';
import { SHIPPED_NETWORKS, type ShippedNetwork } from '../../../src/chainparams/network-names.ts';
import { getBlockSubsidy } from '../../../src/consensus/subsidy.ts';
import { NEVER_ACTIVE, NO_TIMEOUT } from '../../../src/consensus/versionbits.ts';
import {
  checkNetworkFileForm,
  readShippedNetwork,
  shippedNetworkPath,
} from '../../../src/node/network-file-reader.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';

const readFile = (name: ShippedNetwork) =>
  JSON.parse(readFileSync(shippedNetworkPath(name), 'utf8')) as NetworkFile;

/** The network of a file, which must be right. */
function parse(file: NetworkFile) {
  const verdict = networkFromFile(file);
  if (!verdict.ok) throw new Error(verdict.debug);
  return verdict.value;
}

describe('the networks that ship', () => {
  it.each(SHIPPED_NETWORKS)('%s has the form of the schema, and its name', (name) => {
    const form = checkNetworkFileForm(readFile(name));
    expect(form).toMatchObject({ ok: true });
    expect(readShippedNetwork(name).name).toBe(name);
  });

  it.each(SHIPPED_NETWORKS)('%s pays the first subsidy in its genesis block', (name) => {
    const { genesis, consensus } = readShippedNetwork(name);
    expect(genesis.transactions[0]?.outputs[0]?.value).toBe(getBlockSubsidy(0, consensus));
  });

  // Core's chainparams.cpp and chainparamsbase.cpp.
  it.each([
    ['main', 'f9beb4d9', 8332, 8333, 'bc'],
    ['testnet4', '1c163f28', 48332, 48333, 'tb'],
    ['signet', '0a03cf40', 38332, 38333, 'tb'],
    ['regtest', 'fabfb5da', 18443, 18444, 'bcrt'],
  ] as const)('%s has Core’s magic, ports and prefix', (name, magic, rpcPort, p2pPort, bech32Hrp) => {
    const network = readShippedNetwork(name);
    expect(network).toMatchObject({ rpcPort, p2pPort, addresses: { bech32Hrp }, mineByDefault: false });
    expect(toHex(network.magic)).toBe(magic);
  });

  it.each([
    ['main', '0000000000000000000000000000000000000001128750f82f4c366153a3a030', NEVER_ACTIVE, 2016, 1815],
    [
      'testnet4',
      '0000000000000000000000000000000000000000000009a0fe15d0177d086304',
      NEVER_ACTIVE,
      2016,
      1512,
    ],
    ['signet', '00000000000000000000000000000000000000000000000000000b463ea0a4b8', NEVER_ACTIVE, 2016, 1815],
    ['regtest', '0', 0n, 144, 108],
  ] as const)('%s has Core’s minimum work and deployment', (name, work, startTime, period, threshold) => {
    const { consensus } = readShippedNetwork(name);
    expect(consensus.minimumChainWork).toBe(BigInt(`0x${work}`));
    expect(consensus.deployments).toEqual([
      {
        name: 'testdummy',
        bit: 28,
        startTime,
        timeout: NO_TIMEOUT,
        minActivationHeight: 0,
        period,
        threshold,
        optional: true,
      },
    ]);
  });

  it.each([
    ['main', '00000000000000000000ccebd6d74d9194d8dcdc1d177c478e094bfad51ba5ac'],
    ['testnet4', '0000000002368b1e4ee27e2e85676ae6f9f9e69579b29093e9a82c170bf7cf8a'],
    ['signet', '00000008414aab61092ef93f1aacc54cf9e9f16af29ddad493b908a01ff5c329'],
    ['regtest', undefined],
    ['cpunet', undefined],
  ] as const)('%s assumes of the same block as Core that it is valid', (name, hash) => {
    const { assumeValid } = readShippedNetwork(name).consensus;
    expect(assumeValid && displayHash(assumeValid)).toBe(hash);
  });

  it.each([
    ['main', { period: 2016, threshold: 1815, fromHeight: 711_648 }],
    ['testnet4', { period: 2016, threshold: 1512, fromHeight: 0 }],
    ['signet', { period: 2016, threshold: 1512, fromHeight: 0 }],
    ['regtest', { period: 144, threshold: 108, fromHeight: 0 }],
    ['cpunet', { period: 2016, threshold: 1512, fromHeight: 0 }],
  ] as const)('%s tells of unknown rules by as many signals as in Core', (name, unknownRules) => {
    expect(readShippedNetwork(name).consensus.unknownRules).toEqual(unknownRules);
  });

  it('allows mock time on regtest alone', () => {
    expect(SHIPPED_NETWORKS.filter((name) => readShippedNetwork(name).testChain)).toEqual(['regtest']);
  });

  it('cpunet is what its users were told', () => {
    const network = readShippedNetwork('cpunet');
    expect(network).toMatchObject({
      rpcPort: 18543,
      p2pPort: 18544,
      addresses: { bech32Hrp: 'cpu' },
      mineByDefault: true,
      genesis: { header: { bits: 0x1e0fffff } },
      consensus: {
        powLimit: 0xfffffn << 216n,
        retarget: { rule: 'asert-relative', targetSpacing: 15, halfLife: 300 },
        initialSubsidy: 125_000_000,
        subsidyHalvingInterval: 8_400_000,
        coinbaseMaturity: 20,
        maxFutureBlockTime: 120,
        activationHeights: { bip34: 1, bip65: 1, bip66: 1, csv: 1, segwit: 1 },
      },
    });
  });

  it('cpunet’s addresses can’t be taken for those where real bitcoins are', () => {
    const { bech32Hrp: ours, ...cpunet } = readShippedNetwork('cpunet').addresses;
    const { bech32Hrp: theirs, ...main } = readShippedNetwork('main').addresses;
    expect(ours).not.toBe(theirs);
    const mainNumbers: readonly number[] = Object.values(main);
    expect(Object.values(cpunet).filter((prefix) => mainNumbers.includes(prefix))).toEqual([]);
  });
});

describe('pruneAfterHeight', () => {
  it("is Bitcoin Core's: 100,000 on main, 1,000 elsewhere", () => {
    const heights = SHIPPED_NETWORKS.map((name) => [name, readShippedNetwork(name).pruneAfterHeight]);
    expect(Object.fromEntries(heights)).toMatchObject({ main: 100_000, regtest: 1000, signet: 1000 });
  });
});

describe('networkFromFile', () => {
  it('reads every number in its unit', () => {
    const { consensus, addresses } = parse(readFile('main'));
    expect(consensus.powLimit).toBe(2n ** 224n - 1n);
    expect(addresses.extPublicKey).toBe(0x0488b21e);
    expect(addresses.extSecretKey).toBe(0x0488ade4);
    expect(consensus.signetChallenge).toBeUndefined();
  });

  it('derives a signet’s magic from its challenge, unless the file gives one', () => {
    const file = readFile('signet');
    expect(parse(file).consensus.signetChallenge).toEqual(fromHex(file.signetChallenge ?? ''));
    expect(toHex(parse({ ...file, signetChallenge: '51' }).magic)).toBe('54d26fbd');
    expect(toHex(parse({ ...file, magic: '01020304' }).magic)).toBe('01020304');
  });

  it('reads an asert anchor’s bits', () => {
    const file = readFile('main');
    const anchor = { height: 0, bits: '1d00ffff', parentTime: file.genesis.time - 600 };
    const retarget = { rule: 'asert', targetSpacing: 600, halfLife: 172_800, anchor } as const;
    expect(parse({ ...file, retarget }).consensus.retarget).toEqual({
      ...retarget,
      anchor: { ...anchor, bits: 0x1d00ffff },
    });
  });

  it('rejects bad-network-file with every problem at once', () => {
    const file = readFile('main');
    const verdict = networkFromFile({ ...file, p2pPort: file.rpcPort, initialSubsidy: 6_000_000_000 });
    expect(verdict).toMatchObject({ ok: false, code: 'bad-network-file' });
    expect(verdict).toMatchObject({ debug: expect.stringMatching(/^p2pPort: .*; initialSubsidy: /) });
  });
});
