import { describe, expect, it } from 'vitest';
import { type BlockIndexEntry, createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { type CoinsOverlay, createCoinsOverlay } from '../../../src/chain/coins.ts';
import { connectBlock, disconnectBlock, originOf } from '../../../src/chain/connect.ts';
import type { ScriptCheck } from '../../../src/chain/ports.ts';
import type { BlockUndo } from '../../../src/chain/undo.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { NULL_OUTPOINT, type OutPoint, outPointKey } from '../../../src/primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../../../src/primitives/tx.ts';
import { Opcode } from '../../../src/script/opcodes.ts';
import { ACCEPTED, accept, reject } from '../../../src/util/verdict.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';

const HEIGHT = 120;
const SUBSIDY = 50_0000_0000;
const PARAMS = REGTEST.consensus;

/** Blocks ten minutes apart up to HEIGHT. */
const ENTRY = entriesUpTo(HEIGHT);

function entriesUpTo(height: number): BlockIndexEntry {
  let entry: MutableEntry = createEntry(GENESIS.header, GENESIS.hash, undefined);
  while (entry.height < height) {
    const header = { ...entry.header, time: entry.header.time + 600 };
    entry = createEntry(header, numberedHash(entry.height), entry);
  }
  return entry;
}

const coinbaseOf = (...outputs: TxOutput[]): Transaction =>
  transactionOf({ inputs: [inputOf(NULL_OUTPOINT)], outputs });
const COINBASE = coinbaseOf(outputOf(SUBSIDY));

const blockOf = (...transactions: Transaction[]): Block => makeBlock(ENTRY.header, transactions);

const coin = (value: number, fields: Partial<Coin> = {}): Coin => ({
  output: outputOf(value),
  height: 1,
  isCoinbase: false,
  ...fields,
});

/** The outpoint that `inputOf(number)` spends. */
const outPoint = (number: number): OutPoint => inputOf(number).prevout;

/** Coins by the numbers of the inputs that spend them. */
function overlayOf(coins: Readonly<Record<number, Coin>> = {}) {
  const known = new Map(Object.entries(coins).map(([n, made]) => [outPointKey(outPoint(Number(n))), made]));
  return createCoinsOverlay({ getCoin: (outpoint) => known.get(outPointKey(outpoint)) });
}

const connect = (block: Block, coins: Readonly<Record<number, Coin>> = {}, overlay = overlayOf(coins)) =>
  connectBlock({ block, entry: ENTRY }, overlay, PARAMS);

/** Spends the inputs, each with that sequence, and pays `value`. */
const spend = (numbers: readonly number[], value: number, sequence = 0xffffffff): Transaction =>
  transactionOf({ inputs: numbers.map((n) => inputOf(n, { sequence })), outputs: [outputOf(value)] });

describe('connectBlock', () => {
  it('makes the coins of the coinbase', () => {
    const overlay = overlayOf();
    expect(connect(blockOf(COINBASE), {}, overlay)).toEqual(accept({ undo: [], fees: 0 }));
    expect(overlay.getCoin({ txid: COINBASE.txid, index: 0 })).toEqual({
      output: outputOf(SUBSIDY),
      height: HEIGHT,
      isCoinbase: true,
    });
  });

  it('spends coins, counts the fees, and tells what was spent and what is to be checked', () => {
    const tx = spend([1, 2], 90);
    const coins = { 1: coin(60, { height: 7 }), 2: coin(50, { height: 20, isCoinbase: true }) };
    const overlay = overlayOf(coins);
    const spent = [coins[1], coins[2]];
    const checks: ScriptCheck[] = [];
    const onScripts = (check: ScriptCheck) => void checks.push(check);
    const request = { block: blockOf(COINBASE, tx), entry: ENTRY, onScripts };
    expect(connectBlock(request, overlay, PARAMS)).toEqual(accept({ undo: [spent], fees: 20 }));
    expect(checks).toEqual([{ tx, coins: spent }]);
    expect([1, 2].map((n) => overlay.getCoin(outPoint(n)))).toEqual([undefined, undefined]);
    expect(overlay.getCoin({ txid: tx.txid, index: 0 })).toEqual(coin(90, { height: HEIGHT }));
  });

  it('makes no coins of outputs that can never be spent', () => {
    const scripts = [Uint8Array.of(Opcode.OP_RETURN), new Uint8Array(10_000), new Uint8Array(10_001)];
    const coinbase = coinbaseOf(...scripts.map((script) => outputOf(1, script)));
    const overlay = overlayOf();
    connect(blockOf(coinbase), {}, overlay);
    const made = scripts.map((_, index) => overlay.getCoin({ txid: coinbase.txid, index }) !== undefined);
    expect(made).toEqual([false, true, false]);
  });

  it('lets a transaction spend what one before it made, but not what comes after', () => {
    const first = spend([1], 10);
    const second = transactionOf({
      inputs: [inputOf({ txid: first.txid, index: 0 })],
      outputs: [outputOf(9)],
    });
    expect(connect(blockOf(COINBASE, first, second), { 1: coin(10) })).toMatchObject(accept({ fees: 1 }));
    expect(connect(blockOf(COINBASE, second, first), { 1: coin(10) })).toMatchObject({
      code: 'bad-txns-inputs-missingorspent',
      debug: expect.stringContaining(displayHash(second.txid)),
    });
  });

  it('bad-txns-inputs-missingorspent for what a transaction before it spent', () => {
    const transactions = [spend([1], 4), spend([1], 5)];
    expect(connect(blockOf(COINBASE, ...transactions), { 1: coin(9) })).toMatchObject({
      code: 'bad-txns-inputs-missingorspent',
    });
  });

  it('bad-txns-premature-spend-of-coinbase', () => {
    const atHeight = (height: number) =>
      connect(blockOf(COINBASE, spend([1], 5)), { 1: coin(5, { isCoinbase: true, height }) });
    expect(atHeight(HEIGHT - 100)).toMatchObject({ ok: true });
    expect(atHeight(HEIGHT - 99)).toMatchObject({ code: 'bad-txns-premature-spend-of-coinbase' });
  });

  it('bad-txns-BIP30', () => {
    const overlay = overlayOf();
    const params = { ...PARAMS, activationHeights: { ...PARAMS.activationHeights, bip34: HEIGHT + 1 } };
    const again = () => connectBlock({ block: blockOf(COINBASE), entry: ENTRY }, overlay, params);
    expect(again()).toMatchObject({ ok: true });
    expect(again()).toEqual(reject('bad-txns-BIP30', 'tried to overwrite transaction'));
    overlay.spendCoin({ txid: COINBASE.txid, index: 0 });
    expect(again()).toMatchObject({ ok: true });
  });

  it('bad-txns-accumulated-fee-outofrange', () => {
    const block = blockOf(COINBASE, spend([1], 1), spend([2], 1));
    const half = MAX_MONEY / 2 + 1;
    expect(connect(block, { 1: coin(half), 2: coin(half) })).toMatchObject(accept({ fees: MAX_MONEY }));
    expect(connect(block, { 1: coin(half), 2: coin(half + 1) })).toEqual(
      reject('bad-txns-accumulated-fee-outofrange', 'accumulated fee in the block out of range'),
    );
  });

  it('bad-txns-nonfinal by the height of the coin (BIP68)', () => {
    const block = blockOf(COINBASE, spend([1], 5, 10));
    expect(connect(block, { 1: coin(5, { height: HEIGHT - 10 }) })).toMatchObject({ ok: true });
    expect(connect(block, { 1: coin(5, { height: HEIGHT - 9 }) })).toMatchObject({
      code: 'bad-txns-nonfinal',
    });
  });

  it('bad-txns-nonfinal by the time of the coin (BIP68)', () => {
    // 7 · 512 seconds: six blocks are 3,600.
    const block = blockOf(COINBASE, spend([1], 5, 0x00400007));
    expect(connect(block, { 1: coin(5, { height: HEIGHT - 6 }) })).toMatchObject({ ok: true });
    expect(connect(block, { 1: coin(5, { height: HEIGHT - 5 }) })).toMatchObject({
      code: 'bad-txns-nonfinal',
    });
  });

  it('minds no sequence before BIP68 is active', () => {
    const activationHeights = { ...PARAMS.activationHeights, csv: HEIGHT + 1 };
    const block = blockOf(COINBASE, spend([1], 5, 0xffff));
    const params = { ...PARAMS, activationHeights };
    const coins = { 1: coin(5) };
    expect(connect(block, coins)).toMatchObject({ code: 'bad-txns-nonfinal' });
    expect(connectBlock({ block, entry: ENTRY }, overlayOf(coins), params)).toMatchObject({ ok: true });
  });

  it('bad-blk-sigops for those that only the coins show', () => {
    // 250 inputs behind P2SH, each with 4 multisigs of 20 keys: 20,000 operations.
    const redeem = new Uint8Array(4).fill(Opcode.OP_CHECKMULTISIG);
    const p2sh = Uint8Array.of(Opcode.OP_HASH160, 20, ...new Uint8Array(20), Opcode.OP_EQUAL);
    const numbers = Array.from({ length: 250 }, (_, n) => n);
    const scriptSig = Uint8Array.of(redeem.length, ...redeem);
    const inputs = numbers.map((n) => inputOf(n, { scriptSig }));
    const coins = Object.fromEntries(
      numbers.map((n) => [n, { output: outputOf(1, p2sh), height: 1, isCoinbase: false }]),
    );
    const paying = (script: Uint8Array) => transactionOf({ inputs, outputs: [outputOf(0, script)] });
    expect(connect(blockOf(COINBASE, paying(new Uint8Array())), coins)).toMatchObject({ ok: true });
    expect(connect(blockOf(COINBASE, paying(Uint8Array.of(Opcode.OP_CHECKSIG))), coins)).toEqual(
      reject('bad-blk-sigops', 'too many sigops'),
    );
  });

  it('bad-cb-amount', () => {
    const claiming = (value: number) =>
      connect(blockOf(coinbaseOf(outputOf(value - 1), outputOf(1)), spend([1], 93)), { 1: coin(100) });
    expect(claiming(SUBSIDY + 7)).toMatchObject({ ok: true });
    expect(claiming(1)).toMatchObject({ ok: true });
    expect(claiming(SUBSIDY + 8)).toEqual(
      reject('bad-cb-amount', 'coinbase pays too much (actual=5000000008 vs limit=5000000007)'),
    );
  });
});

describe('disconnectBlock', () => {
  const chained = spend([1, 2], 50);
  const block = blockOf(
    COINBASE,
    chained,
    transactionOf({ inputs: [inputOf({ txid: chained.txid, index: 0 }), inputOf(3)] }),
  );
  const coins = { 1: coin(60), 2: coin(5, { isCoinbase: true }), 3: coin(7, { height: 99 }) };

  function connected() {
    const overlay = overlayOf(coins);
    const connection = connect(block, {}, overlay);
    if (!connection.ok) throw new Error(connection.code);
    return { overlay, undo: connection.value.undo };
  }

  const disconnect = (undo: BlockUndo, overlay: CoinsOverlay) =>
    disconnectBlock({ block, entry: ENTRY, undo }, overlay, PARAMS);
  const inconsistent = (text: string) => reject('inconsistent-coins', expect.stringContaining(text));

  it('leaves the coins as they were', () => {
    const { overlay, undo } = connected();
    expect(disconnect(undo, overlay)).toEqual(ACCEPTED);
    for (const [n, before] of Object.entries(coins)) {
      expect(overlay.getCoin(outPoint(Number(n)))).toEqual(before);
    }
    for (const { txid } of block.transactions) expect(overlay.getCoin({ txid, index: 0 })).toBeUndefined();
  });

  it('refuses undo data of another block', () => {
    const { overlay, undo } = connected();
    expect(disconnect(undo.slice(1), overlay)).toEqual(inconsistent('block and undo data inconsistent'));
    const others = [...undo].reverse().map((spent) => spent.slice(1));
    expect(disconnect(others, overlay)).toEqual(inconsistent('other undo data'));
  });

  it('misses nothing of a coinbase that a later one overwrote, which took its coins along', () => {
    const overwritten = { block: blockOf(COINBASE), entry: ENTRY, undo: [] };
    const exception = { repeat: numberedHash(1), overwritten: overwritten.block.hash };
    const params = { ...PARAMS, bip30Exceptions: [exception] };
    expect(disconnectBlock(overwritten, overlayOf(), params)).toEqual(ACCEPTED);
    expect(disconnectBlock(overwritten, overlayOf(), PARAMS)).toEqual(inconsistent('no coin'));
    // Only its coinbase is excused.
    const { overlay: other, undo } = connected();
    other.spendCoin({ txid: block.transactions[2]?.txid ?? chained.txid, index: 0 });
    expect(disconnectBlock({ block, entry: ENTRY, undo }, other, params)).toEqual(inconsistent('no coin'));
  });

  it.each([
    ['the coin is gone', undefined, 'no coin'],
    ['another block made it', coin(SUBSIDY, { height: HEIGHT - 1, isCoinbase: true }), 'another coin'],
    ['no coinbase made it', coin(SUBSIDY, { height: HEIGHT }), 'another coin'],
    ['it has another value', coin(SUBSIDY - 1, { height: HEIGHT, isCoinbase: true }), 'another coin'],
    [
      'it has another script',
      { output: outputOf(SUBSIDY, Uint8Array.of(0x52)), height: HEIGHT, isCoinbase: true },
      'another coin',
    ],
  ])('refuses a block where %s', (_, now, text) => {
    const { overlay, undo } = connected();
    const outpoint = { txid: COINBASE.txid, index: 0 };
    overlay.spendCoin(outpoint);
    if (now) overlay.addCoin(outpoint, now);
    expect(disconnect(undo, overlay)).toEqual(inconsistent(`${text} is in the place of output 0`));
  });

  it('refuses a block of which something spent is unspent', () => {
    const { overlay, undo } = connected();
    overlay.addCoin(outPoint(2), coins[2]);
    expect(disconnect(undo, overlay)).toEqual(inconsistent('a coin is unspent that was spent by input 1'));
  });
});

describe('originOf', () => {
  it('is the height of the coin, and the median time past of the block before', () => {
    const origin = originOf(coin(1, { height: 50 }), ENTRY);
    expect(origin.height).toBe(50);
    // Of blocks ten minutes apart the median of eleven is the fifth before the last.
    expect(origin.medianTimePastBefore()).toBe(GENESIS.header.time + (49 - 5) * 600);
    expect(originOf(coin(1, { height: 0 }), ENTRY).medianTimePastBefore()).toBe(GENESIS.header.time);
  });
});
