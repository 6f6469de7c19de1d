import { describe, expect, it } from 'vitest';
import { type Block, decodeBlock, serializeBlock } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { buildBlock, type ParentBlock } from '../helpers/chain-builder.ts';
import { type Daemon, startDaemon, temporaryDatadir } from '../helpers/daemon.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';
import { SIGNET_BLOCKS } from '../helpers/signet.ts';

/** Each network that ships, run by the daemon; and networks whose rules options change. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const REGTEST_ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const SIGNET_ADDRESS = 'tb1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq0l98cr';

const SIGNET_CHALLENGE =
  '512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae';
/** The same keys, but both must sign. */
const BOTH_MUST_SIGN = `52${SIGNET_CHALLENGE.slice(2)}`;

const submit = ({ call }: Daemon, block: Block): Promise<string | null> =>
  call('submitBlock', [toHex(serializeBlock(block))]);

/** Starts the program with each of these, which it must refuse. @returns what it said on stderr */
function refusals(starts: readonly (readonly string[])[]): Promise<readonly string[]> {
  return Promise.all(
    starts.map(async (args) => {
      const { status, stderr } = await runNonced([`-datadir=${temporaryDatadir()}`, ...args]);
      expect(status).toBe(1);
      return stderr;
    }),
  );
}

/** The version of a block that signals what nobody knows. */
const UNKNOWN_SIGNAL = 0x20000008;

/** The daemon's tip, to build on. */
async function tipOf({ call }: Daemon): Promise<ParentBlock> {
  const hash = await call<string>('getBestBlockHash');
  const block = decodeBlock(expectDefined(fromHex(await call('getBlock', [hash, 0])), 'hex'));
  if (!block.ok) throw new Error(block.debug);
  return { ...block.value, height: await call('getBlockCount') };
}

const buried = (heights: readonly number[], active: boolean) => {
  const names = ['bip34', 'bip66', 'bip65', 'csv', 'segwit'];
  return Object.fromEntries(
    names.map((name, i) => [name, { type: 'buried', active, height: heights[i] ?? 0 }]),
  );
};

const TESTDUMMY_DEFINED = {
  type: 'bip9',
  active: false,
  bip9: {
    start_time: 0,
    timeout: 2 ** 63,
    min_activation_height: 0,
    status: 'defined',
    since: 0,
    status_next: 'defined',
  },
};

describe('the daemon', () => {
  const EVERY_RULE_AT_1 = buried([1, 1, 1, 1, 1], true);

  it.each([
    [
      'main',
      '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
      buried([227_931, 363_725, 388_381, 419_328, 481_824], false),
    ],
    ['testnet4', '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043', EVERY_RULE_AT_1],
    ['signet', '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6', EVERY_RULE_AT_1],
    [
      'regtest',
      '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
      { ...buried([1, 1, 1, 1, 0], true), testdummy: TESTDUMMY_DEFINED },
    ],
    ['cpunet', '00000fd84df4efbac9f891a552f5dd356591b408f68483307d841708cf89bfed', EVERY_RULE_AT_1],
  ] as const)('runs %s', { timeout: TIMEOUT_MS }, async (name, genesis, deployments) => {
    const daemon = await startDaemon({
      network: `-${name}`,
      // The main network's data lie in the datadir itself.
      ...(name === 'main' && { networkName: '.' }),
      args: ['-mine=0'],
    });
    const info = await daemon.call<object>('getBlockchainInfo');
    expect(info).toMatchObject({
      chain: name,
      blocks: 0,
      headers: 0,
      bestblockhash: genesis,
      initialblockdownload: true,
      warnings: [],
    });
    const challenge = name === 'signet' ? { signet_challenge: SIGNET_CHALLENGE } : {};
    expect(Object.entries(info).filter(([field]) => field === 'signet_challenge')).toEqual(
      Object.entries(challenge),
    );
    expect(await daemon.call('getMiningInfo')).toMatchObject({ chain: name, ...challenge });
    const { script_flags, ...rest } = await daemon.call<{ script_flags: string[] }>('getDeploymentInfo');
    expect(rest).toEqual({ hash: genesis, height: 0, deployments });
    expect(script_flags).toEqual(expect.arrayContaining(['P2SH', 'TAPROOT', 'WITNESS']));
    await daemon.stop();
  });
});

