import type { RpcMethod } from '../../registry.ts';
import type { MiningContext } from './context.ts';
import { generate, generateToAddress } from './generate.ts';
import { generateBlock } from './generate-block.ts';
import { generateToDescriptor } from './generate-to-descriptor.ts';
import { getHashRate } from './hash-rate.ts';
import { getMiningInfo, setGenerate } from './info.ts';
import { getNetworkHashPs } from './network-hash-rate.ts';
import { submitBlock, submitHeader } from './submit.ts';
import { getBlockTemplate } from './template.ts';

/** The methods about mining. @source Bitcoin Core src/rpc/mining.cpp */
export const MINING_METHODS: readonly RpcMethod<MiningContext>[] = [
  generateToAddress,
  generateToDescriptor,
  generateBlock,
  generate,
  setGenerate,
  getMiningInfo,
  getHashRate,
  getNetworkHashPs,
  getBlockTemplate,
  submitBlock,
  submitHeader,
];
