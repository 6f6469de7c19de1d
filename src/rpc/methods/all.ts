import type { RpcMethod } from '../registry.ts';
import { BLOCKCHAIN_METHODS } from './blockchain/methods.ts';
import type { CoinScanContext } from './blockchain/scan-tx-out-set.ts';
import { CONTROL_METHODS, type ControlContext } from './control.ts';
import type { DescriptorContext } from './descriptors/context.ts';
import { DESCRIPTOR_METHODS } from './descriptors/methods.ts';
import { explainTransactionMethod } from './explain.ts';
import type { MempoolContext } from './mempool/context.ts';
import { MEMPOOL_METHODS } from './mempool/methods.ts';
import type { MiningContext } from './mining/context.ts';
import { MINING_METHODS } from './mining/methods.ts';
import { type MockTimeContext, setMockTime } from './mock-time.ts';
import type { RawTransactionContext } from './rawtransactions/context.ts';
import { RAW_TRANSACTION_METHODS } from './rawtransactions/methods.ts';
import type { WalletContext } from './wallet/context.ts';
import { WALLET_METHODS } from './wallet/methods.ts';

/** What all methods together need of the node. */
export type NodeContext = CoinScanContext &
  ControlContext &
  DescriptorContext &
  MempoolContext &
  MiningContext &
  MockTimeContext &
  RawTransactionContext &
  WalletContext;

/** Every RPC method of the node. */
export const RPC_METHODS: readonly RpcMethod<NodeContext>[] = [
  ...BLOCKCHAIN_METHODS,
  ...MEMPOOL_METHODS,
  ...RAW_TRANSACTION_METHODS,
  explainTransactionMethod,
  ...WALLET_METHODS,
  ...MINING_METHODS,
  ...CONTROL_METHODS,
  setMockTime,
  ...DESCRIPTOR_METHODS,
];
