import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Block, serializeBlock } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { toHex } from '../../src/util/bytes.ts';
import {
  type BlockOptions,
  buildBlock,
  buildChain,
  GENESIS,
  type ParentBlock,
  solveHeader,
} from '../helpers/chain-builder.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { type Daemon, startDaemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { EASIEST_BITS, makeNetwork } from '../helpers/own-network.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { inputOf, outputOf, transactionOf } from '../helpers/transactions.ts';

/** Blocks carried from node to node over RPC, as long as they have no other way to each other. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const OTHER_ADDRESS = 'mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z';

function generate({ call }: Daemon, count: number, address = ADDRESS): Promise<readonly string[]> {
  return call('generateToAddress', [count, address]);
}

async function tipOf({ call }: Daemon): Promise<string> {
  return call('getBestBlockHash');
}

/** Gives a block of one node to another. @returns the answer of submitBlock */
async function carry(hash: string, from: Daemon, to: Daemon): Promise<string | null> {
  return to.call('submitBlock', [await from.call('getBlock', [hash, 0])]);
}

async function carryAll(hashes: readonly string[], from: Daemon, to: Daemon): Promise<(string | null)[]> {
  const answers: (string | null)[] = [];
  for (const hash of hashes) answers.push(await carry(hash, from, to));
  return answers;
}

function submit({ call }: Daemon, block: Block): Promise<string | null> {
  return call('submitBlock', [toHex(serializeBlock(block))]);
}

interface ChainTip {
  readonly height: number;
  readonly hash: string;
  readonly branchlen: number;
  readonly status: string;
}

function tipsOf({ call }: Daemon): Promise<readonly ChainTip[]> {
  return call('getChainTips');
}

async function expectWholeChain(daemon: Daemon): Promise<void> {
  await daemon.stop();
  const { integrity, coins, replayed, withoutUndo } = inspectChainFile(daemon.chainFile);
  expect({ integrity, withoutUndo }).toEqual({ integrity: 'ok', withoutUndo: 0 });
  expect(coins).toEqual(replayed);
}

describe('submitBlock', () => {
  it('takes the chain of another node in any order, where what waits is tried again', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [from, to] = await Promise.all([startRegtest(), startRegtest()]);
    const random = seededRandom(7);
    let waiting = (await generate(from, 40))
      .map((hash) => ({ hash, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ hash }) => hash);
    for (let rounds = 0; waiting.length > 0; rounds++) {
      expect(rounds).toBeLessThan(40);
      const answers = await carryAll(waiting, from, to);
      expect(answers).toEqual(answers.map(() => expect.toBeOneOf([null, 'prev-blk-not-found'])));
      waiting = waiting.filter((_, i) => answers[i] !== null);
    }
    expect(await tipOf(to)).toBe(await tipOf(from));
    expect(await carry(await tipOf(from), from, to)).toBe('duplicate');
    expect(await tipsOf(to)).toHaveLength(1);
    await expectWholeChain(to);
  });

  it('follows the branch with more work; invalidateBlock and reconsiderBlock leave it and come back', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [ours, theirs] = await Promise.all([startRegtest(), startRegtest()]);
    await carryAll(await generate(ours, 20), ours, theirs);
    const ourBranch = await generate(ours, 3);
    const theirBranch = await generate(theirs, 3, OTHER_ADDRESS);
    expect(await carryAll(theirBranch, theirs, ours)).toEqual([
      'inconclusive',
      'inconclusive',
      'inconclusive',
    ]);
    const [ourTip = '', theirLast = ''] = [ourBranch[2], theirBranch[2]];
    expect(await tipsOf(ours)).toEqual([
      { height: 23, hash: ourTip, branchlen: 0, status: 'active' },
      { height: 23, hash: theirLast, branchlen: 3, status: 'valid-headers' },
    ]);

    const [better = ''] = await generate(theirs, 1, OTHER_ADDRESS);
    expect(await carry(better, theirs, ours)).toBe(null);
    expect(await tipsOf(ours)).toEqual([
      { height: 24, hash: better, branchlen: 0, status: 'active' },
      { height: 23, hash: ourTip, branchlen: 3, status: 'valid-fork' },
    ]);

    await ours.call('invalidateBlock', [better]);
    expect(await tipOf(ours)).toBe(ourTip);
    expect(await carry(better, theirs, ours)).toBe('duplicate-invalid');
    expect(await tipsOf(ours)).toContainEqual({ height: 24, hash: better, branchlen: 4, status: 'invalid' });
    await ours.call('reconsiderBlock', [better]);
    expect(await tipOf(ours)).toBe(better);

    // The mark is kept over a restart.
    await ours.call('invalidateBlock', [theirBranch[0]]);
    expect(await tipOf(ours)).toBe(ourTip);
    await ours.stop();
    const again = await startRegtest({ datadir: ours.datadir });
    expect(await tipOf(again)).toBe(ourTip);
    await again.call('reconsiderBlock', [theirBranch[0]]);
    expect(await tipOf(again)).toBe(better);
    await expectWholeChain(again);
  });

  it('says why in the words of Bitcoin Core', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const chain = buildChain(GENESIS, 12);
    for (const block of chain) expect(await submit(daemon, block)).toBe(null);
    const tip = chain.at(-1) ?? GENESIS;
    for (const [reason, block] of wrongBlocks(tip)) expect(await submit(daemon, block)).toBe(reason);
    expect(await tipOf(daemon)).toBe(displayHash(tip.hash));
    await expect(daemon.call('submitBlock', ['00'])).rejects.toThrow('error -22: Block decode failed');
    for (const [reason] of wrongBlocks(tip)) {
      expect(daemon.log()).toMatch(
        new RegExp(` Block (?:refused: [0-9a-f]{64}, |validation error: )${reason}`),
      );
    }
    await expectWholeChain(daemon);
  });

  it('makes the same block a second time after invalidateBlock no fault of the node', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const daemon = await startRegtest();
    await generate(daemon, 3);
    const { time } = await daemon.call<{ time: number }>('getBlockchainInfo');
    await daemon.call('setMockTime', [time + 1000]);
    const [first = ''] = await generate(daemon, 1);
    await daemon.call('invalidateBlock', [first]);
    const [second = ''] = await generate(daemon, 1);
    expect(second).not.toBe(first);
    await daemon.call('reconsiderBlock', [first]);
    expect(await tipsOf(daemon)).toHaveLength(2);
    await expectWholeChain(daemon);
  });
});

