import type { ConsensusParams } from '../consensus/params.ts';
import { isSignetSolved } from '../consensus/signet.ts';
import { VERSIONBITS_TOP_BITS } from '../consensus/versionbits.ts';
import { makeBlock } from '../primitives/block.ts';
import { ZERO_HASH } from '../primitives/hash256.ts';
import { createCoinbase } from './coinbase.ts';

/**
 * Why this node can't make blocks of the network, in a sentence for the operator; undefined where it can. A signet's
 * blocks carry a solution of its challenge, which only whoever has its keys can make; this node has none. It mines
 * where the challenge is true by itself, as OP_TRUE is.
 */
export function whyUnmineable({
  signetChallenge,
}: Pick<ConsensusParams, 'signetChallenge'>): string | undefined {
  if (!signetChallenge || isTrueByItself(signetChallenge)) return undefined;
  return (
    'blocks of this signet must be signed with the keys of its challenge (BIP325), which this node does not have; ' +
    'getblocktemplate makes templates for whoever has them'
  );
}

/** Whether a block without a solution passes; any block shows it. */
function isTrueByItself(challenge: Uint8Array): boolean {
  const coinbase = createCoinbase({
    height: 1,
    value: 0,
    scriptPubKey: new Uint8Array(),
    extraNonce: 0,
    segwit: true,
    transactions: [],
  });
  const header = {
    version: VERSIONBITS_TOP_BITS,
    prevBlockHash: ZERO_HASH,
    merkleRoot: coinbase.txid,
    time: 0,
    bits: 0,
    nonce: 0,
  };
  return isSignetSolved(makeBlock(header, [coinbase]), challenge);
}
