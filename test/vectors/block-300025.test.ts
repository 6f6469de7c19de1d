import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEntry } from '../../src/chain/block-index.ts';
import { createCoinsOverlay } from '../../src/chain/coins.ts';
import { connectBlock, disconnectBlock } from '../../src/chain/connect.ts';
import type { CoinsSource, ScriptCheck } from '../../src/chain/ports.ts';
import { checkBlock } from '../../src/consensus/check-block.ts';
import type { Coin } from '../../src/consensus/coin.ts';
import { getBlockScriptFlags } from '../../src/consensus/script-flags.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { type Block, decodeBlock } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { outPointKey } from '../../src/primitives/outpoint.ts';
import { decode, type Reader } from '../../src/primitives/reader.ts';
import { readOutput, type TxOutput } from '../../src/primitives/tx.ts';
import { ACCEPTED, type Verdict } from '../../src/util/verdict.ts';
import { verifyScripts } from '../helpers/scripts.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/** A real block of Bitcoin's main network with all that it spends: every rule but those of its place in the chain. */

const MAIN = readShippedNetwork('main').consensus;
const HEIGHT = 300_025;
const FLIPS = 100;

const readBytes = () => readVectorFile('blocks/block300025.raw');

/** The coins that the block spends, made well before it. */
function coinsBefore(block: Block): ReadonlyMap<string, Coin> {
  const spent = decode(readVectorFile('blocks/block300025-undo.raw'), readOutputsToEnd);
  const prevouts = block.transactions.slice(1).flatMap((tx) => tx.inputs.map((input) => input.prevout));
  if (!spent.ok || spent.value.length !== prevouts.length) throw new Error('block and undo data differ');
  const ownTxids = new Set(block.transactions.map((tx) => displayHash(tx.txid)));
  const coins = new Map<string, Coin>();
  for (const [i, prevout] of prevouts.entries()) {
    const output = spent.value[i];
    if (!output || ownTxids.has(displayHash(prevout.txid))) continue;
    coins.set(outPointKey(prevout), { output, height: HEIGHT - 25, isCoinbase: false });
  }
  return coins;
}

function readOutputsToEnd(reader: Reader): TxOutput[] {
  const outputs: TxOutput[] = [];
  while (reader.offset < reader.bytes.length) outputs.push(readOutput(reader));
  return outputs;
}

function placeOf(block: Block) {
  return { ...createEntry(block.header, block.hash, undefined), height: HEIGHT };
}

/** All that can be judged without the chain: bytes, block, what it spends, every script. */
async function judge(bytes: Uint8Array, coins: CoinsSource): Promise<Verdict> {
  const block = decodeBlock(bytes);
  if (!block.ok) return block;
  const alone = checkBlock(block.value, MAIN);
  if (!alone.ok) return alone;
  const entry = placeOf(block.value);
  const checks: ScriptCheck[] = [];
  const onScripts = (check: ScriptCheck) => void checks.push(check);
  const connected = connectBlock({ block: block.value, entry, onScripts }, createCoinsOverlay(coins), MAIN);
  return connected.ok ? verifyScripts(checks, getBlockScriptFlags(entry, MAIN)) : connected;
}

function readBlock(): Block {
  const block = decodeBlock(readBytes());
  if (!block.ok) throw new Error(block.debug);
  return block.value;
}

describe.skipIf(!hasVectors('blocks'))('block 300025', () => {
  it('is accepted with what it spends, every script run, and pays the fees that its miner claimed', async (context) => {
    const block = readBlock();
    const coins = coinsBefore(block);
    const source = {
      getCoin: (outpoint: Parameters<CoinsSource['getCoin']>[0]) => coins.get(outPointKey(outpoint)),
    };
    expect(await judge(readBytes(), source)).toEqual(ACCEPTED);
    const overlay = createCoinsOverlay(source);
    const connected = connectBlock({ block, entry: placeOf(block) }, overlay, MAIN);
    expect(connected).toMatchObject({ ok: true, value: { fees: 7_773_345 } });
    const claimed = block.transactions[0]?.outputs.reduce((sum, output) => sum + output.value, 0);
    expect(claimed).toBe(25_0000_0000 + 7_773_345);
    const undo = connected.ok ? connected.value.undo : [];
    expect(disconnectBlock({ block, entry: placeOf(block), undo }, overlay, MAIN)).toEqual(ACCEPTED);
    for (const { outpoint, coin } of overlay.changes())
      expect(coin).toEqual(coins.get(outPointKey(outpoint)));
    countVectors(context, coins.size);
  });

  it(`is refused after any one bit of ${FLIPS} is flipped`, async () => {
    const bytes = readBytes();
    const coins = coinsBefore(readBlock());
    const source = {
      getCoin: (outpoint: Parameters<CoinsSource['getCoin']>[0]) => coins.get(outPointKey(outpoint)),
    };
    const seed = randomInt(2 ** 32);
    const random = seededRandom(seed);
    for (let i = 0; i < FLIPS; i++) {
      const bit = Math.floor(random() * bytes.length * 8);
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await judge(flipped, source), `seed ${seed}, bit ${bit}`).toMatchObject({ ok: false });
    }
  });
});