/** Blocks on `tip` with one thing wrong each, and what it is called. */
function wrongBlocks(tip: ParentBlock): readonly (readonly [string, Block])[] {
  const good = buildBlock(tip);
  const wrong = (options: BlockOptions): Block => buildBlock(tip, options);
  const now = Math.floor(Date.now() / 1000);
  return [
    ['high-hash', { ...good, header: solveHeader(good.header, false) }],
    ['bad-txnmrklroot', wrong({ header: { merkleRoot: tip.hash } })],
    ['bad-diffbits', wrong({ header: { bits: 0x207ffffe } })],
    ['time-too-old', wrong({ time: GENESIS.header.time })],
    ['time-too-new', wrong({ time: now + 3 * 3600 })],
    ['bad-cb-height', wrong({ coinbase: { inputs: buildBlock(GENESIS).transactions[0]?.inputs ?? [] } })],
    ['bad-cb-amount', wrong({ coinbase: { outputs: [outputOf(50e8 + 1)] } })],
    ['bad-cb-multiple', wrong({ transactions: good.transactions })],
  ];
}

describe('a block with spends', () => {
  it('moves the coins where it keeps the rules, and else nothing', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const chain = buildChain(GENESIS, 100);
    for (const block of chain) expect(await submit(daemon, block)).toBe(null);
    const tip = chain.at(-1) ?? GENESIS;
    const spendOf = (block: Block | undefined, value = 50e8) =>
      transactionOf({
        inputs: [inputOf({ txid: block?.transactions[0]?.txid ?? GENESIS.hash, index: 0 })],
        outputs: [outputOf(value)],
      });
    const on = (parent: ParentBlock, ...transactions: ReturnType<typeof spendOf>[]) =>
      buildBlock(parent, { transactions });

    const premature = on(tip, spendOf(chain[1]));
    expect(await submit(daemon, premature)).toBe('bad-txns-premature-spend-of-coinbase');
    expect(await submit(daemon, on(tip, spendOf(chain[0], 50e8 + 1)))).toBe('bad-txns-in-belowout');
    const spending = on(tip, spendOf(chain[0]));
    expect(await submit(daemon, spending)).toBe(null);
    expect(await submit(daemon, on(spending, spendOf(chain[0], 1)))).toBe('bad-txns-inputs-missingorspent');
    const fees = on(spending, spendOf(chain[1], 49e8));
    expect(await submit(daemon, fees)).toBe(null);

    await daemon.call('invalidateBlock', [displayHash(spending.hash)]);
    expect(await daemon.call('getBlockCount')).toBe(100);
    await daemon.call('reconsiderBlock', [displayHash(spending.hash)]);
    expect(await tipOf(daemon)).toBe(displayHash(fees.hash));
    await expectWholeChain(daemon);
  });
});

describe('a block of a signet', () => {
  it('is refused where it does not carry the solution of the challenge', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    const network = await makeNetwork(folder.path, 'signs', [EASIEST_BITS]);
    const file = JSON.parse(readFileSync(network, 'utf8')) as object;
    folder.write('signs.json', JSON.stringify({ ...file, signetChallenge: '6a' }));
    const daemon = await startDaemon({
      network: `-network=${network}`,
      networkName: 'signs',
      args: ['-mine=0'],
    });
    expect(await submit(daemon, buildBlock(GENESIS))).toBe('bad-signet-blksig');
    await daemon.stop();
  });
});
