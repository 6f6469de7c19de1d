import type { Coin } from '../../consensus/coin.ts';
import { displayHash, parseDisplayHash } from '../../primitives/hash256.ts';
import { type OutPoint, readOutPoint } from '../../primitives/outpoint.ts';
import { decode, readUint8, readVector } from '../../primitives/reader.ts';
import { writeOutput } from '../../primitives/tx.ts';
import {
  encode,
  writeBytes,
  writeInt32,
  writeUint32,
  writeVarBytes,
  writeVector,
} from '../../primitives/writer.ts';
import { amount } from '../json.ts';
import { scriptPubKeyView } from '../views/script.ts';
import { badRequest, type RestAnswer, type RestRequest, readNumber } from './answer.ts';
import type { RestContext, RestSources } from './context.ts';

/** /rest/getutxos: which outputs are unspent, and what they are. @source BIP64; Bitcoin Core src/rest.cpp rest_getutxos */

const MAX_OUTPOINTS = 15;

interface Question {
  readonly outpoints: readonly OutPoint[];
  /** Whether unconfirmed transactions count. */
  readonly checkMempool: boolean;
}

/** Asked by the path, /rest/getutxos/checkmempool/TXID-N/TXID-N, or by a body in the form of BIP64. */
export function restUnspent(request: RestRequest, { context }: RestSources): RestAnswer {
  const { outpoints, checkMempool } = readQuestion(request);
  if (outpoints.length > MAX_OUTPOINTS) {
    throw badRequest(`Error: max outpoints exceeded (max: ${MAX_OUTPOINTS}, tried: ${outpoints.length})`);
  }
  const coins = outpoints.map((outpoint) => findCoin(outpoint, checkMempool, context));
  const found = coins.filter((coin) => coin !== undefined);
  const tip = context.chainstate.tip();
  return {
    bytes: () =>
      encode((writer) => {
        writeInt32(writer, tip.height);
        writeBytes(writer, tip.hash);
        writeVarBytes(writer, bitmapOf(coins));
        writeVector(writer, found, (inner, { height, output }) => {
          // The version of its transaction, once.
          writeUint32(inner, 0);
          writeUint32(inner, height);
          writeOutput(inner, output);
        });
      }),
    json: () => ({
      chainHeight: tip.height,
      chaintipHash: displayHash(tip.hash),
      bitmap: coins.map((coin) => (coin ? '1' : '0')).join(''),
      utxos: found.map(({ height, output }) => ({
        height,
        value: amount(output.value),
        scriptPubKey: scriptPubKeyView(output.scriptPubKey, context.network.addresses),
      })),
    }),
  };
}

function readQuestion({ path, body, format }: RestRequest): Question {
  const asked = path.split('/').filter((part, index) => index > 0 || part !== '');
  if (asked.length === 0 && body.length === 0) throw badRequest('Error: empty request');
  if (asked.length > 0) {
    const fromPath = readPath(asked);
    if (body.length > 0 && format !== 'json') {
      throw badRequest('Combination of URI scheme inputs and raw post data is not allowed');
    }
    return fromPath;
  }
  if (format === 'json') throw badRequest('Error: empty request');
  return readBody(format === 'hex' ? Buffer.from(Buffer.from(body).toString('latin1').trim(), 'hex') : body);
}

function readPath(parts: readonly string[]): Question {
  const checkMempool = parts[0] === 'checkmempool';
  const outpoints = parts.slice(checkMempool ? 1 : 0).map(readOutpointText);
  if (outpoints.length === 0) throw badRequest('Error: empty request');
  return { outpoints, checkMempool };
}

function readOutpointText(text: string): OutPoint {
  const [txidText = '', indexText = '', ...more] = text.split('-');
  const txid = parseDisplayHash(txidText);
  const index = readNumber(indexText);
  if (!txid || index === undefined || index >= 2 ** 32 || more.length > 0) throw badRequest('Parse error');
  return { txid, index };
}

function readBody(bytes: Uint8Array): Question {
  const decoded = decode(bytes, (reader) => ({
    checkMempool: readUint8(reader) !== 0,
    outpoints: readVector(reader, readOutPoint),
  }));
  if (!decoded.ok) throw badRequest('Parse error');
  return decoded.value;
}

function findCoin(
  outpoint: OutPoint,
  checkMempool: boolean,
  { chainstate, mempool }: RestContext,
): Coin | undefined {
  if (!checkMempool) return chainstate.coins.getCoin(outpoint);
  return mempool.spenderOf(outpoint) ? undefined : mempool.coins.getCoin(outpoint);
}

/** A bit for each, the first the lowest of the first byte. */
function bitmapOf(coins: readonly (Coin | undefined)[]): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(coins.length / 8));
  for (const [index, coin] of coins.entries()) {
    if (coin) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bitmap;
}
