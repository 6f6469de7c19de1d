import { describe, expect, it } from 'vitest';
import { serializeBlock } from '../../../../../src/primitives/block.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { toHex } from '../../../../../src/util/bytes.ts';
import { buildBlock, GENESIS } from '../../../../helpers/chain-builder.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcOnChain, TEST_ADDRESS } from '../../../../helpers/rpc-on-chain.ts';

const GENESIS_HASH = displayHash(REGTEST.genesis.hash);
const NO_HASH = '00'.repeat(32);

describe('getBlockchainInfo', () => {
  it('tells of the tip', async () => {
    const { call } = await createRpcOnChain();
    await call('generatetoaddress', 2, TEST_ADDRESS);
    expect(await call('getblockchaininfo')).toMatchObject({
      chain: 'regtest',
      blocks: 2,
      headers: 2,
      bestblockhash: await call('getbestblockhash'),
      bits: '207fffff',
      difficulty: 4.656542373906925e-10,
      verificationprogress: 1,
      chainwork: '6'.padStart(64, '0'),
      pruned: false,
    });
  });
});

describe('getBlockHash', () => {
  it('gives the hash of a height', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('getblockhash', 0)).toBe(GENESIS_HASH);
  });

  it.each([-1, 1])('refuses the height %i', async (height) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblockhash', height)).toBe('-8 Block height out of range');
  });
});

describe('getBlock', () => {
  it('takes a hash or a height', async () => {
    const { call } = await createRpcOnChain();
    expect(await call('getblock', 0)).toEqual(await call('getblock', GENESIS_HASH));
  });

  it.each([0, false])('gives the bytes with verbosity %s', async (verbosity) => {
    const { call } = await createRpcOnChain();
    expect(await call('getblock', GENESIS_HASH, verbosity)).toBe(toHex(serializeBlock(REGTEST.genesis)));
  });

  it('gives ids with verbosity 1 and whole transactions with 2', async () => {
    const { call } = await createRpcOnChain();
    await call('generatetoaddress', 1, TEST_ADDRESS);
    const ids = (await call('getblock', 1)) as { tx: string[] };
    const whole = (await call('getblock', 1, 2)) as { tx: { txid: string; vout: object[] }[] };
    expect(whole.tx.map(({ txid }) => txid)).toEqual(ids.tx);
    expect(whole.tx[0]?.vout[0]).toMatchObject({ value: 50, scriptPubKey: { address: TEST_ADDRESS } });
  });

  it.each([
    ['an unknown hash', NO_HASH, '-5 Block not found'],
    ['a height above the tip', 1, '-8 Target block height 1 after current tip 0'],
    ['a height below 0', -1, '-8 Target block height -1 is negative'],
  ])('refuses %s', async (_name, block, refused) => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblock', block)).toBe(refused);
  });

  it('says so where only the header is known', async () => {
    const { chainstate, refusal } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    await chainstate.submitHeader(block.header);
    expect(await refusal('getblock', displayHash(block.hash))).toBe(
      '-1 Block not available (not fully downloaded)',
    );
  });
});

describe('getBlockHeader', () => {
  it('knows the neighbours', async () => {
    const { call } = await createRpcOnChain();
    const [first, second, third] = (await call('generatetoaddress', 3, TEST_ADDRESS)) as string[];
    expect(await call('getblockheader', second)).toMatchObject({
      height: 2,
      confirmations: 2,
      previousblockhash: first,
      nextblockhash: third,
      nTx: 1,
    });
  });

  it('counts no confirmations off the best chain', async () => {
    const { call } = await createRpcOnChain();
    const [hash] = (await call('generatetoaddress', 1, TEST_ADDRESS)) as string[];
    await call('invalidateblock', hash);
    expect(await call('getblockheader', hash)).toMatchObject({ confirmations: -1 });
  });
});

describe('getChainTips', () => {
  it('tells the state of every branch', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const active = buildBlock(GENESIS, { tag: 1 });
    const above = buildBlock(active);
    const fork = buildBlock(GENESIS, { tag: 2 });
    for (const block of [active, above, fork]) await chainstate.submitBlock(block);
    const headersOnly = buildBlock(GENESIS, { tag: 3 });
    await chainstate.submitHeader(headersOnly.header);
    expect(await call('getchaintips')).toEqual([
      { height: 2, hash: displayHash(above.hash), branchlen: 0, status: 'active' },
      { height: 1, hash: displayHash(fork.hash), branchlen: 1, status: 'valid-headers' },
      { height: 1, hash: displayHash(headersOnly.hash), branchlen: 1, status: 'headers-only' },
    ]);
    await call('invalidateblock', displayHash(above.hash));
    const statuses = (await call('getchaintips')) as { hash: string; status: string }[];
    expect(statuses.find(({ hash }) => hash === displayHash(above.hash))?.status).toBe('invalid');
  });

  it('calls a branch that was once the best a valid fork', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const first = buildBlock(GENESIS, { tag: 1 });
    const second = buildBlock(GENESIS, { tag: 2 });
    for (const block of [first, second, buildBlock(second)]) await chainstate.submitBlock(block);
    const tips = (await call('getchaintips')) as { hash: string; status: string }[];
    expect(tips.find(({ hash }) => hash === displayHash(first.hash))?.status).toBe('valid-fork');
  });
});

describe('preciousBlock', () => {
  it('goes over to a block of the same work, and back', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const [first, second] = [1, 2].map((tag) => buildBlock(GENESIS, { tag }));
    for (const block of [first, second]) if (block) await chainstate.submitBlock(block);
    const [a, b] = [first, second].map((block) => displayHash(block?.hash ?? GENESIS.hash));
    for (const hash of [b, a, b]) {
      expect(await call('preciousblock', hash)).toBeNull();
      expect(await call('getbestblockhash')).toBe(hash);
    }
  });

  it('does nothing for a block with less work, and refuses what it does not know', async () => {
    const { call, chainstate, refusal } = await createRpcOnChain();
    const side = buildBlock(GENESIS, { tag: 1 });
    await chainstate.submitBlock(side);
    await call('generatetoaddress', 1, TEST_ADDRESS);
    const best = await call('getbestblockhash');
    await call('preciousblock', displayHash(GENESIS.hash));
    expect(await call('getbestblockhash')).toBe(best);
    expect(await refusal('preciousblock', NO_HASH)).toBe('-5 Block not found');
  });
});

describe('invalidateBlock and reconsiderBlock', () => {
  it('leave a chain and come back to it', async () => {
    const { call } = await createRpcOnChain();
    const hashes = (await call('generatetoaddress', 5, TEST_ADDRESS)) as string[];
    await call('invalidateblock', hashes[2]);
    expect(await call('getblockcount')).toBe(2);
    await call('reconsiderblock', hashes[2]);
    expect(await call('getbestblockhash')).toBe(hashes[4]);
  });

  it('refuse what they do not know, and the genesis block', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('invalidateblock', NO_HASH)).toBe('-5 Block not found');
    expect(await refusal('reconsiderblock', NO_HASH)).toBe('-5 Block not found');
    expect(await refusal('invalidateblock', GENESIS_HASH)).toBe('-8 The genesis block cannot be invalidated');
  });
});
