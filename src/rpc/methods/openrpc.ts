import { Type } from '../../util/schema.ts';
import { OpenRpcDocument, openRpcDocument } from '../openrpc.ts';
import { defineMethod, optional, type RpcMethod, withDefault } from '../registry.ts';

/** What the methods that describe all methods need of the node. */
export interface OpenRpcContext {
  /** Of nonced, e.g. `0.1.0`. */
  readonly version: string;
}

const discover = defineMethod({
  name: 'rpc.discover',
  category: 'control',
  description: 'Returns an OpenRPC schema as a description of this service.',
  params: {},
  result: OpenRpcDocument,
  errors: [],
  example: [],
  handler: (_params, { version }: OpenRpcContext, { methods }) =>
    openRpcDocument({ methods: methods.list(), version, withHidden: false }),
});

const getOpenRpcInfo = defineMethod({
  name: 'getOpenRpcInfo',
  category: 'control',
  description: 'Returns an OpenRPC schema as a description of this service, or of one of its methods.',
  params: {
    show_hidden: withDefault(Type.Boolean(), false, 'Also return hidden methods and parameters.'),
    method: optional(Type.String(), 'Only this method, hidden or not', { defaultHint: 'all methods' }),
  },
  result: OpenRpcDocument,
  errors: [],
  example: [false, 'getblock'],
  handler: ({ show_hidden, method }, { version }: OpenRpcContext, { methods }) => {
    const found = method === undefined ? methods.list() : [methods.find(method) ?? []].flat();
    return openRpcDocument({
      methods: found,
      version,
      withHidden: show_hidden || method !== undefined,
    });
  },
});

export const OPENRPC_METHODS: readonly RpcMethod<OpenRpcContext>[] = [discover, getOpenRpcInfo];
