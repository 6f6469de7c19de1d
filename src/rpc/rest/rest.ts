import { toHex } from '../../util/bytes.ts';
import { bindParams } from '../bind-params.ts';
import { encodeJsonLine } from '../json.ts';
import type { RpcRegistry } from '../registry.ts';
import type { Warmup } from '../warmup.ts';
import {
  notFound,
  REST_FORMATS,
  type RestAnswer,
  RestError,
  type RestFormat,
  type RestRequest,
} from './answer.ts';
import {
  restBlock,
  restBlockHash,
  restBlockPart,
  restBlockWithoutDetails,
  restHeaders,
  restSpentOutputs,
} from './blocks.ts';
import { restChainInfo, restDeploymentInfo, restMempool, restTransaction } from './calls.ts';
import type { RestContext, RestSources } from './context.ts';
import { restBlockFilter, restFilterHeaders } from './filters.ts';
import { restUnspent } from './unspent.ts';

/** Public resources of the chain and the mempool by path, for whoever may connect. @source Bitcoin Core src/rest.cpp */
export interface Rest {
  /** @param url - path and query as the client sent them, from /rest/ on */
  answer(url: string, body: Uint8Array): Promise<RestReply>;
}

export interface RestReply {
  readonly status: 200 | 400 | 404 | 503;
  readonly type: 'application/octet-stream' | 'text/plain' | 'application/json';
  readonly cacheControl: string;
  readonly body: Uint8Array;
}

type Handler = (request: RestRequest, sources: RestSources) => RestAnswer | Promise<RestAnswer>;

/** What the path begins with, the longer before the shorter. */
const ROUTES: readonly (readonly [string, Handler])[] = [
  ['/rest/tx/', restTransaction],
  ['/rest/block/notxdetails/', restBlockWithoutDetails],
  ['/rest/block/', restBlock],
  ['/rest/blockpart/', restBlockPart],
  ['/rest/blockfilterheaders/', restFilterHeaders],
  ['/rest/blockfilter/', restBlockFilter],
  ['/rest/blockhashbyheight/', restBlockHash],
  ['/rest/spenttxouts/', restSpentOutputs],
  ['/rest/chaininfo', restChainInfo],
  ['/rest/mempool/', restMempool],
  ['/rest/headers/', restHeaders],
  ['/rest/getutxos', restUnspent],
  ['/rest/deploymentinfo', restDeploymentInfo],
];

/** Answers that never change may be kept for a day, so that an upgrade can still change them. */
const IMMUTABLE = 'public, immutable, max-age=86400';
const NO_STORE = 'no-store';

export interface RestDependencies {
  readonly registry: RpcRegistry;
  readonly warmup: Pick<Warmup, 'phase'>;
  /** Asked for only once the warm-up is over. */
  readonly context: () => RestContext;
}

export function createRest({ registry, warmup, context }: RestDependencies): Rest {
  const call = async (name: string, ...params: readonly unknown[]): Promise<unknown> => {
    const method = registry.find(name);
    if (!method) throw notFound(`this node does not serve ${name}`);
    const restCall = { user: '', methods: registry, activeCalls: () => [], afterAnswer: () => {} };
    return registry.run(method, bindParams(method, params), restCall);
  };
  return {
    async answer(url, body) {
      const phase = warmup.phase();
      if (phase !== undefined) return refusal(503, `Service temporarily unavailable: ${phase}`);
      try {
        return await answerRequest(url, body, { call, context: context() });
      } catch (error) {
        if (error instanceof RestError) return refusal(error.status, error.message);
        throw error;
      }
    },
  };
}

async function answerRequest(url: string, body: Uint8Array, sources: RestSources): Promise<RestReply> {
  const [whole = '', ...queryParts] = url.split('?');
  const route = ROUTES.find(([prefix]) => whole.startsWith(prefix));
  if (!route) throw notFound('Not found: see docs for what is under /rest/');
  const [prefix, handler] = route;
  const { path, format } = splitFormat(whole.slice(prefix.length));
  const request = { path, query: new URLSearchParams(queryParts.join('?')), body, format };
  return inFormat(await handler(request, sources), format);
}

/** An ending that names no format belongs to the path. */
function splitFormat(path: string): Pick<RestRequest, 'path' | 'format'> {
  const dot = path.lastIndexOf('.');
  if (dot === -1) return { path, format: undefined };
  const ending = path.slice(dot + 1);
  const format = REST_FORMATS.find((name) => name === ending);
  return { path: format || ending === '' ? path.slice(0, dot) : path, format };
}

function inFormat(answer: RestAnswer, format: RestFormat | undefined): RestReply {
  const { bytes, json, immutable } = answer;
  if (format === 'json' && json) {
    const cacheControl = immutable === 'all' ? IMMUTABLE : NO_STORE;
    return { status: 200, type: 'application/json', cacheControl, body: encodeJsonLine(json()) };
  }
  const cacheControl = immutable ? IMMUTABLE : NO_STORE;
  if (format === 'bin' && bytes) {
    return { status: 200, type: 'application/octet-stream', cacheControl, body: bytes() };
  }
  if (format === 'hex' && bytes) {
    const text = answer.text?.() ?? toHex(bytes());
    return { status: 200, type: 'text/plain', cacheControl, body: lineOf(Buffer.from(text)) };
  }
  const available = bytes ? REST_FORMATS.map((name) => `.${name}`).join(', ') : 'json';
  throw notFound(`output format not found (available: ${available})`);
}

function lineOf(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.from('\n')]);
}

function refusal(status: RestReply['status'], message: string): RestReply {
  return { status, type: 'text/plain', cacheControl: NO_STORE, body: Buffer.from(`${message}\r\n`) };
}
