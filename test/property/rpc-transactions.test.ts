import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RpcError } from '../../src/rpc/errors.ts';
import { validateAddress } from '../../src/rpc/methods/descriptors/validate-address.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_SIGNED_HEX } from '../../src/rpc/methods/examples.ts';
import { MEMPOOL_METHODS } from '../../src/rpc/methods/mempool/methods.ts';
import { generateBlock } from '../../src/rpc/methods/mining/generate-block.ts';
import { RAW_TRANSACTION_METHODS } from '../../src/rpc/methods/rawtransactions/methods.ts';
import { openRpcNode, type RpcNode } from '../helpers/rpc-node.ts';

/** Whatever a client sends, it gets an answer of the documented form or an error with a code: never a fault of ours. */

const METHODS = [...RAW_TRANSACTION_METHODS, ...MEMPOOL_METHODS, generateBlock, validateAddress];

/** A hex digit of the text replaced, a piece cut out or doubled. */
const mutated = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.nat(40), fc.stringMatching(/^[0-9a-f]{0,8}$/))
    .map(([at, cut, inserted]) => text.slice(0, at) + inserted + text.slice(at + cut));

/** Values that could be meant, and values that could not. */
const anyParam = fc.oneof(
  fc.constantFrom<unknown>(
    EXAMPLE_SIGNED_HEX,
    EXAMPLE_ADDRESS,
    '00'.repeat(32),
    'raw(51)',
    0,
    1,
    -1,
    2 ** 32,
    0.1,
    true,
    null,
  ),
  mutated(EXAMPLE_SIGNED_HEX),
  fc.array(mutated(EXAMPLE_SIGNED_HEX), { maxLength: 3 }),
  fc.array(
    fc.record({
      txid: fc.constant('11'.repeat(32)),
      vout: fc.integer(),
      scriptPubKey: fc.constantFrom('51', 'zz'),
    }),
  ),
  fc.dictionary(
    fc.constantFrom(EXAMPLE_ADDRESS, 'data', 'x'),
    fc.oneof(fc.double(), fc.string(), fc.constant('00')),
  ),
  fc.jsonValue(),
);

async function answerOrError({ call }: RpcNode, name: string, params: readonly unknown[]): Promise<void> {
  try {
    await call(name, ...params);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    expect(error.message).not.toBe('');
  }
}

describe('the methods about transactions', () => {
  it.each(METHODS)('$name answers anything', { timeout: 120_000 }, async ({ name, params, example }) => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 101, EXAMPLE_ADDRESS);
    const count = Object.keys(params).length;
    // As an example but for one parameter, or anything at all.
    const nearExample = fc.tuple(fc.nat(Math.max(0, count - 1)), anyParam).map(([at, value]) => {
      const changed: unknown[] = [...example];
      while (changed.length < at) changed.push(null);
      if (count > 0) changed[at] = value;
      return changed;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearExample, fc.array(anyParam, { maxLength: count })), async (given) => {
        await answerOrError(node, name, given);
      }),
      { numRuns: 200 },
    );
    expect(node.chainstate.tip().height).toBeGreaterThanOrEqual(101);
  });
});
