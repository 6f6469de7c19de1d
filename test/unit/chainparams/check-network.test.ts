import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkProblems, rulesProblems } from '../../../src/chainparams/check-network.ts';
import type { NetworkFile } from '../../../src/chainparams/network-file.ts';
import { shippedNetworkPath } from '../../../src/node/network-file-reader.ts';

const CPUNET = JSON.parse(readFileSync(shippedNetworkPath('cpunet'), 'utf8')) as NetworkFile;
const MAIN = JSON.parse(readFileSync(shippedNetworkPath('main'), 'utf8')) as NetworkFile;

/** The one problem of cpunet's file after a change; '' where there is none. */
function problemOf(change: Partial<NetworkFile>, file = CPUNET): string {
  const problems = networkProblems({ ...file, ...change });
  expect(problems.length).toBeLessThanOrEqual(1);
  return problems[0] ?? '';
}

const withRelative = (targetSpacing: number, halfLife: number): Partial<NetworkFile> => ({
  retarget: { rule: 'asert-relative', targetSpacing, halfLife },
});

const withBitcoin = (targetSpacing: number, targetTimespan: number): Partial<NetworkFile> => ({
  retarget: {
    rule: 'bitcoin',
    targetSpacing,
    targetTimespan,
    allowMinDifficultyBlocks: false,
    noRetargeting: false,
    enforceBip94: false,
  },
});

const withAnchor = (height: number, bits: string, parentTime: number): Partial<NetworkFile> => ({
  retarget: { rule: 'asert', targetSpacing: 15, halfLife: 300, anchor: { height, bits, parentTime } },
});

