import { describe, expect, it } from 'vitest';
import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { makeTransaction } from '../../../src/primitives/tx.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { reject } from '../../../src/util/verdict.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { bestChain, openTestChain, replayedCoins, storedCoins, TEST_TIME } from '../../helpers/test-chain.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => displayHash(hash));

/** Pays itself too much: a fault that only its coins show. */
const greedy = (parent: BuiltBlock | typeof GENESIS, tag = 99): BuiltBlock =>
  buildBlock(parent, { tag, coinbase: { outputs: [outputOf(50_0000_0001)] } });

/** The block with another witness in its coinbase, which its hash doesn't show. */
function withBadWitness(block: Block): Block {
  const [coinbase, ...others] = block.transactions;
  if (!coinbase) throw new Error('a block has a coinbase');
  const inputs = coinbase.inputs.map((input) => ({ ...input, witness: [new Uint8Array(32).fill(1)] }));
  return makeBlock(block.header, [makeTransaction({ ...coinbase, inputs }), ...others]);
}

describe('submitBlock', () => {
  it('connects blocks as they come', async () => {
    const { chainstate, path } = await openTestChain();
    const chain = buildChain(GENESIS, 3);
    for (const block of chain) {
      expect(await chainstate.submitBlock(block)).toMatchObject({ value: { isNew: true } });
    }
    expect(bestChain(chainstate)).toEqual(hashes(chain));
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
  });

  it('goes over to a branch once it has more work, and back', async () => {
    const { chainstate, path } = await openTestChain();
    const trunk = buildChain(GENESIS, 2);
    const branches = [1, 2].map((tag) => buildChain(trunk[1] ?? GENESIS, 4, { tag }));
    const [a = [], b = []] = branches;
    const submitted = [...trunk, ...a.slice(0, 2), ...b.slice(0, 3)];
    for (const block of submitted) await chainstate.submitBlock(block);
    expect(bestChain(chainstate)).toEqual(hashes([...trunk, ...b.slice(0, 3)]));
    for (const block of a.slice(2)) await chainstate.submitBlock(block);
    expect(bestChain(chainstate)).toEqual(hashes([...trunk, ...a]));
    expect(storedCoins(path)).toEqual(replayedCoins([...trunk, ...a]));
  });

  it('stays with the first at equal work', async () => {
    const { chainstate } = await openTestChain();
    const [a, b] = [1, 2].map((tag) => buildBlock(GENESIS, { tag }));
    if (!a || !b) throw new Error('two blocks');
    await chainstate.submitBlock(a);
    expect(await chainstate.submitBlock(b)).toMatchObject({ value: { isNew: true } });
    expect(bestChain(chainstate)).toEqual(hashes([a]));
    expect(chainstate.readBlock(chainstate.find(b.hash) ?? chainstate.tip())?.hash).toEqual(b.hash);
  });

  it('says of a block that is here that it is not new', async () => {
    const { chainstate, events } = await openTestChain();
    const block = buildBlock(GENESIS);
    await chainstate.submitBlock(block);
    const heard = events.length;
    expect(await chainstate.submitBlock(block)).toMatchObject({ value: { isNew: false } });
    expect(await chainstate.submitBlock(REGTEST.genesis)).toMatchObject({ value: { isNew: false } });
    expect(events).toHaveLength(heard);
  });

  it('takes data in any order where the headers are known', async () => {
    const { chainstate, path } = await openTestChain();
    const chain = buildChain(GENESIS, 4);
    for (const { header } of chain) expect(await chainstate.submitHeader(header)).toMatchObject({ ok: true });
    expect(chainstate.bestHeader().height).toBe(4);
    for (const i of [3, 1, 2]) {
      expect(await chainstate.submitBlock(chain[i] as Block)).toMatchObject({ value: { isNew: true } });
      expect(chainstate.tip().height).toBe(0);
    }
    await chainstate.submitBlock(chain[0] as Block);
    expect(bestChain(chainstate)).toEqual(hashes(chain));
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
  });

  it('remembers a block that breaks a rule in its place', async () => {
    const chain = await openTestChain();
    const { chainstate, store } = chain;
    const bad = buildBlock(GENESIS, {
      coinbase: { inputs: buildBlock({ ...GENESIS, height: 6 }).transactions[0]?.inputs ?? [] },
    });
    expect(await chainstate.submitBlock(bad)).toMatchObject({ code: 'bad-cb-height' });
    expect(await chainstate.submitBlock(bad)).toMatchObject({ code: 'duplicate-invalid' });
    expect(await chainstate.submitHeader(bad.header)).toMatchObject({ code: 'duplicate-invalid' });
    expect(await chainstate.submitBlock(buildBlock(bad))).toMatchObject({ code: 'bad-prevblk' });
    expect(store.readBlock(bad.hash)).toBeUndefined();
    const again = await chain.restart();
    expect(await again.chainstate.submitBlock(bad)).toMatchObject({ code: 'duplicate-invalid' });
  });

  it('tells of a block that is right so far before it is in the chain, and only once', async () => {
    const { chainstate } = await openTestChain();
    const heard: string[] = [];
    chainstate.events.on('blockArrived', ({ entry, block }) => {
      heard.push(`arrived ${entry.height} ${displayHash(block.hash)} on ${chainstate.tip().height}`);
    });
    chainstate.events.on('tipChanged', ({ tip }) => heard.push(`tip ${tip.height}`));
    const [block] = buildChain(GENESIS, 1);
    await chainstate.submitBlock(block as Block);
    await chainstate.submitBlock(block as Block);
    await chainstate.submitBlock(withBadWitness(buildBlock(GENESIS, { tag: 1 })));
    expect(heard).toEqual([`arrived 1 ${displayHash((block as Block).hash)} on 0`, 'tip 1']);
  });

  it('tells of a block that is refused when those below it come', async () => {
    const { chainstate } = await openTestChain();
    const refused: string[] = [];
    chainstate.events.on('blockRefused', ({ entry, rejected }) => {
      refused.push(`${displayHash(entry.hash)} ${rejected.code}`);
    });
    const first = buildBlock(GENESIS);
    const bad = greedy(first);
    await chainstate.submitHeader(first.header);
    expect(await chainstate.submitBlock(bad)).toMatchObject({ ok: true });
    expect(refused).toEqual([]);
    expect(await chainstate.submitBlock(first)).toMatchObject({ ok: true });
    expect(refused).toEqual([`${displayHash(bad.hash)} bad-cb-amount`]);
  });

  it('tells the operator of every refused block, with the reason', async () => {
    const lines: string[] = [];
    const log = { ...SILENT_LOG, info: (line: string) => lines.push(line) };
    const { chainstate } = await openTestChain({ log });
    const good = buildBlock(GENESIS);
    const bad = greedy(GENESIS);
    for (const block of [makeBlock(good.header, [transactionOf()]), withBadWitness(good), bad, bad]) {
      await chainstate.submitBlock(block);
    }
    const [goodHash, badHash] = hashes([good, bad]);
    expect(lines.filter((line) => /refused|error/.test(line))).toEqual([
      `Block refused: ${goodHash}, bad-txnmrklroot, hashMerkleRoot mismatch`,
      `Block validation error: bad-witness-merkle-match, witness merkle commitment mismatch: block ${goodHash} at height 1`,
      `Block validation error: bad-cb-amount, coinbase pays too much (actual=5000000001 vs limit=5000000000): block ${badHash} at height 1`,
      `Block refused: ${badHash}, duplicate-invalid, block ${badHash} was previously marked invalid`,
    ]);
  });

  it('remembers a block that breaks a rule of coins, and stays where it is', async () => {
    const chain = await openTestChain();
    const good = buildBlock(GENESIS);
    await chain.chainstate.submitBlock(good);
    const bad = greedy(good);
    expect(await chain.chainstate.submitBlock(bad)).toMatchObject({ code: 'bad-cb-amount' });
    expect(bestChain(chain.chainstate)).toEqual(hashes([good]));
    const { chainstate } = await chain.restart();
    expect(await chainstate.submitBlock(bad)).toMatchObject({ code: 'duplicate-invalid' });
    expect(await chainstate.submitBlock(buildBlock(bad))).toMatchObject({ code: 'bad-prevblk' });
    expect(await chainstate.submitBlock(buildBlock(good))).toMatchObject({ ok: true });
  });

  it('goes as far as the good blocks of a branch, and marks the rest', async () => {
    const { chainstate, path } = await openTestChain();
    const trunk = buildChain(GENESIS, 2);
    const good = buildChain(GENESIS, 3, { tag: 1 });
    const bad = greedy(good[2] as BuiltBlock);
    const above = buildBlock(bad);
    for (const { header } of [...good, bad, above]) await chainstate.submitHeader(header);
    for (const block of [...trunk, above, bad, ...good.slice(1)]) {
      expect(await chainstate.submitBlock(block)).toMatchObject({ ok: true });
    }
    // With this block the branch is complete: the block itself is right, the one above it isn't.
    expect(await chainstate.submitBlock(good[0] as Block)).toMatchObject({ ok: true });
    expect(bestChain(chainstate)).toEqual(hashes(good));
    expect(chainstate.find(bad.hash)?.failure).toBe('self');
    expect(chainstate.find(above.hash)?.failure).toBe('ancestor');
    expect(storedCoins(path)).toEqual(replayedCoins(good));
  });

  it('never remembers a mutated block: the right one with its hash is welcome', async () => {
    const { chainstate } = await openTestChain();
    const block = buildBlock(GENESIS);
    const wrongRoot = makeBlock(block.header, [transactionOf()]);
    expect(await chainstate.submitBlock(wrongRoot)).toMatchObject({ code: 'bad-txnmrklroot' });
    expect(await chainstate.submitBlock(withBadWitness(block))).toMatchObject({
      code: 'bad-witness-merkle-match',
    });
    expect(await chainstate.submitBlock(block)).toMatchObject({ value: { isNew: true } });
    expect(chainstate.tip().height).toBe(1);
  });

  it('never remembers a block of the future: its time comes', async () => {
    const { chainstate, clock } = await openTestChain();
    const late = buildBlock(GENESIS, { time: TEST_TIME + REGTEST.consensus.maxFutureBlockTime + 1 });
    expect(await chainstate.submitBlock(late)).toMatchObject({ code: 'time-too-new' });
    expect(chainstate.find(late.hash)).toBeUndefined();
    clock.setMockTime(TEST_TIME + 1);
    expect(await chainstate.submitBlock(late)).toMatchObject({ value: { isNew: true } });
  });

  it('never remembers a block without a parent: the parent comes', async () => {
    const { chainstate } = await openTestChain();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    expect(await chainstate.submitBlock(second)).toEqual(reject('prev-blk-not-found'));
    await chainstate.submitBlock(first);
    expect(await chainstate.submitBlock(second)).toMatchObject({ ok: true });
    expect(chainstate.tip().height).toBe(2);
  });

  it('remembers nothing of a block that is wrong in itself: its header may be right', async () => {
    const { chainstate } = await openTestChain();
    const empty = { ...buildBlock(GENESIS, { coinbase: { outputs: [outputOf(-1)] } }) };
    await chainstate.submitHeader(empty.header);
    expect(await chainstate.submitBlock(empty)).toMatchObject({ code: 'bad-txns-vout-negative' });
    expect(chainstate.find(empty.hash)?.failure).toBe('none');
  });
});

