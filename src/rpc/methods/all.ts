import type { RpcMethod } from '../registry.ts';
import type { BlockchainContext } from './blockchain/context.ts';
import { BLOCKCHAIN_METHODS } from './blockchain/methods.ts';
import { CONTROL_METHODS, type ControlContext } from './control.ts';
import type { MiningContext } from './mining/context.ts';
import { MINING_METHODS } from './mining/methods.ts';
import { type MockTimeContext, setMockTime } from './mock-time.ts';

/** What all methods together need of the node. */
export type NodeContext = BlockchainContext & ControlContext & MiningContext & MockTimeContext;

/** Every RPC method of the node. */
export const RPC_METHODS: readonly RpcMethod<NodeContext>[] = [
  ...BLOCKCHAIN_METHODS,
  ...MINING_METHODS,
  ...CONTROL_METHODS,
  setMockTime,
];
