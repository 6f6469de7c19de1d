import type { GenerateRequest } from '../../../mining/generate.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { decodeAddress } from '../../../script/address.ts';
import { Type } from '../../../util/schema.ts';
import { describeRejection } from '../../../util/verdict.ts';
import { RpcError } from '../../errors.ts';
import { usageOf } from '../../help.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex, INT32 } from '../../schemas.ts';
import type { MiningContext } from './context.ts';
import { requireMineable } from './require-mineable.ts';

/** @source Bitcoin Core src/rpc/mining.h DEFAULT_MAX_TRIES */
export const DEFAULT_MAX_TRIES = 1_000_000;

export const generateToAddress = defineMethod({
  name: 'generateToAddress',
  category: 'mining',
  description: 'Mine to a specified address and return the block hashes.',
  params: {
    nblocks: required(INT32, 'How many blocks are generated.'),
    address: required(Type.String(), 'The address to send the newly generated bitcoin to.'),
    maxtries: withDefault(INT32, DEFAULT_MAX_TRIES, 'How many iterations to try.'),
  },
  result: Type.Array(hashHex(), { description: 'hashes of blocks generated' }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the address is none of this network' },
    { error: 'RPC_MISC_ERROR', when: 'others must sign the blocks of this network (signet)' },
    {
      error: 'RPC_INTERNAL_ERROR',
      when: 'the chain refuses the block made, e.g. as its time runs too far ahead',
    },
  ],
  example: [1, 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'],
  handler: async ({ nblocks, address, maxtries }, context: MiningContext) => {
    const decoded = decodeAddress(address, context.network.addresses);
    if (!decoded.ok) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Error: Invalid address');
    return mineTo({ count: nblocks, scriptPubKey: decoded.value, maxTries: triesOf(maxtries) }, context);
  },
});

/** Mines blocks whose rewards go to a script. @returns their hashes @throws RpcError -1, -32603 */
export async function mineTo(request: GenerateRequest, context: MiningContext): Promise<readonly string[]> {
  requireMineable(context);
  const generated = await context.generate(request);
  if (!generated.ok) throw new RpcError('RPC_INTERNAL_ERROR', describeRejection(generated));
  return generated.value.map(({ hash }) => displayHash(hash));
}

/** For who remembers it. @source Bitcoin Core src/rpc/mining.cpp generate */
export const generate = defineMethod({
  name: 'generate',
  category: 'mining',
  hidden: true,
  isGone: true,
  description: 'has been replaced by the -generate cli option. Refer to -help for more information.',
  params: {},
  result: Type.Null({ description: 'It never answers' }),
  errors: [{ error: 'RPC_METHOD_NOT_FOUND', when: 'it is called' }],
  example: [],
  handler: (_params, _context: object, call) => {
    throw new RpcError(
      'RPC_METHOD_NOT_FOUND',
      `${usageOf('generate', call)}Blocks are mined by generateToAddress, too.`,
    );
  },
});

/** Core makes an unsigned number of it. */
function triesOf(maxtries: number): number {
  return maxtries < 0 ? Number.MAX_SAFE_INTEGER : maxtries;
}
