import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkFromFile } from '../../../src/chainparams/network.ts';
import type { HashPool } from '../../../src/mining/ports.ts';
import { solveGenesis } from '../../../src/node/genesis-search.ts';
import { readNetworkFile } from '../../../src/node/network-file-reader.ts';
import {
  checkNotThere,
  completeFields,
  draftNetworkFile,
  type GivenFields,
  mineNetworkFile,
  writeNetworkFile,
} from '../../../src/node/new-network.ts';
import { NEW_NETWORK_FIELDS } from '../../../src/node/options/new-network-options.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

const birth = { name: 'ours', genesisTime: 1_800_000_000 };
/** So easy that a pool finds it at once. */
const EASY = { bits: '207fffff' };
const draft = (given: GivenFields) => draftNetworkFile(birth, completeFields(birth, given));
const listener = { onProgress() {}, onTrouble: (message: string) => expect.fail(message) };

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('completeFields', () => {
  it('has a value for every field', () => {
    const fields = completeFields(birth, {});
    for (const name of Object.keys(NEW_NETWORK_FIELDS)) expect(fields).toHaveProperty(name);
  });

  it('keeps what is given and derives the rest from it', () => {
    expect(completeFields(birth, { targetSpacing: 60, rpcPort: 1000, magic: undefined })).toMatchObject({
      targetSpacing: 60,
      halfLife: 1200,
      rpcPort: 1000,
      p2pPort: 1001,
      magic: completeFields(birth, {}).magic,
    });
  });
});

describe('draftNetworkFile', () => {
  it('writes each field to its place', () => {
    const given = {
      targetSpacing: 30,
      halfLife: 600,
      bits: '1f00ffff',
      initialSubsidy: 5_000_000_000,
      subsidyHalvingInterval: 210_000,
      coinbaseMaturity: 7,
      maxFutureBlockTime: 99,
      magic: '01020304',
      rpcPort: 1111,
      p2pPort: 2222,
      bech32Hrp: 'our',
      pubkeyHash: 1,
      scriptHash: 2,
      secretKey: 3,
      message: 'hello',
    };
    expect(draft(given)).toMatchObject({
      name: 'ours',
      magic: '01020304',
      rpcPort: 1111,
      p2pPort: 2222,
      addresses: { bech32Hrp: 'our', pubkeyHash: 1, scriptHash: 2, secretKey: 3 },
      genesis: { bits: '1f00ffff', message: 'hello', time: birth.genesisTime },
      retarget: { rule: 'asert-relative', targetSpacing: 30, halfLife: 600 },
      initialSubsidy: 5_000_000_000,
      subsidyHalvingInterval: 210_000,
      coinbaseMaturity: 7,
      maxFutureBlockTime: 99,
    });
  });

  it('knows the other retarget rules', () => {
    expect(draft({ retarget: 'asert', targetSpacing: 600, halfLife: 172_800 }).retarget).toEqual({
      rule: 'asert',
      targetSpacing: 600,
      halfLife: 172_800,
      anchor: { height: 0, bits: '1e0fffff', parentTime: birth.genesisTime - 600 },
    });
    expect(draft({ retarget: 'bitcoin', targetSpacing: 600, halfLife: 1 }).retarget).toMatchObject({
      rule: 'bitcoin',
      targetTimespan: 1_209_600,
    });
  });

  it.each<[GivenFields, string]>([
    [{ halfLife: 59 }, 'retarget.halfLife: 59 is not between 4 and 1000 times targetSpacing (60 to 15000)'],
    [{ initialSubsidy: 125_000_001 * 2 }, 'initialSubsidy: '],
    [{ rpcPort: 9, p2pPort: 9 }, 'p2pPort: 9 is also the rpcPort'],
    [
      { pubkeyHash: 5, scriptHash: 5 },
      'addresses: pubkeyHash, scriptHash and secretKey must be three different numbers',
    ],
    [{ bits: '00000000' }, 'powLimit'],
    [{ message: 'x'.repeat(101) }, 'genesis.message'],
  ])('refuses %j', (given, message) => {
    expect(() => draft(given)).toThrow(message);
  });

  it.each([
    ['regtest', 'regtest ships with the program'],
    ['wallets', 'wallets'],
    ['Ours', "'Ours' can't be the name"],
    ['../x', "'../x' can't be the name"],
    ['-x', "'-x' can't be the name"],
    ['x'.repeat(33), "can't be the name"],
  ])('refuses the name %s', (name, message) => {
    const named = { ...birth, name };
    expect(() => draftNetworkFile(named, completeFields(named, {}))).toThrow(message);
  });

  it('takes a name of 32 letters', () => {
    const named = { ...birth, name: 'x'.repeat(32) };
    expect(draftNetworkFile(named, completeFields(named, {})).name).toBe(named.name);
  });
});