describe('signet', () => {
  it('takes its real blocks, and keeps them', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const daemon = await startDaemon({ network: '-signet', datadir });
    expect(daemon.log()).toContain('Signet derived magic (message start): 0a03cf40');
    for (const block of SIGNET_BLOCKS) expect(await submit(daemon, block)).toBe(null);
    await expect(daemon.call('generateToAddress', [1, SIGNET_ADDRESS])).rejects.toThrow(
      /^generateToAddress: error -1: Can't mine: blocks of this signet must be signed/,
    );
    await daemon.stop();
    const again = await startDaemon({ network: '-signet', datadir });
    const tip = expectDefined(SIGNET_BLOCKS.at(-1), 'a block');
    expect(await again.call('getBestBlockHash')).toBe(displayHash(tip.hash));
    await again.stop();
  });

  it('of another challenge refuses them', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startDaemon({ network: '-signet', args: [`-signetchallenge=${BOTH_MUST_SIGN}`] });
    expect(await submit(daemon, expectDefined(SIGNET_BLOCKS[0], 'a block'))).toBe('bad-signet-blksig');
    expect(await daemon.call('getBlockchainInfo')).toMatchObject({
      chain: 'signet',
      signet_challenge: BOTH_MUST_SIGN,
    });
    await daemon.stop();
  });

  it('of OP_TRUE is mined by anyone', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startDaemon({ network: '-signet', args: ['-signetchallenge=51'] });
    expect(await daemon.call('getBlockTemplate', [{ rules: ['segwit', 'signet'] }])).toMatchObject({
      height: 1,
      signet_challenge: '51',
    });
    // Its work is real: some four million hashes for a block.
    await daemon.call('setGenerate', [true]);
    await expect.poll(() => daemon.call('getBlockCount'), { interval: 100 }).toBeGreaterThanOrEqual(1);
    await daemon.stop();
  });

  it('says what is wrong with a challenge', { timeout: TIMEOUT_MS }, async () => {
    const abc = '-signetchallenge=abc';
    const said = await refusals([
      ['-signet', abc],
      ['-signet', abc, abc],
      ['-regtest', '-signetchallenge=51'],
      ['-signet', '-mine'],
    ]);
    expect(said).toEqual([
      "Error: -signetchallenge must be hex, not 'abc'.\n",
      'Error: -signetchallenge cannot be multiple values.\n',
      "Error: -signetchallenge=51 can't be used on regtest, only on signet\n",
      expect.stringMatching(/^Error: -mine can't be used on signet: .*BIP325/),
    ]);
  });
});

describe('regtest with other rules', () => {
  it('activates forks at the heights that are asked for', { timeout: TIMEOUT_MS }, async () => {
    const heights = ['bip34@2', 'dersig@3', 'cltv@4', 'csv@5', 'segwit@6'];
    const daemon = await startDaemon({
      network: '-regtest',
      args: [
        ...heights.map((text) => `-testactivationheight=${text}`),
        '-vbparams=testdummy:-1:9223372036854775807',
        '-minimumchainwork=0x0a',
      ],
    });
    await daemon.call('generateToAddress', [3, REGTEST_ADDRESS]);
    const { deployments, script_flags } = await daemon.call<{
      deployments: Record<string, object>;
      script_flags: readonly string[];
    }>('getDeploymentInfo');
    expect(deployments).toMatchObject({
      bip34: { active: true, height: 2 },
      bip66: { active: true, height: 3 },
      bip65: { active: true, height: 4 },
      csv: { active: false, height: 5 },
      segwit: { active: false, height: 6 },
      testdummy: { active: true, height: 0, bip9: { start_time: -1, status: 'active' } },
    });
    expect(script_flags).toEqual(['DERSIG', 'P2SH', 'TAPROOT', 'WITNESS']);
    expect(await daemon.call('getBlockchainInfo')).toMatchObject({ initialblockdownload: true });
    const template = await daemon.call<object>('getBlockTemplate', [{ rules: ['segwit'] }]);
    expect(template).toMatchObject({
      rules: ['csv', 'testdummy'],
      vbavailable: {},
      vbrequired: 0,
      sigoplimit: 20_000,
      sizelimit: 1_000_000,
    });
    expect(template).not.toHaveProperty('weightlimit');
    // Each block proves two hashes; the fifth with the genesis block has ten.
    await daemon.call('generateToAddress', [3, REGTEST_ADDRESS]);
    expect(await daemon.call('getBlockchainInfo')).toMatchObject({ initialblockdownload: false });
    await daemon.stop();
  });

  it('warns of rules that it does not know', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const daemon = await startDaemon({ network: '-regtest', datadir });
    const generate = (node: Daemon, count: number) =>
      node.call<string[]>('generateToAddress', [count, REGTEST_ADDRESS]);
    const warnings = async ({ call }: Daemon) => {
      const [chain, mining] = [await call('getBlockchainInfo'), await call('getMiningInfo')];
      return [chain, mining].map((info) => (info as { warnings: readonly string[] }).warnings);
    };
    await generate(daemon, 143);
    let tip = await tipOf(daemon);
    for (let i = 0; i < 108; i++) {
      const block = buildBlock(tip, { time: tip.header.time + 1, header: { version: UNKNOWN_SIGNAL } });
      expect(await submit(daemon, block)).toBe(null);
      tip = block;
    }
    await generate(daemon, 36);
    expect(await warnings(daemon)).toEqual([[], []]);
    expect(daemon.log()).toMatch(/Unknown new rules are locked in .*\(versionbit 3\)/);
    await generate(daemon, 144);
    const warning = ['Unknown new rules activated (versionbit 3)'];
    expect(await warnings(daemon)).toEqual([warning, warning]);
    await daemon.stop();
    const again = await startDaemon({ network: '-regtest', datadir });
    expect(await warnings(again)).toEqual([warning, warning]);
    await again.stop();
  });

  it('says what is wrong in the words of Bitcoin Core', { timeout: TIMEOUT_MS }, async () => {
    const said = await refusals([
      ['-regtest', '-testactivationheight=name@2'],
      ['-regtest', '-testactivationheight=bip34@-2'],
      ['-regtest', '-testactivationheight='],
      ['-regtest', '-minimumchainwork=test'],
      ['-main', '-testactivationheight=csv@2'],
    ]);
    expect(said).toEqual([
      'Error: Invalid name (name@2) for -testactivationheight=name@height.\n',
      'Error: Invalid height value (bip34@-2) for -testactivationheight=name@height.\n',
      'Error: Invalid format () for -testactivationheight=name@height.\n',
      'Error: Invalid minimum work specified (test), must be up to 64 hex digits\n',
      "Error: -testactivationheight=csv@2 can't be used on main, only on test chains such as regtest\n",
    ]);
  });
});
