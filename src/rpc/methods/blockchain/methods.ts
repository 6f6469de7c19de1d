import type { RpcMethod } from '../../registry.ts';
import { getBlockStats } from './block-stats.ts';
import { getBlock, getBlockHash, getBlockHeader } from './blocks.ts';
import {
  getBestBlockHash,
  getBlockCount,
  getBlockchainInfo,
  getChainTips,
  getDifficultyMethod,
  invalidateBlock,
  preciousBlock,
  reconsiderBlock,
} from './chain.ts';
import { getChainStates } from './chain-states.ts';
import { getChainTxStats } from './chain-tx-stats.ts';
import { getDeploymentInfo } from './deployments.ts';
import { pruneBlockchain } from './prune.ts';
import { type CoinScanContext, scanTxOutSet } from './scan-tx-out-set.ts';
import { syncWithValidationInterfaceQueue } from './settled.ts';
import { getTxOutProof, verifyTxOutProof } from './tx-out-proof.ts';
import { getTxOutSetInfo } from './tx-out-set.ts';
import { verifyChainMethod } from './verify-chain.ts';
import { waitForBlock, waitForBlockHeight, waitForNewBlock } from './wait.ts';

/** The methods about the chain. @source Bitcoin Core src/rpc/blockchain.cpp */
export const BLOCKCHAIN_METHODS: readonly RpcMethod<CoinScanContext>[] = [
  getBlockchainInfo,
  getBestBlockHash,
  getBlockCount,
  getBlockHash,
  getBlock,
  getBlockHeader,
  getBlockStats,
  getChainStates,
  getChainTips,
  getChainTxStats,
  getDeploymentInfo,
  getDifficultyMethod,
  getTxOutProof,
  verifyTxOutProof,
  getTxOutSetInfo,
  scanTxOutSet,
  verifyChainMethod,
  pruneBlockchain,
  preciousBlock,
  invalidateBlock,
  reconsiderBlock,
  waitForNewBlock,
  waitForBlock,
  waitForBlockHeight,
  syncWithValidationInterfaceQueue,
];
