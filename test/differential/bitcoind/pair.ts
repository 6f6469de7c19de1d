import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { type Block, serializeBlock } from '../../../src/primitives/block.ts';
import { serializeHeader } from '../../../src/primitives/block-header.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { startBitcoind } from '../../helpers/bitcoind.ts';
import { startRegtest } from '../../helpers/daemon.ts';
import { RpcFailure } from '../../helpers/rpc-client.ts';

/** A nonced and a bitcoind on regtest that don't know of each other and are asked the same. */

const SHOWN_LENGTH = 3_000;

export type Answer = { readonly result: unknown } | { readonly code: number; readonly message: string };

export interface Pair {
  /** What each of them answers: ours first. */
  ask(method: string, params?: readonly unknown[] | object): Promise<readonly [Answer, Answer]>;
  /** The answer of both. @throws Error with both where they differ */
  same(method: string, params?: readonly unknown[] | object): Promise<Answer>;
  /** The answer of both to the block. */
  submit(block: Block): Promise<Answer>;
  /** The answer of both to a proposal of the block. */
  propose(block: Block): Promise<Answer>;
  /** The answer of both to the block's header. */
  submitHeader(block: Block): Promise<Answer>;
  /** Sees that both have the same tip and the same coins. */
  expectSameCoins(): Promise<void>;
  stop(): Promise<void>;
}

/** @param args - of both */
export async function startPair(...args: readonly string[]): Promise<Pair> {
  const [ours, theirs] = await Promise.all([startRegtest({ args }), startBitcoind(...args)]);
  const ask: Pair['ask'] = (method, params = []) =>
    Promise.all([answerOf(ours.call(method, params)), answerOf(theirs.call(method, params))]);
  const same: Pair['same'] = async (method, params = []) => {
    const [our, their] = await ask(method, params);
    if (isDeepStrictEqual(our, their)) return our;
    const asked = `${method} ${shown(params)}`;
    throw new Error(`${asked}\nours:   ${shown(our)}\ntheirs: ${shown(their)}`);
  };
  return {
    ask,
    same,
    submit: (block) => same('submitblock', [toHex(serializeBlock(block))]),
    propose: (block) =>
      same('getblocktemplate', [{ mode: 'proposal', rules: ['segwit'], data: toHex(serializeBlock(block)) }]),
    submitHeader: (block) => same('submitheader', [toHex(serializeHeader(block.header))]),
    async expectSameCoins() {
      await same('getbestblockhash');
      const [our, their] = await ask('gettxoutsetinfo', ['muhash']);
      expect(muhashOf(our)).toBe(muhashOf(their));
    },
    stop: () => ours.stop(),
  };
}

/** Enough of it to see what it is. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

async function answerOf(call: Promise<unknown>): Promise<Answer> {
  try {
    return { result: await call };
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    return { code: error.code, message: error.message };
  }
}

function muhashOf(answer: Answer): unknown {
  return 'result' in answer ? (answer.result as { readonly muhash: string }).muhash : answer;
}
