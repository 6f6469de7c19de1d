import type { RpcMethod } from '../registry.ts';
import { type DescriptorActivityContext, getDescriptorActivity } from './blockchain/descriptor-activity.ts';
import { type CoinDumpContext, dumpTxOutSet } from './blockchain/dump-tx-out-set.ts';
import { BLOCKCHAIN_METHODS } from './blockchain/methods.ts';
import type { CoinScanContext } from './blockchain/scan-tx-out-set.ts';
import { CONTROL_METHODS, type ControlContext } from './control.ts';
import type { DescriptorContext } from './descriptors/context.ts';
import { DESCRIPTOR_METHODS } from './descriptors/methods.ts';
import { explainTransactionMethod } from './explain.ts';
import { FEE_METHODS, type FeeContext } from './fees.ts';
import { INDEX_METHODS } from './indexes/methods.ts';
import type { BlockScanContext } from './indexes/scan-blocks.ts';
import type { MempoolContext } from './mempool/context.ts';
import { MEMPOOL_METHODS } from './mempool/methods.ts';
import type { MiningContext } from './mining/context.ts';
import { MINING_METHODS } from './mining/methods.ts';
import type { NetworkContext } from './network/context.ts';
import { NETWORK_METHODS } from './network/methods.ts';
import { PROCESS_METHODS, type ProcessContext } from './node/methods.ts';
import { OPENRPC_METHODS, type OpenRpcContext } from './openrpc.ts';
import type { PsbtContext } from './psbt/context.ts';
import { PSBT_METHODS } from './psbt/methods.ts';
import type { RawTransactionContext } from './rawtransactions/context.ts';
import { RAW_TRANSACTION_METHODS } from './rawtransactions/methods.ts';
import { MESSAGE_METHODS } from './sign-message.ts';
import type { WalletContext } from './wallet/context.ts';
import { WALLET_METHODS } from './wallet/methods.ts';

/** What all methods together need of the node. */
export type NodeContext = BlockScanContext &
  CoinDumpContext &
  CoinScanContext &
  ControlContext &
  DescriptorActivityContext &
  DescriptorContext &
  FeeContext &
  MempoolContext &
  MiningContext &
  NetworkContext &
  OpenRpcContext &
  ProcessContext &
  PsbtContext &
  RawTransactionContext &
  WalletContext;

/** Every RPC method of the node. */
export const RPC_METHODS: readonly RpcMethod<NodeContext>[] = [
  ...BLOCKCHAIN_METHODS,
  dumpTxOutSet,
  getDescriptorActivity,
  ...MEMPOOL_METHODS,
  ...RAW_TRANSACTION_METHODS,
  ...PSBT_METHODS,
  explainTransactionMethod,
  ...WALLET_METHODS,
  ...MINING_METHODS,
  ...CONTROL_METHODS,
  ...NETWORK_METHODS,
  ...PROCESS_METHODS,
  ...OPENRPC_METHODS,
  ...FEE_METHODS,
  ...MESSAGE_METHODS,
  ...DESCRIPTOR_METHODS,
  ...INDEX_METHODS,
];