describe('submitBlock with spends', () => {
  const params = { ...REGTEST.consensus, coinbaseMaturity: 2 };
  const trunk = buildChain(GENESIS, 3, { params });
  const coinbase = (n: number) => ({
    txid: (trunk[n] as BuiltBlock).transactions[0]?.txid ?? GENESIS.hash,
    index: 0,
  });
  const spendOf = (n: number, value: number) =>
    transactionOf({ inputs: [inputOf(coinbase(n))], outputs: [outputOf(value)] });

  it('moves coins, and moves them back with the block', async () => {
    const { chainstate, path } = await openTestChain({ params });
    for (const block of trunk) await chainstate.submitBlock(block);
    const tip = trunk[2] as BuiltBlock;
    const first = spendOf(0, 49_0000_0000);
    const second = transactionOf({ inputs: [inputOf({ txid: first.txid, index: 0 }), inputOf(coinbase(1))] });
    const spending = buildBlock(tip, { params, transactions: [first, second] });
    expect(await chainstate.submitBlock(spending)).toMatchObject({ value: { isNew: true } });
    expect(storedCoins(path)).toEqual(replayedCoins([...trunk, spending]));
    const others = buildChain(tip, 2, { params, tag: 1 });
    for (const block of others) await chainstate.submitBlock(block);
    expect(bestChain(chainstate)).toEqual(hashes([...trunk, ...others]));
    expect(storedCoins(path)).toEqual(replayedCoins([...trunk, ...others]));
  });

  it('block-script-verify-flag-failed, which is remembered', async () => {
    const { chainstate } = await openTestChain({ params });
    for (const block of trunk) await chainstate.submitBlock(block);
    // OP_RETURN in the input makes the script fail, whatever the output asks.
    const inputs = [inputOf(coinbase(0), { scriptSig: Uint8Array.of(0x6a) })];
    const block = buildBlock(trunk[2] as BuiltBlock, { params, transactions: [transactionOf({ inputs })] });
    const refused = await chainstate.submitBlock(block);
    expect(refused).toMatchObject({
      code: expect.stringMatching(/^block-script-verify-flag-failed \(.+\)$/),
    });
    expect(await chainstate.submitBlock(block)).toMatchObject({ code: 'duplicate-invalid' });
  });
});

describe('submitHeader', () => {
  it('is durable before it answers', async () => {
    const chain = await openTestChain();
    const { header, hash } = buildBlock(GENESIS);
    await chain.chainstate.submitHeader(header);
    const { chainstate } = await chain.restart();
    expect(chainstate.find(hash)).toMatchObject({ height: 1, txCount: 0 });
    expect(chainstate.bestHeader().hash).toEqual(hash);
    expect(chainstate.tip().height).toBe(0);
  });

  it('moves nothing', async () => {
    const { chainstate, events } = await openTestChain();
    const { header } = buildBlock(GENESIS);
    await chainstate.submitHeader(header);
    await chainstate.submitHeader(header);
    expect(events).toEqual([]);
    expect(chainstate.readBlock(chainstate.bestHeader())).toBeUndefined();
  });
});
