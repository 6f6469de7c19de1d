import type { RpcMethod } from '../../registry.ts';
import { getMempoolCluster, getMempoolFeerateDiagram } from './clusters.ts';
import { getMempoolAncestors, getMempoolDescendants, getMempoolEntry, getRawMempool } from './contents.ts';
import type { MempoolContext } from './context.ts';
import { importMempool } from './import.ts';
import { getMempoolInfo } from './info.ts';
import { getPrioritisedTransactions, prioritiseTransaction } from './prioritise.ts';
import { saveMempool } from './save.ts';
import { getTxSpendingPrevOut } from './spending-prevout.ts';
import { submitTransaction } from './submit.ts';
import { submitPackage } from './submit-package.ts';
import { testMempoolAccept } from './test-accept.ts';
import { getTxOut } from './tx-out.ts';

/** The methods about the mempool and the coins. @source Bitcoin Core src/rpc/mempool.cpp */
export const MEMPOOL_METHODS: readonly RpcMethod<MempoolContext>[] = [
  submitTransaction,
  submitPackage,
  testMempoolAccept,
  getRawMempool,
  getMempoolInfo,
  getMempoolEntry,
  getMempoolAncestors,
  getMempoolDescendants,
  getMempoolCluster,
  getMempoolFeerateDiagram,
  getTxSpendingPrevOut,
  getTxOut,
  saveMempool,
  importMempool,
  prioritiseTransaction,
  getPrioritisedTransactions,
];
