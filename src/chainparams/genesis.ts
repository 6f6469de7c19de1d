import { type Block, makeBlock } from '../primitives/block.ts';
import { ZERO_HASH } from '../primitives/hash256.ts';
import { NULL_OUTPOINT } from '../primitives/outpoint.ts';
import { makeTransaction, SEQUENCE_FINAL, type Transaction } from '../primitives/tx.ts';
import { pushData, pushInt } from '../script/push.ts';
import { encodeScriptNum } from '../script/script-num.ts';
import { concatBytes, fromHex } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import type { GenesisFields } from './network-file.ts';

/** The number that starts the coinbase of Bitcoin's genesis block: the compact form of its target. */
const GENESIS_FIRST_NUMBER = 0x1d00ffff;
const GENESIS_SECOND_NUMBER = 4;

/**
 * The block that a network starts from, made of its fields. It is not checked: see check-network.ts.
 * @source Bitcoin Core src/kernel/chainparams.cpp CreateGenesisBlock
 */
export function buildGenesis(fields: GenesisFields): Block {
  const coinbase = buildCoinbase(fields);
  const header = {
    version: fields.version,
    prevBlockHash: ZERO_HASH,
    merkleRoot: coinbase.txid,
    time: fields.time,
    bits: parseBits(fields.bits),
    nonce: fields.nonce,
  };
  return makeBlock(header, [coinbase]);
}

/** The scriptSig of the genesis coinbase: the one given whole, else the message in the form of Bitcoin's own. */
export function genesisScriptSig({ message = '', coinbaseScriptSig }: GenesisFields): Uint8Array {
  if (coinbaseScriptSig !== undefined) return hexToBytes(coinbaseScriptSig);
  return concatBytes(
    pushInt(GENESIS_FIRST_NUMBER),
    // Pushed as data, not as OP_4.
    pushData(encodeScriptNum(GENESIS_SECOND_NUMBER)),
    pushData(new TextEncoder().encode(message)),
  );
}

/** The number behind 8 hex digits. */
export function parseBits(hex: string): number {
  return Number.parseInt(hex, 16);
}

/** Bytes behind hex that the schema of the file has let through. */
export function hexToBytes(hex: string): Uint8Array {
  return expectDefined(fromHex(hex), `"${hex}" is not hex, but the schema lets only hex through`);
}

function buildCoinbase(fields: GenesisFields): Transaction {
  return makeTransaction({
    version: 1,
    inputs: [
      { prevout: NULL_OUTPOINT, scriptSig: genesisScriptSig(fields), sequence: SEQUENCE_FINAL, witness: [] },
    ],
    outputs: [{ value: fields.reward, scriptPubKey: hexToBytes(fields.outputScript) }],
    lockTime: 0,
  });
}
