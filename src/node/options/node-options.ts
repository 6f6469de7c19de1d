import { CHAIN_OPTIONS } from './chain-options.ts';
import { FILE_OPTIONS } from './file-options.ts';
import { INDEX_OPTIONS } from './index-options.ts';
import { KNOWN_PEER_OPTIONS } from './known-peer-options.ts';
import { LOG_OPTIONS } from './log-options.ts';
import { MEMPOOL_OPTIONS } from './mempool-options.ts';
import { MINING_OPTIONS } from './mining-options.ts';
import type { OptionTable, OptionValues } from './option-spec.ts';
import { PEER_OPTIONS } from './peer-options.ts';
import { RPC_OPTIONS } from './rpc-options.ts';

/**
 * The options of a running node, from a table for each category. How the network and the datadir are chosen is in
 * start-options.ts.
 */
export const NODE_OPTIONS = {
  ...FILE_OPTIONS,
  ...MINING_OPTIONS,
  ...RPC_OPTIONS,
  ...MEMPOOL_OPTIONS,
  ...PEER_OPTIONS,
  ...KNOWN_PEER_OPTIONS,
  ...CHAIN_OPTIONS,
  ...INDEX_OPTIONS,
  ...LOG_OPTIONS,
} as const satisfies OptionTable;

/** What a node is started with: one value for each option of NODE_OPTIONS. */
export type NodeOptions = OptionValues<typeof NODE_OPTIONS>;
