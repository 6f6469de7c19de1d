import type { RpcMethod } from '../../registry.ts';
import type { DescriptorContext } from './context.ts';
import { createMultisig } from './create-multisig.ts';
import { deriveAddresses } from './derive-addresses.ts';
import { getDescriptorInfo } from './info.ts';
import { validateAddress } from './validate-address.ts';

/** The methods about descriptors and addresses. @source Bitcoin Core src/rpc/output_script.cpp */
export const DESCRIPTOR_METHODS: readonly RpcMethod<DescriptorContext>[] = [
  validateAddress,
  createMultisig,
  deriveAddresses,
  getDescriptorInfo,
];
