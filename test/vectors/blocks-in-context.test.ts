import { describe, expect, it } from 'vitest';
import { createEntry } from '../../src/chain/block-index.ts';
import { checkBlock } from '../../src/consensus/check-block.ts';
import { checkBlockInContext } from '../../src/consensus/check-block-context.ts';
import { checkHeaderInContext, checkHeaderWork } from '../../src/consensus/check-header.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { type Block, decodeBlock } from '../../src/primitives/block.ts';
import { decodeHeader, HEADER_SIZE, hashHeader } from '../../src/primitives/block-header.ts';
import { ACCEPTED, reject } from '../../src/util/verdict.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/**
 * Real blocks of Bitcoin's main network at their heights: every rule but those that need coins (block-300025.test.ts
 * has these) and those about blocks before the parent, which no vector has: the parent's target is taken to be the
 * block's (none of them begins a period), its median time past to be a second before the block.
 */

const MAIN = readShippedNetwork('main');
const PARAMS = MAIN.consensus;
const HEIGHTS = [300_025, 426_884, 482_683] as const;

function readBlock(height: number): Block {
  const block = decodeBlock(readVectorFile(`blocks/block${height}.raw`));
  if (!block.ok) throw new Error(block.debug);
  return block.value;
}

/** What the rules would see of the parent of a block at that height. */
function parentOf({ header }: Block, height: number) {
  const time = header.time - 1;
  return { height: height - 1, header: { ...header, time }, medianTimePast: time, parent: undefined };
}

function judge(block: Block, height: number) {
  const parent = parentOf(block, height);
  const verdicts = [
    checkBlock(block, PARAMS),
    checkHeaderInContext(block.header, { parent, params: PARAMS, nowSeconds: block.header.time }),
    checkBlockInContext(block, { parent, params: PARAMS }),
  ];
  return verdicts.find((verdict) => !verdict.ok) ?? ACCEPTED;
}

describe.skipIf(!hasVectors('blocks'))('real blocks in context', () => {
  it.for(HEIGHTS)('%d is accepted at its height', (height, context) => {
    expect(judge(readBlock(height), height)).toEqual(ACCEPTED);
    countVectors(context, 1);
  });

  it.for(HEIGHTS)('%d is refused one block higher: its coinbase says where it is', (height) => {
    expect(judge(readBlock(height), height + 1)).toMatchObject(reject('bad-cb-height'));
  });

  it.each([
    [300_025, 'bad-cb-height'],
    // Wallets had locked transactions to the height before: they may come into this block, not one below.
    [426_884, 'bad-txns-nonfinal'],
    [482_683, 'bad-txns-nonfinal'],
  ] as const)('%d is refused one block lower: %s', (height, code) => {
    expect(judge(readBlock(height), height - 1)).toMatchObject(reject(code));
  });

  it('482683 is refused where segwit is not active yet', () => {
    const block = readBlock(482_683);
    const params = { ...PARAMS, activationHeights: { ...PARAMS.activationHeights, segwit: 482_684 } };
    expect(checkBlockInContext(block, { parent: parentOf(block, 482_683), params })).toMatchObject(
      reject('unexpected-witness'),
    );
  });

  it('300025 is refused once BIP66 holds: its version is 2', () => {
    const block = readBlock(300_025);
    const params = { ...PARAMS, activationHeights: { ...PARAMS.activationHeights, bip66: 300_025 } };
    const context = { parent: parentOf(block, 300_025), params, nowSeconds: block.header.time };
    expect(checkHeaderInContext(block.header, context)).toMatchObject(reject('bad-version(0x00000002)'));
  });
});

describe.skipIf(!hasVectors('blocks'))('the first header after the genesis block', () => {
  it('is accepted on it, at the second it was made and not 7,201 seconds before', (context) => {
    const decoded = decodeHeader(readVectorFile('blocks/headers1.raw').subarray(0, HEADER_SIZE));
    if (!decoded.ok) throw new Error(decoded.debug);
    const header = decoded.value;
    const parent = createEntry(MAIN.genesis.header, MAIN.genesis.hash, undefined);
    expect(header.prevBlockHash).toEqual(parent.hash);
    expect(checkHeaderWork(header, hashHeader(header), PARAMS.powLimit)).toEqual(ACCEPTED);
    const at = (nowSeconds: number) => checkHeaderInContext(header, { parent, params: PARAMS, nowSeconds });
    expect(at(header.time - 7200)).toEqual(ACCEPTED);
    expect(at(header.time - 7201)).toMatchObject(reject('time-too-new'));
    countVectors(context, 1);
  });
});
