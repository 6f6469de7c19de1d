import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { buildBlock, GENESIS } from '../../../../helpers/chain-builder.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

describe('getBlockFromPeer', () => {
  it('refuses what is not known, what is here, and who is not', async () => {
    const { chainstate, refusal } = await openRpcNode();
    const here = buildBlock(GENESIS);
    const header = buildBlock(here);
    await chainstate.submitBlock(here);
    await chainstate.submitHeader(header.header);
    for (const [hash, why] of [
      ['1234', "-8 blockhash must be of length 64 (not 4, for '1234')"],
      ['00'.repeat(32), '-1 Block header missing'],
      [displayHash(here.hash), '-1 Block already downloaded'],
      [displayHash(header.hash), '-1 Peer does not exist'],
    ] as const) {
      expect(await refusal('getBlockFromPeer', hash, 0)).toBe(why);
    }
  });

  it('of a pruning node asks for nothing above its tip', async () => {
    const { chainstate, refusal } = await openRpcNode({
      pruning: () => ({ targetBytes: undefined, afterHeight: 0, pruneTo: async () => 0 }),
    });
    const header = buildBlock(GENESIS);
    await chainstate.submitHeader(header.header);
    expect(await refusal('getBlockFromPeer', displayHash(header.hash), 0)).toBe(
      '-1 In prune mode, only blocks that the node has already synced previously can be fetched from a peer',
    );
  });
});
