import { describe, expect, it } from 'vitest';
import { rollableBits } from '../../../../../src/mining/version-rolling.ts';
import { type Block, serializeBlock } from '../../../../../src/primitives/block.ts';
import { serializeHeader } from '../../../../../src/primitives/block-header.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { makeTransaction } from '../../../../../src/primitives/tx.ts';
import { toHex } from '../../../../../src/util/bytes.ts';
import { buildBlock, GENESIS } from '../../../../helpers/chain-builder.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcOnChain, TEST_ADDRESS } from '../../../../helpers/rpc-on-chain.ts';
import { TEST_TIME } from '../../../../helpers/test-chain.ts';

const hexOf = (block: ReturnType<typeof buildBlock>): string => toHex(serializeBlock(block));

describe('generateToAddress', () => {
  it('answers the hashes, upwards', async () => {
    const { call } = await createRpcOnChain();
    const hashes = (await call('generatetoaddress', 3, TEST_ADDRESS)) as string[];
    expect(hashes).toHaveLength(3);
    expect(await call('getbestblockhash')).toBe(hashes[2]);
  });

  it.each(['', 'nonsense', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'])(
    'refuses the address "%s"',
    async (address) => {
      const { refusal } = await createRpcOnChain();
      expect(await refusal('generatetoaddress', 1, address)).toBe('-5 Error: Invalid address');
    },
  );
});

describe('submitBlock', () => {
  it('answers null where the block is the new tip', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('submitblock', hexOf(buildBlock(GENESIS)))).toBeNull();
  });

  it('does not look at what follows the block', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('submitblock', `${hexOf(buildBlock(GENESIS))}00ff`)).toBeNull();
  });

  it('takes a version with any of the bits rolled that may be', async () => {
    const { call } = await createRpcOnChain();
    let parent: Parameters<typeof buildBlock>[0] = GENESIS;
    for (const rolled of [0x2000, 0x1fffe000 & ~(1 << 28), rollableBits(REGTEST.consensus)]) {
      const block = buildBlock(parent, { header: { version: (0x20000000 ^ rolled) >>> 0 } });
      expect(await call('submitblock', hexOf(block))).toBeNull();
      parent = block;
    }
  });

  it('answers duplicate the second time', async () => {
    const { call } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    await call('submitblock', hexOf(block));
    expect(await call('submitblock', hexOf(block))).toBe('duplicate');
  });

  it('answers inconclusive on a branch', async () => {
    const { call } = await createRpcOnChain();
    await call('submitblock', hexOf(buildBlock(GENESIS, { tag: 1 })));
    expect(await call('submitblock', hexOf(buildBlock(GENESIS, { tag: 2 })))).toBe('inconclusive');
  });

  it('answers duplicate-invalid where it was refused before', async () => {
    const { call } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    await call('submitblock', hexOf(block));
    await call('invalidateblock', displayHash(block.hash));
    expect(await call('submitblock', hexOf(block))).toBe('duplicate-invalid');
  });

  it('puts the reserved value in where the miner left it out, once segwit is active', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    const [coinbase] = block.transactions;
    if (!coinbase) throw new Error('a coinbase');
    const inputs = coinbase.inputs.map((input) => ({ ...input, witness: [] }));
    const stripped = { ...block, transactions: [makeTransaction({ ...coinbase, inputs })] };
    expect(await chainstate.submitBlock(stripped)).toMatchObject({ code: 'bad-witness-nonce-size' });
    expect(await call('submitblock', hexOf(stripped))).toBeNull();
  });

  it("answers in Core's words where a rule is broken", async () => {
    const { call } = await createRpcOnChain();
    const orphan = buildBlock(buildBlock(GENESIS));
    expect(await call('submitblock', hexOf(orphan))).toBe('prev-blk-not-found');
    const early = buildBlock(GENESIS, { time: GENESIS.header.time });
    expect(await call('submitblock', hexOf(early))).toBe('time-too-old');
  });

  it.each(['', 'zz', '00', 'abc'])('refuses "%s"', async (text) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('submitblock', text)).toBe('-22 Block decode failed');
  });
});

