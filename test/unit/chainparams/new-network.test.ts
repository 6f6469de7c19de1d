import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { networkFromFile } from '../../../src/chainparams/network.ts';
import type { NetworkFile } from '../../../src/chainparams/network-file.ts';
import {
  buildNetworkFile,
  completeAnswers,
  formatNetworkFile,
  withSolvedGenesis,
} from '../../../src/chainparams/new-network.ts';
import { checkNetworkFileForm, shippedNetworkPath } from '../../../src/node/network-file-reader.ts';

const CPUNET_TEXT = readFileSync(shippedNetworkPath('cpunet'), 'utf8');
const CPUNET = JSON.parse(CPUNET_TEXT) as NetworkFile;

/** What cpunet's makers answered; all else follows from these. */
const CPUNET_ANSWERS = {
  name: 'cpunet',
  genesisTime: Date.UTC(2026, 10, 23) / 1000,
  message: '23/Nov/2026 cpunet: real proof of work, within reach of every CPU',
  rpcPort: 18543,
  p2pPort: 18544,
  bech32Hrp: 'cpu',
};

/** Easy enough that some nonce below a hundred solves it. */
const EASY = completeAnswers({ name: 'easy', genesisTime: 1_800_000_000, bits: '207fffff' });

function built(answers = EASY): NetworkFile {
  const verdict = buildNetworkFile(answers);
  if (!verdict.ok) throw new Error(verdict.debug);
  return verdict.value;
}

describe('buildNetworkFile', () => {
  it('makes cpunet’s own file, byte for byte', () => {
    const { time, nonce } = CPUNET.genesis;
    const solved = withSolvedGenesis(built(completeAnswers(CPUNET_ANSWERS)), { time, nonce });
    expect(solved.ok && formatNetworkFile(solved.value)).toBe(CPUNET_TEXT);
  });

  it('makes a file of the schema’s form that lacks nothing but work', () => {
    const file = built(completeAnswers({ name: 'my-net', genesisTime: 1_800_000_000 }));
    expect(checkNetworkFileForm(file)).toMatchObject({ ok: true });
    expect(networkFromFile(file)).toMatchObject({
      ok: false,
      debug: expect.stringMatching(/^genesis.nonce: /),
    });
  });

  it('rejects bad-network-file with the fields that are wrong', () => {
    const verdict = buildNetworkFile({ ...EASY, halfLife: 1, message: 'm'.repeat(92) });
    expect(verdict).toMatchObject({ ok: false, code: 'bad-network-file' });
    expect(verdict).toMatchObject({
      debug: expect.stringMatching(/^retarget.halfLife: .*; genesis.message: /),
    });
  });

  it('rejects bits that are no target', () => {
    expect(buildNetworkFile({ ...EASY, bits: '1d800001' })).toMatchObject({
      ok: false,
      debug: expect.stringMatching(/genesis.bits: 1d800001/),
    });
  });

  it('rejects a subsidy that no amount can say', () => {
    expect(buildNetworkFile({ ...EASY, initialSubsidy: 2 ** 60 })).toMatchObject({ ok: false });
  });
});

describe('withSolvedGenesis', () => {
  const file = built();
  const solutions = Array.from({ length: 100 }, (_, nonce) =>
    withSolvedGenesis(file, { time: EASY.genesisTime, nonce }),
  );

  it('takes a nonce that solves the block, and the file is then a network', () => {
    const solved = solutions.find((solution) => solution.ok);
    expect(solved?.ok && networkFromFile(solved.value)).toMatchObject({ ok: true, value: { name: 'easy' } });
  });

  it('rejects bad-network-file for a nonce that doesn’t', () => {
    const unsolved = solutions.find((solution) => !solution.ok);
    expect(unsolved).toMatchObject({
      code: 'bad-network-file',
      debug: expect.stringMatching(/^genesis.nonce: /),
    });
  });

  it('takes a time that has moved during the search', () => {
    const moved = Array.from({ length: 100 }, (_, nonce) =>
      withSolvedGenesis(file, { time: EASY.genesisTime + 1, nonce }),
    ).find((solution) => solution.ok);
    expect(moved?.ok && moved.value.genesis.time).toBe(EASY.genesisTime + 1);
  });
});

describe('completeAnswers', () => {
  const complete = (name: string, genesisTime = 1_800_000_000) => completeAnswers({ name, genesisTime });

  it('keeps what is given', () => {
    expect(completeAnswers(EASY)).toEqual(EASY);
  });

  it('scales the half-life and the future limit with the spacing', () => {
    const answers = completeAnswers({ name: 'slow', genesisTime: 0, targetSpacing: 600 });
    expect(answers).toMatchObject({ halfLife: 12_000, maxFutureBlockTime: 4_800 });
  });

  it('gives each name ports of its own, a pair below the ephemeral ones', () => {
    const ports = ['a', 'b', 'c', 'my-net'].map((name) => complete(name).rpcPort);
    expect(new Set(ports).size).toBe(4);
    for (const port of ports) {
      expect(port % 2).toBe(0);
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_000);
    }
    expect(complete('a').p2pPort).toBe(complete('a').rpcPort + 1);
    expect(completeAnswers({ name: 'a', genesisTime: 0, rpcPort: 1234 }).p2pPort).toBe(1235);
  });

  it('gives each birth a magic of its own, of bytes that are rare in text', () => {
    expect(complete('a').magic).toMatch(/^([89a-f][0-9a-f]){4}$/);
    expect(complete('a').magic).not.toBe(complete('b').magic);
    expect(complete('a').magic).not.toBe(complete('a', 1_800_000_001).magic);
  });

  it.each([
    ['my-net', 'mynet'],
    ['2nd-net', 'ndnet'],
    ['a-very-long-name', 'averylongn'],
    ['123', 'net'],
  ])('makes a bech32 prefix of the name %s', (name, hrp) => {
    expect(complete(name).bech32Hrp).toBe(hrp);
  });

  it('writes the day and the name into the genesis block', () => {
    expect(complete('my-net').message).toBe('2027-01-15 my-net');
  });
});
