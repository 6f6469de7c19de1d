import { describe, expect, it } from 'vitest';
import {
  decodeMerkleBlock,
  type MerkleBlock,
  serializeMerkleBlock,
} from '../../../../../src/consensus/merkle-block.ts';
import { decodeHeader } from '../../../../../src/primitives/block-header.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { EXAMPLE_PROOF } from '../../../../../src/rpc/methods/examples.ts';
import { fromHex, toHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

/** As Core's rpc_txoutproof.py: two transactions in one block, and one in the next that spends the second. */
interface Proofs extends RpcNode {
  readonly first: string;
  readonly second: string;
  readonly third: string;
  /** The block of the first two. */
  readonly blockhash: string;
}

async function openProofs(): Promise<Proofs> {
  const node = await openRpcNode();
  const coins = await node.matureCoins(2);
  const [first, second] = coins.map((coin) => payOn([coin], 1000));
  if (!first || !second) throw new Error('two coins');
  const { hash: blockhash } = await node.call<{ hash: string }>(
    'generateBlock',
    OPEN_ADDRESS,
    [first, second].map(hexOfTransaction),
  );
  const third = payOn([outputAt(second, 0)], 1000);
  await node.call('generateBlock', OPEN_ADDRESS, [hexOfTransaction(third)]);
  const [a, b, c] = [first, second, third].map((tx) => displayHash(tx.txid)) as [string, string, string];
  return { ...node, first: a, second: b, third: c, blockhash };
}

/** The proof, changed. */
function tweak(proof: string, change: (merkleBlock: MerkleBlock) => MerkleBlock): string {
  const decoded = decodeMerkleBlock(expectDefined(fromHex(proof), 'hex'));
  if (!decoded.ok) throw new Error(decoded.debug);
  return toHex(serializeMerkleBlock(change(decoded.value)));
}

describe('getTxOutProof', () => {
  it('proves what verifyTxOutProof finds, in the order of the block', async () => {
    const { call, first, second, blockhash } = await openProofs();
    const proven = async (...params: readonly unknown[]) =>
      call('verifyTxOutProof', await call('getTxOutProof', ...params));
    expect(await proven([first])).toEqual([first]);
    // Found by the first, which is unspent, in whatever order they are asked for.
    expect(await proven([first, second])).toEqual([first, second]);
    expect(await proven([second, first])).toEqual([first, second]);
    expect(await proven([second], blockhash)).toEqual([second]);
    expect(await proven([second, first], blockhash)).toEqual([first, second]);
  });

  it('is found by any output, not only the first', async () => {
    const { call, matureCoins } = await openRpcNode();
    const split = payOn(await matureCoins(1), 1000, { parts: 3 });
    const spends = [0, 1].map((index) => payOn([outputAt(split, index)], 1000));
    await call('generateBlock', OPEN_ADDRESS, [split, ...spends].map(hexOfTransaction));
    const txid = displayHash(split.txid);
    expect(await call('verifyTxOutProof', await call('getTxOutProof', [txid]))).toEqual([txid]);
  });

  it('refuses in the words of Bitcoin Core', async () => {
    const { call, refusal, chainstate, first, second, third, blockhash } = await openProofs();
    const ask = (...params: readonly unknown[]) => refusal('getTxOutProof', ...params);
    const short = '00'.repeat(16);
    const odd = `ZZZ${'0'.repeat(61)}`;
    expect(await ask([])).toBe("-8 Parameter 'txids' cannot be empty");
    expect(await ask([], 'zz')).toBe("-8 Parameter 'txids' cannot be empty");
    expect(await ask([first, first])).toBe(`-8 Invalid parameter, duplicated txid: ${first}`);
    expect(await ask([short], blockhash)).toBe(`-8 txid must be of length 64 (not 32, for '${short}')`);
    expect(await ask([odd], blockhash)).toBe(`-8 txid must be hexadecimal string (not '${odd}')`);
    expect(await ask([first], short)).toBe(`-8 blockhash must be of length 64 (not 32, for '${short}')`);
    expect(await ask([first], odd)).toBe(`-8 blockhash must be hexadecimal string (not '${odd}')`);
    expect(await ask([second])).toBe('-5 Transaction not yet in block');
    expect(await ask([first], '00'.repeat(32))).toBe('-5 Block not found');
    const elsewhere = '-5 Not all transactions found in specified or retrieved block';
    expect(await ask([first, third])).toBe(elsewhere);
    expect(await ask([third], blockhash)).toBe(elsewhere);
    const { hash, hex } = await call<{ hash: string; hex: string }>('generateBlock', 'raw(55)', [], false);
    const header = decodeHeader(expectDefined(fromHex(hex.slice(0, 160)), 'hex'));
    if (header.ok) await chainstate.submitHeader(header.value);
    expect(await ask([first], hash)).toBe('-1 Block not available (not fully downloaded)');
  });

  it('gives up where the node stops', async () => {
    const { refusal } = await openRpcNode({ isStopping: () => true });
    expect(await refusal('getTxOutProof', ['11'.repeat(32)])).toBe('-9 Shutting down');
  });
});

describe('verifyTxOutProof', () => {
  it('reads the example', async () => {
    const { call } = await openRpcNode();
    const { tx } = await call<{ tx: string[] }>('getBlock', 0);
    expect(await call('verifyTxOutProof', EXAMPLE_PROOF)).toEqual(tx);
    expect(await call('getTxOutProof', tx, await call('getBlockHash', 0))).toBe(EXAMPLE_PROOF);
  });

  it('proves nothing by a root passed off as the only transaction of the block', async () => {
    const { call, first, second } = await openProofs();
    const proof = await call<string>('getTxOutProof', [first, second]);
    const faked = tweak(proof, ({ header }) => ({
      header,
      tree: { txCount: 1, hashes: [header.merkleRoot], flags: Uint8Array.of(1) },
    }));
    expect(await call('verifyTxOutProof', faked)).toEqual([]);
  });

  it('proves nothing by a tree that is none, or of another block', async () => {
    const { call, first } = await openProofs();
    const proof = await call<string>('getTxOutProof', [first]);
    const cut = tweak(proof, ({ header, tree }) => ({
      header,
      tree: { ...tree, hashes: tree.hashes.slice(1) },
    }));
    expect(await call('verifyTxOutProof', cut)).toEqual([]);
    const other = tweak(proof, ({ header, tree }) => ({
      header: { ...header, merkleRoot: header.prevBlockHash },
      tree,
    }));
    expect(await call('verifyTxOutProof', other)).toEqual([]);
  });

  it('refuses a proof of a block that is unknown, or not in the best chain', async () => {
    const { call, refusal, first, blockhash } = await openProofs();
    const proof = await call<string>('getTxOutProof', [first]);
    const unknown = tweak(proof, ({ header, tree }) => ({ header: { ...header, nonce: 1 }, tree }));
    expect(await refusal('verifyTxOutProof', unknown)).toBe('-5 Block not found in chain');
    await call('invalidateBlock', blockhash);
    expect(await refusal('verifyTxOutProof', proof)).toBe('-5 Block not found in chain');
  });

  it('reads what is there and ignores what follows, as Bitcoin Core', async () => {
    const { call, refusal, first } = await openProofs();
    const proof = await call<string>('getTxOutProof', [first]);
    expect(await call('verifyTxOutProof', `${proof}00`)).toEqual([first]);
    expect(await refusal('verifyTxOutProof', proof.slice(0, -2))).toBe('-1 SpanReader::read(): end of data');
    expect(await refusal('verifyTxOutProof', '')).toBe("-8 proof must be hexadecimal string (not '')");
    expect(await refusal('verifyTxOutProof', 'zz')).toBe("-8 proof must be hexadecimal string (not 'zz')");
  });
});
