import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatcher } from '../../src/rpc/dispatcher.ts';
import { RPC_ERRORS } from '../../src/rpc/errors.ts';
import { RPC_METHODS } from '../../src/rpc/methods/all.ts';
import {
  EXAMPLE_ADDRESS,
  EXAMPLE_COINBASE_TXID,
  EXAMPLE_PRIVATE_KEY,
  EXAMPLE_SIGNED_HEX,
  EXAMPLE_UNSIGNED_HEX,
} from '../../src/rpc/methods/examples.ts';
import type { RpcMethod } from '../../src/rpc/registry.ts';
import { createWarmup } from '../../src/rpc/warmup.ts';
import { createWhitelist } from '../../src/rpc/whitelist.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { expectDocumentedResult } from '../helpers/check-result.ts';
import { recordingLog } from '../helpers/rpc.ts';
import { openRpcNode } from '../helpers/rpc-node.ts';
import { HOSTILE, schemaArbitrary } from '../helpers/schema-arbitrary.ts';

/** Calls of each method; RPC_CALLS=1000 is the long form. */
const CALLS = Number(process.env['RPC_CALLS'] ?? 8);

/** What is done as long as it is asked for: so many blocks, so many tries, so many milliseconds. */
const AMOUNTS_OF_WORK = ['nblocks', 'num_blocks', 'maxtries', 'wait'];

const KNOWN_CODES = new Set<number>(Object.values(RPC_ERRORS));

type Answer = {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
};

/** A node whose methods are called as over HTTP, one for all calls: what one does, the next may find. */
async function openTarget() {
  const node = await openRpcNode({ isStopping: () => true });
  await node.call('generateToAddress', 3, EXAMPLE_ADDRESS);
  const tip = await node.call<string>('getBestBlockHash');
  const known = [
    tip,
    EXAMPLE_COINBASE_TXID,
    EXAMPLE_ADDRESS,
    EXAMPLE_PRIVATE_KEY,
    EXAMPLE_SIGNED_HEX,
    EXAMPLE_UNSIGNED_HEX,
    'segwit',
    'start',
    'proposal',
  ];
  const warmup = createWarmup();
  warmup.finish();
  const faults: unknown[] = [];
  const logged: string[] = [];
  const dispatcher = createDispatcher({
    registry: node.registry,
    warmup,
    whitelist: createWhitelist({ lists: [], isDefault: false }, node.registry),
    clock: node.clock,
    log: recordingLog(logged),
    onFault: (fault) => faults.push(fault),
  });
  async function send(method: string, params: unknown): Promise<Answer> {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const reply = await dispatcher.handle(body, { user: 'fuzz', afterAnswer: () => {} });
    return JSON.parse(Buffer.from(expectDefined(reply.body, 'an answer')).toString('utf8')) as Answer;
  }
  /** One call, whose answer is a documented result or an error that a client can understand. */
  async function expectAnswer(method: RpcMethod, params: unknown): Promise<void> {
    const { result, error } = await send(method.lowerName, params);
    const shown = () => `${method.name} ${JSON.stringify(params).slice(0, 300)}\n${logged.at(-1) ?? ''}`;
    expect(faults, shown()).toEqual([]);
    if (!error) return expectDocumentedResult(method, result);
    expect(KNOWN_CODES, shown()).toContain(error.code);
    expect(error.code === RPC_ERRORS.RPC_INTERNAL_ERROR && /debug\.log/.test(error.message), shown()).toBe(
      false,
    );
    expect(error.message, shown()).not.toMatch(/\bat .*\.[jt]s:\d+|Cannot read prop|is not a function/);
  }
  return { known, expectAnswer };
}

/** Without what nobody waits for. */
function bounded(method: RpcMethod, values: readonly unknown[]): readonly unknown[] {
  const names = Object.keys(method.params);
  return values.map((value, index) =>
    AMOUNTS_OF_WORK.includes(names[index] ?? '') && typeof value === 'number' ? Math.min(value, 2) : value,
  );
}

/** Neither does the wallet, which this node hasn't. */
const METHODS = RPC_METHODS.filter(({ category }) => category !== 'wallet');

describe('every method', () => {
  it('answers any call with a documented result or a typed error', { timeout: 120_000 }, async () => {
    const { known, expectAnswer } = await openTarget();
    for (const method of METHODS) {
      const params = Object.values(method.params);
      await expectAnswer(method, []);
      await expectAnswer(method, Array(params.length + 1).fill(0));
      await expectAnswer(method, { 'no such parameter': 1 });
      for (const value of HOSTILE)
        await expectAnswer(method, bounded(method, Array(params.length).fill(value)));
      const values = fc.tuple(...params.map(({ schema, shown }) => schemaArbitrary(shown ?? schema, known)));
      const count = fc.nat(params.length);
      await fc.assert(
        fc.asyncProperty(values, count, async (all, length) => {
          await expectAnswer(method, bounded(method, all.slice(0, length)));
        }),
        { numRuns: CALLS },
      );
    }
  });
});
