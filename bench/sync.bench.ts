/**
 * How fast a chain of small blocks comes in from a file, as with -loadblock: blocks and inputs a second, from the
 * first byte that is read until the last block is durable in SQLite, each time into a new folder. In turns: a commit
 * for each block; commits in groups, as the node makes them while it syncs, with one thread for the scripts and with
 * two; and the same where the headers are known before and all the blocks are assumed to be valid. Every input is
 * P2WPKH, signed. Each time the tip and the number of coins are checked.
 *   npm run bench:sync -- [--blocks=10000] [--transactions=20] [--rounds=3] [--json]
 */

import assert from 'node:assert/strict';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Chainstate, createChainstate } from '../src/chain/chainstate.ts';
import type { ConsensusParams } from '../src/consensus/params.ts';
import { divideCache } from '../src/node/cache-sizes.ts';
import { importBlocks } from '../src/node/import/import-blocks.ts';
import { createSystemClock } from '../src/node/system-clock.ts';
import type { ScriptPool } from '../src/pool/script-pool.ts';
import { createScriptVerifier } from '../src/pool/script-verifier.ts';
import type { BlockHeader } from '../src/primitives/block-header.ts';
import { displayHash, type Hash256 } from '../src/primitives/hash256.ts';
import { isCoinbase, type Transaction } from '../src/primitives/tx.ts';
import { isUnspendable } from '../src/script/predicates.ts';
import { openChainStore } from '../src/store/chain-store.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { SILENT_LOG } from '../src/util/log.ts';
import { blockRecord } from '../test/helpers/block-files.ts';
import { buildBlock, GENESIS, type ParentBlock } from '../test/helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../test/helpers/chain-resources.ts';
import { REGTEST } from '../test/helpers/regtest.ts';
import { keyLock } from '../test/helpers/spending.ts';
import { spendingChain } from '../test/helpers/spending-chain.ts';
import { createBenchFolder } from './bench-folder.ts';
import { createBuiltScriptPool } from './built-script-pool.ts';
import { alternate, countOption, type Measure } from './rounds.ts';
import { reportSync } from './sync-report.ts';

const BLOCKS = countOption('blocks', 10_000);
const TRANSACTIONS = countOption('transactions', 20);
const ROUNDS = countOption('rounds', 3);

/** The node's default for -dbcache. */
const DB_CACHE_MIB = 450;

/** Headers on top of the last block, more than two weeks of work: what is below may be assumed to be valid. */
const BURYING_HEADERS = 2100;

const folder = createBenchFolder();

const params: ConsensusParams = { ...REGTEST.consensus, coinbaseMaturity: 1 };
const clock = createSystemClock();

/** A file of blocks, and what is true once they are all connected. */
interface ChainFile {
  readonly path: string;
  /** Of its blocks, then those on top of them. */
  readonly headers: readonly BlockHeader[];
  readonly tip: Hash256;
  readonly coins: number;
  readonly inputs: number;
}

function writeChainFile(): ChainFile {
  const path = join(folder, 'blocks.dat');
  const headers: BlockHeader[] = [];
  let [coins, inputs] = [0, 0];
  const locks = Array.from({ length: 16 }, (_, i) => keyLock(i + 1));
  const lock = (number: number) => expectDefined(locks[number % locks.length], 'a lock');
  let tip: ParentBlock = GENESIS;
  for (const block of spendingChain(GENESIS, { params, transactions: TRANSACTIONS, lock })) {
    appendFileSync(path, blockRecord(block));
    headers.push(block.header);
    for (const tx of block.transactions) {
      const spent = isCoinbase(tx) ? 0 : tx.inputs.length;
      inputs += spent;
      coins += coinsOf(tx) - spent;
    }
    tip = block;
    if (block.height === BLOCKS) break;
  }
  const { hash } = tip;
  for (let i = 0; i < BURYING_HEADERS; i++) {
    tip = buildBlock(tip, { params });
    headers.push(tip.header);
  }
  return { path, headers, tip: hash, coins, inputs };
}

function coinsOf({ outputs }: Transaction): number {
  return outputs.filter(({ scriptPubKey }) => !isUnspendable(scriptPubKey)).length;
}

interface Variant {
  readonly pool: ScriptPool;
  readonly commitEach?: boolean;
  readonly assumeValid?: boolean;
}

let syncs = 0;

/** Blocks per second into a new folder. */
function measureSync(file: ChainFile, { pool, commitEach = false, assumeValid = false }: Variant): Measure {
  return async () => {
    const { pagesMiB: cacheMiB, ...bytes } = divideCache(DB_CACHE_MIB);
    const store = openChainStore({ path: join(folder, `${syncs++}/chain.sqlite`), cacheMiB, onNotice() {} });
    const chainstate = await createChainstate({
      ...CHAIN_RESOURCES,
      params: assumeValid ? { ...params, assumeValid: file.tip } : params,
      genesis: REGTEST.genesis,
      store,
      scripts: createScriptVerifier(pool),
      clock,
      log: SILENT_LOG,
      memory: { ...CHAIN_RESOURCES.memory, ...bytes },
    });
    if (assumeValid) for (const header of file.headers) assert((await chainstate.submitHeader(header)).ok);
    const began = performance.now();
    await load(file.path, commitEach ? { ...chainstate, feedBlock: chainstate.submitBlock } : chainstate);
    await chainstate.settled();
    const rate = (1000 * BLOCKS) / (performance.now() - began);
    assert.equal(displayHash(chainstate.tip().hash), displayHash(file.tip));
    assert.equal(await countCoins(chainstate), file.coins);
    store.close();
    rmSync(join(folder, `${syncs - 1}`), { recursive: true });
    return rate;
  };
}

function load(path: string, chainstate: Chainstate): Promise<void> {
  const { magic } = REGTEST;
  const rest = { isStopping: () => false, onProgress() {} };
  return importBlocks([path], { chainstate, magic, clock, log: SILENT_LOG, ...rest });
}

async function countCoins(chainstate: Chainstate): Promise<number> {
  const snapshot = await chainstate.openCoinsSnapshot();
  let count = 0;
  for (const page of snapshot.pages()) count += page.length;
  snapshot.close();
  return count;
}

const file = writeChainFile();
const one = createBuiltScriptPool(1);
const two = createBuiltScriptPool(2);
const BASE = 'commits in groups, 1 thread';
const variants = new Map<string, Variant>([
  ['a commit for each block, 1 thread', { pool: one, commitEach: true }],
  [BASE, { pool: one }],
  ['commits in groups, 2 threads', { pool: two }],
  ['assumed to be valid', { pool: one, assumeValid: true }],
]);
const results = await alternate(
  new Map([...variants].map(([name, variant]) => [name, measureSync(file, variant)])),
  ROUNDS,
);
for (const pool of [one, two]) await pool.close();
reportSync({
  rates: results,
  base: BASE,
  ratioName: 'of groups, 1 thread',
  blocks: BLOCKS,
  inputs: file.inputs,
  coins: file.coins,
  rounds: ROUNDS,
});
