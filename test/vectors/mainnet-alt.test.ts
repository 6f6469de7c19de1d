import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../src/chain/block-index.ts';
import { checkHeaderInContext, checkHeaderWork } from '../../src/consensus/check-header.ts';
import { getDifficulty } from '../../src/consensus/compact-target.ts';
import { getNextWorkRequired } from '../../src/consensus/pow.ts';
import { getBlockSubsidy } from '../../src/consensus/subsidy.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { hashHeader } from '../../src/primitives/block-header.ts';
import { NULL_OUTPOINT } from '../../src/primitives/outpoint.ts';
import { makeTransaction, SEQUENCE_FINAL } from '../../src/primitives/tx.ts';
import { pushInt } from '../../src/script/push.ts';
import { concatBytes, fromHex } from '../../src/util/bytes.ts';
import { ACCEPTED } from '../../src/util/verdict.ts';
import { countVectors, hasVectors, readVectorJson } from '../helpers/vectors.ts';

const FILE = 'core/mainnet_alt.json';
const PERIOD = 2016;

const MAIN = readShippedNetwork('main');
const MINER_SCRIPT = fromHex('76a914eadbac7f36c37e39361168b7aaee3cb24a25312d88ac') ?? new Uint8Array();

/** Heights that one opcode pushes would make a scriptSig of one byte; consensus asks for two. */
function heightScript(height: number): Uint8Array {
  return height <= 16 ? concatBytes(pushInt(height), Uint8Array.of(0)) : pushInt(height);
}

function coinbaseTxid(height: number) {
  return makeTransaction({
    version: 2,
    inputs: [
      { prevout: NULL_OUTPOINT, scriptSig: heightScript(height), sequence: SEQUENCE_FINAL, witness: [] },
    ],
    outputs: [{ value: getBlockSubsidy(height, MAIN.consensus), scriptPubKey: MINER_SCRIPT }],
    lockTime: 0,
  }).txid;
}

describe.skipIf(!hasVectors(FILE))('an alternative mainnet with real work, of Bitcoin Core', () => {
  it('has 2,016 headers that the rules accept, and difficulty 4 from height 2016 on', (context) => {
    const { timestamps, nonces } = readVectorJson<{ timestamps: number[]; nonces: number[] }>(FILE);
    expect(timestamps).toHaveLength(PERIOD);
    let tip: MutableEntry = createEntry(MAIN.genesis.header, MAIN.genesis.hash, undefined);
    for (const [i, time] of timestamps.entries()) {
      const height = i + 1;
      const bits = getNextWorkRequired(tip, time, MAIN.consensus);
      expect(getDifficulty(bits), `height ${height}`).toBe(height < PERIOD ? 1 : 4);
      const header = {
        version: 0x20000000,
        prevBlockHash: tip.hash,
        merkleRoot: coinbaseTxid(height),
        time,
        bits,
        nonce: nonces[i] ?? 0,
      };
      const hash = hashHeader(header);
      expect(checkHeaderWork(header, hash, MAIN.consensus.powLimit), `height ${height}`).toEqual(ACCEPTED);
      const inContext = { parent: tip, params: MAIN.consensus, nowSeconds: time };
      expect(checkHeaderInContext(header, inContext), `height ${height}`).toEqual(ACCEPTED);
      tip = createEntry(header, hash, tip);
    }
    expect(tip.header.bits).toBe(0x1c3fffc0);
    expect(tip.chainwork).toBe(2016n * 0x100010001n + 0x400040004n);
    countVectors(context, timestamps.length);
  });
});
