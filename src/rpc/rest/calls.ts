import { decodeTransaction } from '../../primitives/tx.ts';
import { invariant } from '../../util/invariant.ts';
import { RpcError } from '../errors.ts';
import type { JsonHex } from '../json.ts';
import { transactionWithHexView } from '../views/transaction.ts';
import { badRequest, notFound, type RestAnswer, type RestRequest, readHash } from './answer.ts';
import type { RestSources } from './context.ts';

/** Resources that are the results of RPC methods. */

/** /rest/chaininfo */
export async function restChainInfo(_request: RestRequest, { call }: RestSources): Promise<RestAnswer> {
  const info = await call('getBlockchainInfo');
  return { json: () => info };
}

/** /rest/deploymentinfo, /rest/deploymentinfo/HASH */
export async function restDeploymentInfo(
  { path }: RestRequest,
  { call, context }: RestSources,
): Promise<RestAnswer> {
  // The path may or may not end with a slash before the format.
  const text = path.replace(/^\//, '');
  if (text === '') {
    const info = await call('getDeploymentInfo');
    return { json: () => info };
  }
  if (!context.chainstate.find(readHash(text))) throw badRequest('Block not found');
  const info = await call('getDeploymentInfo', text);
  return { json: () => info, immutable: 'all' };
}

/** /rest/mempool/info, /rest/mempool/contents?verbose=true&mempool_sequence=false */
export async function restMempool({ path, query }: RestRequest, { call }: RestSources): Promise<RestAnswer> {
  if (path !== 'info' && path !== 'contents') {
    throw badRequest('Invalid URI format. Expected /rest/mempool/<info|contents>.json');
  }
  if (path === 'info') {
    const info = await call('getMempoolInfo');
    return { json: () => info };
  }
  const verbose = readSwitch(query, 'verbose', true);
  const sequence = readSwitch(query, 'mempool_sequence', false);
  if (verbose && sequence) {
    throw badRequest('Verbose results cannot contain mempool sequence values. (hint: set "verbose=false")');
  }
  const contents = await call('getRawMempool', verbose, sequence);
  return { json: () => contents };
}

function readSwitch(query: URLSearchParams, name: string, fallback: boolean): boolean {
  const text = query.get(name) ?? String(fallback);
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequest(`The "${name}" query parameter must be either "true" or "false".`);
}

/** /rest/tx/TXID: where getRawTransaction finds it without being told a block. */
export async function restTransaction(
  { path }: RestRequest,
  { call, context }: RestSources,
): Promise<RestAnswer> {
  readHash(path);
  const { hex, blockhash } = await findTransaction(path, call);
  const { bytes } = hex;
  const tx = decodeTransaction(bytes);
  invariant(tx.ok, 'a transaction that was just serialized');
  const prefixes = context.network.addresses;
  return {
    bytes: () => bytes,
    json: () => ({ ...transactionWithHexView(tx.value, { prefixes }), blockhash }),
  };
}

interface FoundTransaction {
  readonly hex: JsonHex;
  readonly blockhash?: string;
}

async function findTransaction(txid: string, call: RestSources['call']): Promise<FoundTransaction> {
  try {
    return (await call('getRawTransaction', txid, 1)) as FoundTransaction;
  } catch (error) {
    throw error instanceof RpcError ? notFound(`${txid} not found`) : error;
  }
}