describe('mineNetworkFile', () => {
  it.each(['asert-relative', 'asert', 'bitcoin'] as const)(
    'makes a network that a node can run (%s)',
    async (retarget) => {
      const path = join(folder.path, 'ours.json');
      writeNetworkFile(path, await mineNetworkFile(draft({ ...EASY, retarget }), listener), false);
      const network = readNetworkFile(path);
      expect(network).toMatchObject({
        name: 'ours',
        mineByDefault: true,
        consensus: { retarget: { rule: retarget } },
      });
    },
  );
});

describe('solveGenesis', () => {
  /** A pool that claims to have found every header of a unit's first nonce, after `skip` units. */
  function claimingPool(skip: number): HashPool & { readonly paused: () => boolean } {
    let paused = false;
    return {
      threads: 1,
      kernel: 'claiming',
      bestVersions: 1,
      search(source, onFound) {
        for (let i = 0; i < skip; i++) source.nextUnit();
        const unit = source.nextUnit();
        if (unit) onFound(unit.header);
      },
      pause: () => {
        paused = true;
      },
      resize: () => {},
      counts: () => ({ perThread: [0] }),
      close: async () => {},
      paused: () => paused,
    };
  }

  it('never trusts a thread', async () => {
    const pool = claimingPool(0);
    await expect(solveGenesis(draft({ bits: '1d00ffff' }), pool, () => {})).rejects.toThrow(InvariantError);
    expect(pool.paused()).toBe(true);
  });

  it('goes on a second later when the nonces are used up', async () => {
    const times: number[] = [];
    const units = 2 ** 8;
    const pool: HashPool = {
      ...claimingPool(0),
      search(source, onFound) {
        const nonces = new Set<number>();
        for (let i = 0; i < units; i++) {
          const unit = source.nextUnit();
          if (unit) nonces.add(unit.firstNonce + 2 ** 32 * timeOf(unit.header));
        }
        expect(nonces.size).toBe(units);
        const next = source.nextUnit();
        if (next) {
          times.push(timeOf(next.header));
          onFound(next.header);
        }
      },
    };
    await solveGenesis(draft({ bits: '1d00ffff' }), pool, () => {}).catch(() => {});
    expect(times).toEqual([birth.genesisTime + 1]);
  });
});

describe('writeNetworkFile', () => {
  it('replaces a file only where asked to', async () => {
    const path = join(folder.path, 'ours.json');
    const file = await mineNetworkFile(draft(EASY), listener);
    checkNotThere(path);
    writeNetworkFile(path, file, false);
    expect(networkFromFile(JSON.parse(readFileSync(path, 'utf8'))).ok).toBe(true);
    expect(() => checkNotThere(path)).toThrow(
      `${path} is there already; another NAME makes another file, -force replaces it`,
    );
    expect(() => writeNetworkFile(path, file, false)).toThrow(`${path} can't be written (EEXIST`);
    writeNetworkFile(path, { ...file, coinbaseMaturity: 5 }, true);
    expect(readNetworkFile(path).consensus.coinbaseMaturity).toBe(5);
    expect(existsSync(`${path}.tmp`)).toBe(false);
  });
});

/** The time in a serialized header. */
function timeOf(header: Uint8Array): number {
  return Buffer.from(header).readUInt32LE(68);
}
