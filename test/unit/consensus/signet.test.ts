import { describe, expect, it } from 'vitest';
import { checkBlock } from '../../../src/consensus/check-block.ts';
import { isSignetSolved, signetTransactions } from '../../../src/consensus/signet.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import { makeTransaction } from '../../../src/primitives/tx.ts';
import { pushData } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS, solveBlock } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { hex } from '../../helpers/script.ts';
import { SIGNET_BLOCKS, signBlock, solutionBytes, withSolution } from '../../helpers/signet.ts';
import { BARE_LOCK, keyLock } from '../../helpers/spending.ts';

const SIGNET = readShippedNetwork('signet');
const CHALLENGE = expectDefined(SIGNET.consensus.signetChallenge, 'signet has a challenge');
const OP_TRUE = Uint8Array.of(0x51);
const EMPTY = solutionBytes({ scriptSig: new Uint8Array(), witness: [] });

/** Its two keys, both of which must sign. */
const TWO_OF_TWO = hex(
  '522103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae',
);

/** The block with that script in place of its commitment to the witnesses. */
function withCommitment(block: Block, change: (script: Uint8Array) => Uint8Array): Block {
  const [coinbase, ...others] = block.transactions;
  const { outputs, ...fields } = expectDefined(coinbase, 'a coinbase');
  const changed = outputs.map((output, i) =>
    i === outputs.length - 1 ? { ...output, scriptPubKey: change(output.scriptPubKey) } : output,
  );
  return makeBlock(block.header, [makeTransaction({ ...fields, outputs: changed }), ...others]);
}

describe('isSignetSolved', () => {
  it('holds for the first blocks of the public signet, and for no other challenge', () => {
    for (const block of SIGNET_BLOCKS) {
      expect(isSignetSolved(block, CHALLENGE)).toBe(true);
      expect(isSignetSolved(block, TWO_OF_TWO)).toBe(false);
    }
  });

  it.each([
    ['version', { version: 0x20000001 }],
    ['prevBlockHash', { prevBlockHash: GENESIS.hash }],
    ['time', { time: 1_600_000_000 }],
  ])('does not hold where the %s is not the one that was signed', (_, change) => {
    const [block] = SIGNET_BLOCKS;
    const { header, transactions } = expectDefined(block, 'a block');
    expect(isSignetSolved(makeBlock({ ...header, ...change }, transactions), CHALLENGE)).toBe(false);
  });

  it('holds whatever the nonce is, which is searched after signing', () => {
    const [block] = SIGNET_BLOCKS;
    const { header, transactions } = expectDefined(block, 'a block');
    expect(isSignetSolved(makeBlock({ ...header, nonce: 0 }, transactions), CHALLENGE)).toBe(true);
  });

  it('does not hold where a transaction is not one that was signed', () => {
    const [first, second] = SIGNET_BLOCKS;
    if (!first || !second) throw new Error('two blocks');
    const transactions = [...first.transactions, ...second.transactions];
    expect(isSignetSolved(makeBlock(first.header, transactions), CHALLENGE)).toBe(false);
  });

  it('holds for a block of our own with the signature of the key in the challenge', () => {
    const lock = keyLock(7);
    const block = signBlock(buildBlock(GENESIS), lock);
    expect(isSignetSolved(block, lock.scriptPubKey)).toBe(true);
    expect(isSignetSolved(block, keyLock(8).scriptPubKey)).toBe(false);
    expect(isSignetSolved(buildBlock(GENESIS), lock.scriptPubKey)).toBe(false);
  });

  it('asks for no solution where the challenge is true by itself, and ignores one that is there', () => {
    expect(isSignetSolved(buildBlock(GENESIS), OP_TRUE)).toBe(true);
    expect(isSignetSolved(signBlock(buildBlock(GENESIS), BARE_LOCK), OP_TRUE)).toBe(true);
  });

  it('does not hold without a commitment to the witnesses, nor without a coinbase', () => {
    const block = buildBlock(GENESIS, { coinbase: { outputs: [] } });
    expect(
      isSignetSolved(
        withCommitment(block, () => OP_TRUE),
        OP_TRUE,
      ),
    ).toBe(false);
    expect(isSignetSolved({ ...block, transactions: [] }, OP_TRUE)).toBe(false);
  });

  it.each([
    ['a byte behind the solution', concatBytes(EMPTY, Uint8Array.of(0))],
    ['a witness that ends too soon', Uint8Array.of(0, 1)],
    ['nothing but a length', Uint8Array.of(5)],
  ])('does not hold with %s', (_, bytes) => {
    expect(isSignetSolved(withSolution(buildBlock(GENESIS), EMPTY), OP_TRUE)).toBe(true);
    expect(isSignetSolved(withSolution(buildBlock(GENESIS), bytes), OP_TRUE)).toBe(false);
  });

  it('takes the header alone for no solution, and of two solutions the first', () => {
    const header = pushData(hex('ecc7daa2'));
    const good = pushData(concatBytes(hex('ecc7daa2'), EMPTY));
    const bad = pushData(hex('ecc7daa2ff'));
    const block = buildBlock(GENESIS);
    const solved = (...pushes: Uint8Array[]) =>
      isSignetSolved(
        withCommitment(block, (script) => concatBytes(script, ...pushes)),
        OP_TRUE,
      );
    expect(solved(header)).toBe(true);
    expect(solved(header, bad)).toBe(false);
    expect(solved(good, bad)).toBe(true);
    expect(solved(bad, good)).toBe(false);
  });

  it('does not hold where an output’s value fits no amount, whose bytes are not known', () => {
    const block = buildBlock(GENESIS);
    const [coinbase] = block.transactions;
    if (!coinbase) throw new Error('a coinbase');
    const outputs = coinbase.outputs.map((output) => ({ ...output, value: 2 ** 53 }));
    expect(isSignetSolved({ ...block, transactions: [{ ...coinbase, outputs }] }, OP_TRUE)).toBe(false);
  });
});

