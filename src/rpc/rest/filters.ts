import { displayHash, type Hash256, parseDisplayHash } from '../../primitives/hash256.ts';
import { encode, writeBytes, writeUint8, writeVarBytes } from '../../primitives/writer.ts';
import { concatBytes, fromHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { RpcError } from '../errors.ts';
import { JsonHex } from '../json.ts';
import { badRequest, notFound, type RestAnswer, type RestRequest, readHash, readParts } from './answer.ts';
import { bestChainFrom, readCount } from './blocks.ts';
import type { RestSources } from './context.ts';

/** Compact filters of blocks (BIP157, BIP158), where the node keeps their index. */

/** The only type of filter that there is, and its number. @source BIP158 */
const BASIC = 'basic';
const BASIC_TYPE = 0;

/** /rest/blockfilter/basic/HASH */
export async function restBlockFilter({ path }: RestRequest, { call }: RestSources): Promise<RestAnswer> {
  const [type = '', text = ''] = readParts(path, [2], '/rest/blockfilter/<filtertype>/<blockhash>');
  const hash = readHash(text);
  checkType(type);
  const { filter } = await filterOf(hash, call);
  const bytes = filter instanceof JsonHex ? filter.bytes : expectDefined(fromHex(filter), 'hex');
  return {
    bytes: () =>
      encode((writer) => {
        writeUint8(writer, BASIC_TYPE);
        writeBytes(writer, hash);
        writeVarBytes(writer, bytes);
      }),
    json: () => ({ filter }),
    immutable: 'all',
  };
}

/** /rest/blockfilterheaders/basic/HASH?count=N, and the older /rest/blockfilterheaders/basic/N/HASH */
export async function restFilterHeaders(
  { path, query }: RestRequest,
  { call, context }: RestSources,
): Promise<RestAnswer> {
  const expected = '/rest/blockfilterheaders/<filtertype>/<blockhash>.<ext>?count=<count>';
  const [type = '', ...rest] = readParts(path, [2, 3], expected);
  const [text = '', countText = query.get('count') ?? '5'] = rest.length === 2 ? rest.toReversed() : rest;
  const count = readCount(countText);
  const hash = readHash(text);
  checkType(type);
  const headers: string[] = [];
  for (const entry of bestChainFrom(hash, count, context)) {
    headers.push((await filterOf(entry.hash, call)).header);
  }
  return {
    bytes: () => concatBytes(...headers.map((header) => expectDefined(parseDisplayHash(header), 'a hash'))),
    json: () => headers,
  };
}

function checkType(type: string): void {
  if (type !== BASIC) throw badRequest(`Unknown filtertype ${type}`);
}

interface Filter {
  readonly filter: JsonHex | string;
  /** In display order. */
  readonly header: string;
}

/** By the method that reads the index. @throws RestError */
async function filterOf(hash: Hash256, call: RestSources['call']): Promise<Filter> {
  const text = displayHash(hash);
  try {
    return (await call('getBlockFilter', text, BASIC)) as Filter;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    if (error.message.startsWith('Index is not enabled')) throw badRequest(error.message);
    throw notFound(error.message === 'Block not found' ? `${text} not found` : error.message);
  }
}
