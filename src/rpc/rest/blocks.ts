import { type BlockIndexEntry, wasReceived } from '../../chain/block-index.ts';
import type { BlockUndo } from '../../chain/undo.ts';
import { type Block, serializeBlock } from '../../primitives/block.ts';
import { serializeHeader } from '../../primitives/block-header.ts';
import { displayHash, type Hash256 } from '../../primitives/hash256.ts';
import { writeOutput } from '../../primitives/tx.ts';
import { encode, writeVector } from '../../primitives/writer.ts';
import { concatBytes } from '../../util/bytes.ts';
import { amount } from '../json.ts';
import { blockWithTransactionsView, blockWithTxidsView } from '../views/block.ts';
import { headerView } from '../views/header.ts';
import { scriptPubKeyView } from '../views/script.ts';
import {
  badRequest,
  notFound,
  type RestAnswer,
  type RestRequest,
  readHash,
  readNumber,
  readParts,
} from './answer.ts';
import type { RestContext, RestSources } from './context.ts';

const MAX_HEADERS = 2000;

/** /rest/headers/HASH?count=N, and the older /rest/headers/N/HASH: blocks of the best chain, upwards. */
export function restHeaders({ path, query }: RestRequest, { context }: RestSources): RestAnswer {
  const parts = readParts(path, [1, 2], '/rest/headers/<hash>.<ext>?count=<count>');
  const [hashText = '', countText] =
    parts.length === 2 ? [parts[1], parts[0]] : [parts[0], query.get('count') ?? '5'];
  const count = readCount(countText ?? '');
  const { chainstate } = context;
  const headers = bestChainFrom(readHash(hashText), count, context);
  return {
    bytes: () => concatBytes(...headers.map(({ header }) => serializeHeader(header))),
    json: () => headers.map((header) => headerView(header, chainstate)),
  };
}

/** The block and those above it, as many, as long as they are in the best chain. */
export function bestChainFrom(
  hash: Hash256,
  count: number,
  { chainstate }: RestContext,
): readonly BlockIndexEntry[] {
  const entries: BlockIndexEntry[] = [];
  let entry = chainstate.find(hash);
  while (entry && chainstate.isActive(entry) && entries.length < count) {
    entries.push(entry);
    entry = chainstate.atHeight(entry.height + 1);
  }
  return entries;
}

/** How many headers are asked for. @throws RestError 400 */
export function readCount(text: string): number {
  const count = readNumber(text);
  if (count !== undefined && count >= 1 && count <= MAX_HEADERS) return count;
  throw badRequest(`Header count is invalid or out of acceptable range (1-${MAX_HEADERS}): ${text}`);
}

/** /rest/block/HASH: JSON with the transactions in full and what they spend. */
export function restBlock({ path }: RestRequest, { context }: RestSources): RestAnswer {
  const { chainstate, network } = context;
  const { entry, block } = findBlock(path, context);
  const options = { prefixes: network.addresses, withPrevouts: true };
  return {
    bytes: () => serializeBlock(block),
    json: () => blockWithTransactionsView({ entry, block, chainstate }, options),
    immutable: 'bytes',
  };
}

/** /rest/block/notxdetails/HASH: JSON with the ids of the transactions alone. */
export function restBlockWithoutDetails({ path }: RestRequest, { context }: RestSources): RestAnswer {
  const { entry, block } = findBlock(path, context);
  return {
    bytes: () => serializeBlock(block),
    json: () => blockWithTxidsView({ entry, block, chainstate: context.chainstate }),
    immutable: 'bytes',
  };
}

/** /rest/blockpart/HASH?offset=N&size=N: some of a block's bytes. */
export function restBlockPart({ path, query }: RestRequest, { context }: RestSources): RestAnswer {
  const offset = readNumber(query.get('offset') ?? '');
  if (offset === undefined) throw badRequest('Block part offset missing or invalid');
  const size = readNumber(query.get('size') ?? '');
  if (size === undefined) throw badRequest('Block part size missing or invalid');
  const bytes = serializeBlock(findBlock(path, context).block);
  if (size === 0 || offset + size > bytes.length) {
    throw badRequest(`Bad block part offset/size ${offset}/${size} for ${path}`);
  }
  return {
    bytes: () => bytes.subarray(offset, offset + size),
    json: () => {
      throw badRequest('JSON output is not supported for this request type');
    },
    immutable: 'bytes',
  };
}

/** /rest/blockhashbyheight/N */
export function restBlockHash({ path }: RestRequest, { context }: RestSources): RestAnswer {
  const height = readNumber(path);
  if (height === undefined || height >= 2 ** 31) throw badRequest(`Invalid height: ${path}`);
  const entry = context.chainstate.atHeight(height);
  if (!entry) throw notFound('Block height out of range');
  const blockhash = displayHash(entry.hash);
  return { bytes: () => entry.hash, text: () => blockhash, json: () => ({ blockhash }) };
}

/** /rest/spenttxouts/HASH: for each transaction of a block, coinbase first, the outputs that it spends. */
export function restSpentOutputs({ path }: RestRequest, { context }: RestSources): RestAnswer {
  const { chainstate, network } = context;
  const [text = ''] = readParts(path, [1], '/rest/spenttxouts/<hash>.<ext>');
  const entry = chainstate.find(readHash(text));
  if (!entry) throw notFound(`${text} not found`);
  // Of the genesis block nothing can be taken back.
  const undo: BlockUndo | undefined = entry.height === 0 ? [] : chainstate.readUndo(entry);
  if (!undo) throw notFound(`${text} undo not available`);
  const spent = [[], ...undo.map((coins) => coins.map(({ output }) => output))];
  return {
    bytes: () =>
      encode((writer) =>
        writeVector(writer, spent, (inner, outputs) => writeVector(inner, outputs, writeOutput)),
      ),
    json: () =>
      spent.map((outputs) =>
        outputs.map(({ value, scriptPubKey }) => ({
          value: amount(value),
          scriptPubKey: scriptPubKeyView(scriptPubKey, network.addresses),
        })),
      ),
    immutable: 'all',
  };
}

/** @throws RestError 400, 404 */
function findBlock(text: string, { chainstate }: RestContext): { entry: BlockIndexEntry; block: Block } {
  const entry = chainstate.find(readHash(text));
  if (!entry) throw notFound(`${text} not found`);
  const block = chainstate.readBlock(entry);
  if (block) return { entry, block };
  throw notFound(`${text} not available (${wasReceived(entry) ? 'pruned data' : 'not fully downloaded'})`);
}