describe('signetTransactions', () => {
  it('leaves of the push with the solution only its header, and writes the others anew', () => {
    const long = Uint8Array.of(0x4c, 1, 7);
    const behind = Uint8Array.of(0x4c);
    const rootOf = (...parts: Uint8Array[]) => {
      const block = withCommitment(buildBlock(GENESIS), (script) => concatBytes(script, ...parts));
      const transactions = signetTransactions(block, OP_TRUE);
      if (!transactions.ok) throw new Error(transactions.code);
      return transactions.value.toSpend.txid;
    };
    const solution = pushData(concatBytes(hex('ecc7daa2'), EMPTY));
    const short = pushData(Uint8Array.of(7));
    expect(rootOf(solution, long, behind)).toEqual(rootOf(solution, short));
    expect(rootOf(solution)).toEqual(rootOf(pushData(concatBytes(hex('ecc7daa2'), EMPTY))));
    // Without a solution the script stays as it is.
    expect(rootOf(long)).not.toEqual(rootOf(short));
  });
});

describe('checkBlock on a signet', () => {
  const params = { ...REGTEST.consensus, signetChallenge: keyLock(1).scriptPubKey };

  it('bad-signet-blksig', () => {
    const block = buildBlock(GENESIS);
    expect(checkBlock(signBlock(block, keyLock(1)), params)).toEqual(ACCEPTED);
    expect(checkBlock(block, params)).toEqual(
      reject('bad-signet-blksig', 'signet block signature validation failure'),
    );
    expect(checkBlock(signBlock(block, keyLock(2)), params)).toMatchObject({ code: 'bad-signet-blksig' });
  });

  it('asks for none in the first block of the network', () => {
    expect(checkBlock(SIGNET.genesis, SIGNET.consensus)).toEqual(ACCEPTED);
  });

  it('comes after the work and before the merkle root', () => {
    const { header, ...block } = buildBlock(GENESIS);
    const noRoot = solveBlock({ ...header, merkleRoot: GENESIS.hash }, block.transactions);
    expect(checkBlock(noRoot, params)).toMatchObject({ code: 'bad-signet-blksig' });
    expect(checkBlock(noRoot, { ...params, powLimit: 1n })).toMatchObject({ code: 'high-hash' });
  });

  it('accepts the real blocks', () => {
    for (const block of SIGNET_BLOCKS) expect(checkBlock(block, SIGNET.consensus)).toEqual(ACCEPTED);
  });
});
