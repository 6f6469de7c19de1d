import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { readDescriptor } from '../../descriptors.ts';
import { defineMethod, required } from '../../registry.ts';
import type { DescriptorContext } from './context.ts';

export const getDescriptorInfo = defineMethod({
  name: 'getDescriptorInfo',
  category: 'util',
  description: 'Analyses a descriptor.',
  params: { descriptor: required(Type.String(), 'The descriptor.') },
  result: Type.Object({
    descriptor: Type.String({
      description:
        'The descriptor in canonical form, without private keys. For a multipath descriptor, only the first will be returned.',
    }),
    multipath_expansion: Type.Optional(
      Type.Array(Type.String(), {
        description: 'All descriptors that it stands for (only if it has multipath elements)',
      }),
    ),
    checksum: Type.String({ description: 'The checksum for the input descriptor' }),
    isrange: Type.Boolean({ description: 'Whether the descriptor is ranged' }),
    issolvable: Type.Boolean({ description: 'Whether the descriptor is solvable' }),
    hasprivatekeys: Type.Boolean({
      description: 'Whether the input descriptor contained at least one private key',
    }),
  }),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'it is no descriptor, with the reason' }],
  example: ['wpkh([d34db33f/84h/0h/0h]0279be667ef9dcbbac55a06295Ce870b07029Bfcdb2dce28d959f2815b16f81798)'],
  handler: async ({ descriptor }, context: Pick<DescriptorContext, 'network'>) => {
    const { descriptors, secrets, checksum } = await readDescriptor(descriptor, context);
    const [{ descriptorText }, { isRanged, isSolvable }] = await Promise.all([
      import('../../../wallet/descriptor/text.ts'),
      import('../../../wallet/descriptor/model.ts'),
    ]);
    const first = expectDefined(descriptors[0], 'a descriptor stands for one at least');
    return {
      descriptor: descriptorText(first),
      ...(descriptors.length > 1 && { multipath_expansion: descriptors.map(descriptorText) }),
      checksum,
      isrange: isRanged(first),
      issolvable: isSolvable(first),
      hasprivatekeys: secrets.size > 0,
    };
  },
});
