import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { RPC_METHODS } from '../../src/rpc/methods/all.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { BITCOIND } from '../helpers/bitcoind.ts';
import { blockchainCalls } from './bitcoind/calls/blockchain.ts';
import { descriptorCalls } from './bitcoind/calls/descriptors.ts';
import { type Add, type Facts, factsOf } from './bitcoind/calls/facts.ts';
import { mempoolCalls } from './bitcoind/calls/mempool.ts';
import { nodeCalls } from './bitcoind/calls/node.ts';
import { rawTransactionCalls } from './bitcoind/calls/rawtransactions.ts';
import { type ChainScene, makeChainScene } from './bitcoind/chain-scene.ts';
import { comparable, isIncomparable } from './bitcoind/differences.ts';
import { type Call, nearCalls } from './bitcoind/near-calls.ts';
import { type Pair, shown, startPair } from './bitcoind/pair.ts';
import { createRandom } from './random.ts';

/**
 * Every method that Bitcoin Core and this node both have, asked of both with good and with wrong parameters: both
 * answer the same, results and errors, but for what `bitcoind/differences.ts` lists.
 *
 *     BITCOIND=/path/to/bitcoind NONCED_SEED=1 NONCED_BITCOIND_CASES=10000 npx vitest run test/differential/bitcoind-rpc.test.ts
 */

const TIMEOUT_MS = 3_600_000;
/** Calls of the random kind. */
const CASES = Number(process.env['NONCED_BITCOIND_CASES'] ?? 1_000);
const SEED = Number(process.env['NONCED_SEED'] ?? Date.now() % 1_000_000);

const INDEXES = ['-txindex', '-coinstatsindex', '-blockfilterindex'];

const hexOf = (tx: Transaction): string => toHex(serializeTransaction(tx));

/** Gives both the chain and the transactions of the scene. */
async function play(scene: ChainScene, pair: Pair): Promise<void> {
  const tip = expectDefined(scene.blocks.at(-1), 'a block');
  await pair.same('setmocktime', [tip.header.time + 600]);
  for (const block of [...scene.blocks.slice(0, -1), ...scene.stale, tip, scene.overpaid])
    await pair.submit(block);
  await pair.submitHeader(scene.announced);
  await pair.same('syncwithvalidationinterfacequeue');
  for (const tx of scene.unconfirmed)
    expect(await pair.same('sendrawtransaction', [hexOf(tx)])).toHaveProperty('result');
  expect(await pair.same('submitpackage', [scene.package.map(hexOf)])).toMatchObject({
    result: { package_msg: 'success' },
  });
}

type MakeCalls = (add: Add, facts: Facts) => void;

function callsOf(make: MakeCalls, facts: Facts): readonly Call[] {
  const calls: Call[] = [];
  make((method, ...params) => calls.push({ method, params }), facts);
  return calls.filter(({ method, params }) => !isIncomparable(method, params));
}

/** Makes the calls of both. @returns those that both answered with a result @throws AssertionError with all that differ */
async function compare(pair: Pair, calls: readonly Call[]): Promise<readonly Call[]> {
  const differing: string[] = [];
  const answered: Call[] = [];
  for (const call of calls) {
    const { method, params } = call;
    const [ours, theirs] = (await pair.ask(method, params)).map((answer) => comparable(method, answer));
    if (!isDeepStrictEqual(ours, theirs)) {
      differing.push(`${method} ${shown(params)}\nours:   ${shown(ours)}\ntheirs: ${shown(theirs)}`);
    } else if (ours && 'result' in ours) answered.push(call);
  }
  expect(differing.join('\n\n')).toBe('');
  return answered;
}

const CATEGORIES: Readonly<Record<string, MakeCalls>> = {
  'the chain': blockchainCalls,
  'the mempool': mempoolCalls,
  transactions: rawTransactionCalls,
  'addresses and descriptors': descriptorCalls,
  'mining, peers and the process': nodeCalls,
};

const PARAM_NAMES = new Map(RPC_METHODS.map(({ lowerName, params }) => [lowerName, Object.keys(params)]));

/** The call with its parameters by name. */
function named(method: string, params: readonly unknown[]): object {
  const names = PARAM_NAMES.get(method) ?? [];
  return Object.fromEntries(params.map((value, i) => [names[i] ?? 'bogus', value]));
}

describe.runIf(BITCOIND !== undefined)('bitcoind (where BITCOIND names one)', { timeout: TIMEOUT_MS }, () => {
  it.each(Object.entries(CATEGORIES))('answers calls about %s as this node does', async (_, make) => {
    const scene = makeChainScene();
    const pair = await startPair(...INDEXES);
    await play(scene, pair);
    const answered = await compare(pair, callsOf(make, factsOf(scene)));
    const near = nearCalls(answered, createRandom(SEED), Math.ceil(CASES / Object.keys(CATEGORIES).length));
    await compare(
      pair,
      near.filter(({ method, params }) => !isIncomparable(method, params)),
    );
    for (const { method, params } of answered.filter((_call, i) => i % 10 === 0)) {
      const byName = await pair.ask(method, named(method, params));
      const [ours, theirs] = byName.map((answer) => comparable(method, answer));
      expect(ours, `${method} ${shown(named(method, params))}, seed ${SEED}`).toEqual(theirs);
    }
    await pair.stop();
  });
});
