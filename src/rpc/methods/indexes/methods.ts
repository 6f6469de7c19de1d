import type { RpcMethod } from '../../registry.ts';
import { getAddressHistory } from './address-history.ts';
import { getBlockFilter } from './block-filter.ts';
import { getIndexInfo } from './info.ts';
import { type BlockScanContext, scanBlocks } from './scan-blocks.ts';

/** The methods that stand on the indexes alone. */
export const INDEX_METHODS: readonly RpcMethod<BlockScanContext>[] = [
  getIndexInfo,
  getBlockFilter,
  scanBlocks,
  getAddressHistory,
];
