import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { encodeJson } from '../../../src/rpc/json.ts';
import { RPC_METHODS } from '../../../src/rpc/methods/all.ts';
import { OPENRPC_METHODS } from '../../../src/rpc/methods/openrpc.ts';
import { openRpcDocument } from '../../../src/rpc/openrpc.ts';
import { createRpcCaller } from '../../helpers/rpc-node.ts';

type Document = ReturnType<typeof openRpcDocument>;

/** As a client reads it. */
function documentOf(withHidden: boolean): Document {
  const document = openRpcDocument({ methods: RPC_METHODS, version: '1.2.3', withHidden });
  return JSON.parse(encodeJson(document).toString()) as Document;
}

const WHOLE = documentOf(true);

describe('openRpcDocument', () => {
  it('has every method once, and hidden ones only where they are asked for', () => {
    const names = ({ methods }: Document) => methods.map(({ name }) => name);
    expect(names(WHOLE)).toEqual(RPC_METHODS.map(({ lowerName }) => lowerName).sort());
    expect(names(documentOf(false))).toEqual(names(WHOLE).filter((name) => !isHidden(name)));
    expect(names(documentOf(false))).not.toContain('setmocktime');
    const stop = (document: Document) => document.methods.find(({ name }) => name === 'stop')?.params;
    expect([stop(documentOf(false)), stop(WHOLE)?.map(({ name }) => name)]).toEqual([[], ['wait']]);
  });

  it.each(WHOLE.methods)('describes $name by schemas that are valid JSON Schema', (method) => {
    const ajv = new Ajv({ allowUnionTypes: true });
    for (const schema of [method.result.schema, ...method.params.map((param) => param.schema)] as object[]) {
      expect(ajv.validateSchema(schema)).toBe(true);
      ajv.compile(schema);
    }
    for (const { params } of method.examples) {
      for (const { name, value } of params) {
        const schema = method.params.find((param) => param.name === name)?.schema;
        expect(ajv.validate(schema as object, value), `${method.name} ${name}`).toBe(true);
      }
    }
  });
});

describe('rpc.discover and getOpenRpcInfo', () => {
  it('answer with the document of the table that they are in, or of one method', async () => {
    const rpc = createRpcCaller(OPENRPC_METHODS, { version: '1.2.3' });
    const discovered = await rpc.call<Document>('rpc.discover');
    expect(discovered).toMatchObject({ openrpc: '1.4.1', info: { version: 'v1.2.3' } });
    expect(discovered.methods.map(({ name }) => name)).toEqual(['getopenrpcinfo', 'rpc.discover']);
    expect(await rpc.call('getOpenRpcInfo')).toEqual(discovered);
    const one = await rpc.call<Document>('getOpenRpcInfo', false, 'RPC.Discover');
    expect(one.methods).toEqual(discovered.methods.slice(1));
    expect((await rpc.call<Document>('getOpenRpcInfo', false, 'nosuch')).methods).toEqual([]);
  });
});

function isHidden(name: string): boolean {
  return RPC_METHODS.find(({ lowerName }) => lowerName === name)?.hidden === true;
}
