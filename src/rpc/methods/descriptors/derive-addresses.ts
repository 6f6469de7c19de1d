import { type AddressPrefixes, encodeAddress } from '../../../script/address.ts';
import { solve } from '../../../script/solver.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import type { Expansion } from '../../../wallet/descriptor/expand.ts';
import {
  type Expander,
  type PositionRange,
  parseDescriptorRange,
  RANGE,
  readDescriptor,
} from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { interruptionPoint } from '../blockchain/context.ts';
import type { DescriptorContext } from './context.ts';

/** Positions between two breaths. */
const POSITIONS_AT_ONCE = 32;

export const deriveAddresses = defineMethod({
  name: 'deriveAddresses',
  category: 'util',
  description: 'Derives one or more addresses corresponding to an output descriptor.',
  params: {
    descriptor: required(Type.String(), 'The descriptor, with its checksum.'),
    range: optional(
      Type.Unknown(),
      'If a ranged descriptor is used, this specifies the end or the range (in [begin,end] notation) to derive.',
      { shown: RANGE },
    ),
  },
  result: Type.Union([
    Type.Array(Type.String({ description: 'the derived addresses' }), {
      title: 'for single derivation descriptors',
    }),
    Type.Array(Type.Array(Type.String({ description: 'the derived addresses' })), {
      title: 'for multipath descriptors, in the order of their elements',
    }),
  ]),
  errors: [
    {
      error: 'RPC_INVALID_ADDRESS_OR_KEY',
      when: 'it is no descriptor, its checksum is missing, a private key is missing, or its outputs have no address',
    },
    { error: 'RPC_MISC_ERROR', when: 'it stands for no outputs' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the range is missing, not wanted, or too large' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: [
    'wpkh([d34db33f/84h/0h/0h]tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B/0/*)#emvf78rj',
    [0, 2],
  ],
  handler: async ({ descriptor, range: told }, context: DescriptorContext) => {
    const range = told === undefined ? undefined : parseDescriptorRange(told);
    const { expanders } = await readDescriptor(descriptor, context, { requireChecksum: true });
    const isRanged = expectDefined(expanders[0], 'a descriptor stands for one at least').isRanged;
    if (range && !isRanged) throw invalid('Range should not be specified for an un-ranged descriptor');
    if (!range && isRanged) throw invalid('Range must be specified for a ranged descriptor');
    const lists: (readonly string[])[] = [];
    for (const expander of expanders) {
      lists.push(await addressesOf(expander, range ?? { first: 0, last: 0 }, context));
    }
    const [only, ...others] = lists;
    return only && others.length === 0 ? only : lists;
  },
});

async function addressesOf(
  { expand }: Expander,
  { first, last }: PositionRange,
  context: DescriptorContext,
): Promise<readonly string[]> {
  const breathe = interruptionPoint(context);
  const addresses: string[] = [];
  for (let position = first; position <= last; position++) {
    const expansion = expand(position);
    if (!expansion) throw notFound('Cannot derive script without private keys');
    addresses.push(...addressesAt(expansion, context.network.addresses));
    if ((position - first) % POSITIONS_AT_ONCE === POSITIONS_AT_ONCE - 1) await breathe();
  }
  // Of unused(), which has no outputs.
  if (addresses.length === 0) throw new RpcError('RPC_MISC_ERROR', 'Unexpected empty result');
  return addresses;
}

function addressesAt({ outputs }: Expansion, prefixes: AddressPrefixes): readonly string[] {
  return outputs.flatMap(({ script }) => {
    const address = encodeAddress(script, prefixes);
    if (address !== undefined) return [address];
    // combo() has addresses besides the bare key.
    if (outputs.length > 1 && solve(script).type === 'pubkey') return [];
    throw notFound('Descriptor does not have a corresponding address');
  });
}

function notFound(message: string): RpcError {
  return new RpcError('RPC_INVALID_ADDRESS_OR_KEY', message);
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