describe('getBlockTemplate', () => {
  it('wants the segwit rule to be known', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblocktemplate')).toMatch(/^-1 getblocktemplate/);
    expect(await refusal('getblocktemplate', { rules: 'segwit' })).toBe(
      '-8 getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})',
    );
  });

  it('refuses another mode', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblocktemplate', { rules: [5] })).toBe(
      '-3 JSON value of type number is not of expected type string',
    );
    for (const mode of ['nonsense', 5]) {
      expect(await refusal('getblocktemplate', { mode, rules: ['segwit'] })).toBe('-8 Invalid mode');
    }
  });

  it('passes over what has another type than is meant', async () => {
    const { call } = await createRpcOnChain();
    const request = { mode: null, rules: ['segwit'], capabilities: 5 };
    expect(await call('getblocktemplate', request)).toMatchObject({ height: 1 });
  });

  it('describes the next block', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('getblocktemplate', { rules: ['segwit'] })).toMatchObject({
      height: 1,
      previousblockhash: await call('getbestblockhash'),
      bits: '207fffff',
      curtime: TEST_TIME,
      coinbasevalue: 50e8,
      rules: ['csv', '!segwit', 'taproot'],
      transactions: [],
      // The commitment to no witness but the coinbase's own.
      default_witness_commitment:
        '6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9',
    });
  });
});

describe('getNetworkHashPs', () => {
  it('is work by time', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const first = buildBlock(GENESIS);
    const second = buildBlock(first, { time: first.header.time + 100 });
    for (const block of [first, second]) await chainstate.submitBlock(block);
    expect(await call('getnetworkhashps', 1)).toBe(2 / 100);
    expect(await call('getnetworkhashps', 120, 0)).toBe(0);
  });

  it.each([0, -2])('refuses %i blocks', async (blocks) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getnetworkhashps', blocks)).toBe(
      '-8 Invalid nblocks. Must be a positive number or -1.',
    );
  });

  it.each([1, -2])('refuses the height %i', async (height) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getnetworkhashps', 120, height)).toBe(
      '-8 Block does not exist at specified height',
    );
  });
});

describe('submitHeader', () => {
  const headerHex = ({ header }: Block) => toHex(serializeHeader(header));

  it('answers null where the header is accepted, also a second time', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    expect(await call('submitheader', headerHex(block))).toBeNull();
    expect(await call('submitheader', headerHex(block))).toBeNull();
    expect(chainstate.bestHeader().hash).toEqual(block.hash);
    expect(chainstate.tip().height).toBe(0);
  });

  it('takes the header of a whole block', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    expect(await call('submitheader', hexOf(block))).toBeNull();
    expect(chainstate.find(block.hash)).toMatchObject({ height: 1, txCount: 0 });
  });

  it.each(['', 'xx', '00', '00'.repeat(79)])('refuses what is no header: %j', async (text) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('submitheader', text)).toBe('-22 Block header decode failed');
  });

  it('asks for the parent first', async () => {
    const { refusal } = await createRpcOnChain();
    const first = buildBlock(GENESIS);
    expect(await refusal('submitheader', headerHex(buildBlock(first)))).toBe(
      `-25 Must submit previous header (${displayHash(first.hash)}) first`,
    );
  });

  it.each([
    ['bad-diffbits', { header: { bits: 0x207ffffe } }],
    ['time-too-old', { time: GENESIS.header.time }],
    ['time-too-new', { time: TEST_TIME + 7201 }],
    ['bad-version(0x00000001)', { header: { version: 1 } }],
  ] as const)('says %s', async (code, options) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('submitheader', headerHex(buildBlock(GENESIS, options)))).toBe(`-25 ${code}`);
  });
});

describe('getHashRate', () => {
  it('has no figures where blocks are made at a fixed pace', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('gethashrate')).toEqual({
      generate: false,
      state: 'stopped',
      hashrate: { '10s': null, '60s': null, '15m': null },
      hashes: 0,
      found: { accepted: 0, stale: 0, rejected: 0 },
      luck: null,
      versionrolling: { mask: '00000000', versions: 1 },
      threads: [],
    });
  });
});

describe('setGenerate', () => {
  it('starts and stops the miner', async () => {
    const { call } = await createRpcOnChain();
    await call('setgenerate', true);
    expect(await call('getmininginfo')).toMatchObject({ generate: true, state: 'mining' });
    await call('setgenerate', false);
    expect(await call('getmininginfo')).toMatchObject({ generate: false, state: 'stopped' });
  });

  it.each([0, -2, 1025])('refuses %i threads', async (threads) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('setgenerate', true, threads)).toBe(
      `-8 genproclimit must be -1 or a number of threads from 1 to 1024, not ${threads}`,
    );
  });
});

describe('setMockTime', () => {
  it('freezes the clock', async () => {
    const { call, clock } = await createRpcOnChain();
    await call('setmocktime', TEST_TIME + 5);
    expect(clock.nowSeconds()).toBe(TEST_TIME + 5);
  });

  it('refuses a time before 1970', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('setmocktime', -1)).toBe(
      '-8 Mocktime must be in the range [0, 4294967295], not -1.',
    );
  });
});