describe('networkProblems', () => {
  it('finds none in a file that is right', () => {
    expect(networkProblems(CPUNET)).toEqual([]);
    expect(networkProblems(MAIN)).toEqual([]);
  });

  it('asks for a magic, unless a signet challenge gives one', () => {
    const { magic: _, ...without } = CPUNET;
    expect(networkProblems(without)).toEqual([expect.stringMatching(/^magic: missing; give 4 bytes/)]);
    expect(networkProblems({ ...without, signetChallenge: '51' })).toEqual([]);
  });

  it('asks for a name and a bit of its own for each fork, and none of those that need no signals', () => {
    const [testdummy] = MAIN.deployments ?? [];
    if (!testdummy) throw new Error('main has a deployment');
    const problemAt = (...deployments: NonNullable<NetworkFile['deployments']>) => problemOf({ deployments });
    const other = { ...testdummy, name: 'other', bit: 1 };
    expect(problemAt(testdummy, other)).toBe('');
    expect(problemAt(testdummy, { ...other, bit: 28 })).toMatch(/^deployments\/1: its name or its bit/);
    expect(problemAt(testdummy, { ...other, name: 'testdummy' })).toMatch(
      /^deployments\/1: its name or its bit/,
    );
    expect(problemAt({ ...other, name: 'segwit' })).toMatch(/^deployments\/0: its name or its bit/);
  });

  it('asks for a threshold that a period can reach', () => {
    const [testdummy] = MAIN.deployments ?? [];
    if (!testdummy) throw new Error('main has a deployment');
    const withThreshold = (threshold: number) => [{ ...testdummy, period: 100, threshold }];
    expect(problemOf({ deployments: withThreshold(100) })).toBe('');
    expect(problemOf({ deployments: withThreshold(101) })).toBe(
      'deployments/0.threshold: 101 signals never come in a period of 100 blocks',
    );
    const unknownRules = { period: 100, threshold: 101, fromHeight: 0 };
    expect(problemOf({ unknownRules })).toMatch(/^unknownRules.threshold: 101 signals never come/);
  });

  it('asks for two different ports', () => {
    expect(problemOf({ p2pPort: CPUNET.rpcPort })).toMatch(/^p2pPort: 18543 is also the rpcPort/);
  });

  it.each(['pubkeyHash', 'scriptHash'] as const)('asks for a %s that private keys don’t have', (field) => {
    const addresses = { ...CPUNET.addresses, [field]: CPUNET.addresses.secretKey };
    expect(problemOf({ addresses })).toMatch(/^addresses: pubkeyHash, scriptHash and secretKey must be/);
  });

  it('asks for different prefixes of extended keys, whatever their case', () => {
    const addresses = { ...CPUNET.addresses, extPublicKey: 'aabbccdd', extSecretKey: 'AABBCCDD' };
    expect(problemOf({ addresses })).toMatch(/^addresses: extPublicKey and extSecretKey/);
  });

  it('refuses a powLimit of 0', () => {
    expect(networkProblems({ ...CPUNET, powLimit: '0'.repeat(64) })).toContainEqual(
      expect.stringMatching(/^powLimit: no hash is ever at or below 0/),
    );
  });

  it('takes a supply of exactly 21 million coins and refuses the next one', () => {
    const exact = { initialSubsidy: 5_000_000_007, subsidyHalvingInterval: 210_000 };
    expect(problemOf(exact)).toBe('');
    expect(problemOf({ ...exact, initialSubsidy: 5_000_000_008 })).toMatch(
      /^initialSubsidy: with a halving every 210000 blocks it would pay out 2100000000840000 satoshis in all, at most 21/,
    );
  });

  it('asks for a half-life of 4 to 1000 spacings', () => {
    expect(problemOf(withRelative(15, 60))).toBe('');
    expect(problemOf(withRelative(15, 59))).toMatch(/^retarget.halfLife: 59 is not between 4 and 1000 times/);
    expect(problemOf(withRelative(15, 15_000))).toBe('');
    expect(problemOf(withRelative(15, 15_001))).toMatch(/^retarget.halfLife: 15001/);
  });

  it('asks for a period of at least two whole blocks', () => {
    expect(problemOf(withBitcoin(600, 1200))).toBe('');
    expect(problemOf(withBitcoin(600, 600))).toMatch(/^retarget.targetTimespan: 600 is not a multiple/);
    expect(problemOf(withBitcoin(600, 1201))).toMatch(/^retarget.targetTimespan: 1201 is not a multiple/);
  });

  it('asks an anchor at genesis to have its bits and a parent no later', () => {
    const { time } = CPUNET.genesis;
    expect(problemOf(withAnchor(0, '1e0fffff', time))).toBe('');
    expect(problemOf(withAnchor(0, '1e0fffff', time + 1))).toMatch(/^retarget.anchor.parentTime: .* at most/);
    expect(problemOf(withAnchor(0, '1e0ffffe', time))).toMatch(
      /^retarget.anchor.bits: the anchor is the genesis/,
    );
  });

  it('asks a later anchor to have a parent no earlier than genesis, and bits within the limit', () => {
    const { time } = CPUNET.genesis;
    expect(problemOf(withAnchor(1, '1d00ffff', time))).toBe('');
    expect(problemOf(withAnchor(1, '1d00ffff', time - 1))).toMatch(
      /^retarget.anchor.parentTime: .* at least/,
    );
    expect(problemOf(withAnchor(1, '1e100000', time))).toMatch(
      /^retarget.anchor.bits: 1e100000 is no target/,
    );
  });

  it('asks for a message or a script, not both or neither', () => {
    const { message: _, ...without } = CPUNET.genesis;
    const both = { ...CPUNET.genesis, coinbaseScriptSig: '0102' };
    expect(problemOf({ genesis: without })).toMatch(/^genesis: give either message or coinbaseScriptSig/);
    expect(problemOf({ genesis: both })).toMatch(/^genesis: give either message or coinbaseScriptSig/);
  });

  it('asks for a coinbase script of 2 to 100 bytes', () => {
    const { message: _, ...without } = CPUNET.genesis;
    const lengthProblems = (size: number) =>
      rulesProblems({ ...CPUNET, genesis: { ...without, coinbaseScriptSig: '00'.repeat(size) } });
    expect(lengthProblems(2)).toEqual([]);
    expect(lengthProblems(1)).toEqual([expect.stringMatching(/^genesis.coinbaseScriptSig: .* of 1 bytes/)]);
    expect(lengthProblems(100)).toEqual([]);
    expect(lengthProblems(101)).toEqual([
      expect.stringMatching(/^genesis.coinbaseScriptSig: .* of 101 bytes/),
    ]);
    // 7 bytes of numbers and 2 of the push leave 91 for the message.
    const messageProblems = (size: number) =>
      rulesProblems({ ...CPUNET, genesis: { ...without, message: 'm'.repeat(size) } });
    expect(messageProblems(91)).toEqual([]);
    expect(messageProblems(92)).toEqual([expect.stringMatching(/^genesis.message: .* of 101 bytes/)]);
  });

  it('refuses genesis bits above the limit', () => {
    const powLimit = CPUNET.powLimit.replace('fffff', 'ffffe');
    expect(problemOf({ powLimit })).toMatch(/^genesis.bits: 1e0fffff is no target from 1 to powLimit/);
  });

  it('refuses a genesis block with another hash than the file says, and shows both', () => {
    const genesis = { ...CPUNET.genesis, time: CPUNET.genesis.time + 1 };
    expect(problemOf({ genesis })).toMatch(
      new RegExp(`^genesis.hash: .* the hash [0-9a-f]{64}, the file says ${CPUNET.genesis.hash}$`),
    );
  });

  it('takes the hash in capital letters', () => {
    expect(problemOf({ genesis: { ...CPUNET.genesis, hash: CPUNET.genesis.hash.toUpperCase() } })).toBe('');
  });

  it('refuses a genesis block without its work, but not while only the rules are looked at', () => {
    const unsolved = { ...CPUNET, genesis: { ...CPUNET.genesis, nonce: 0, hash: '00'.repeat(32) } };
    const [problem = ''] = networkProblems(unsolved);
    const got = /the hash ([0-9a-f]{64})/.exec(problem)?.[1] ?? '';
    expect(problemOf({ genesis: { ...unsolved.genesis, hash: got } })).toMatch(
      /^genesis.nonce: .* solve the block first/,
    );
    expect(rulesProblems(unsolved)).toEqual([]);
  });
});
