import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';

/** Methods that answer with what they were asked, for tests of clients. @source Bitcoin Core src/rpc/node.cpp echo */

/** What the last parameter may ask for: the answer to a fault, to see what a client makes of it. */
const TRIGGER = 'trigger_internal_bug';

const anything = () => optional(Type.Unknown(), 'Anything', { keepsNull: true });

function echoMethod(name: string) {
  return defineMethod({
    name,
    category: 'util',
    hidden: true,
    description: `Simply echo back the input arguments. This command is for testing.

It answers as to an internal fault when arg9='${TRIGGER}' is passed. echo and echojson differ in clients alone: of echojson's arguments they make JSON.`,
    params: {
      arg0: anything(),
      arg1: anything(),
      arg2: anything(),
      arg3: anything(),
      arg4: anything(),
      arg5: anything(),
      arg6: anything(),
      arg7: anything(),
      arg8: anything(),
      arg9: anything(),
    },
    result: Type.Array(Type.Unknown(), { description: 'Returns whatever was passed in' }),
    errors: [{ error: 'RPC_MISC_ERROR', when: `arg9 is '${TRIGGER}'` }],
    example: ['hello', 2],
    handler: (params) => {
      if (params.arg9 === TRIGGER) {
        const message = `Internal bug detected: request.params[9].get_str() != "${TRIGGER}"`;
        throw new RpcError('RPC_MISC_ERROR', message);
      }
      const values = Object.values(params);
      const count = values.findLastIndex((value) => value !== undefined) + 1;
      return values.slice(0, count).map((value) => value ?? null);
    },
  });
}

export const echo = echoMethod('echo');
export const echoJson = echoMethod('echoJson');

export const echoIpc = defineMethod({
  name: 'echoIpc',
  category: 'util',
  hidden: true,
  description: 'Echo back the input argument. This command is for testing.',
  params: { arg: required(Type.String(), 'The string to echo') },
  result: Type.String({ description: 'The echoed string' }),
  errors: [],
  example: ['hello'],
  handler: ({ arg }) => arg,
});
