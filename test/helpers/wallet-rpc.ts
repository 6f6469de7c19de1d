import { networksOfAddress } from '../../src/node/build-wallet.ts';
import { explainTransactionMethod } from '../../src/rpc/methods/explain.ts';
import type { WalletContext } from '../../src/rpc/methods/wallet/context.ts';
import { WALLET_METHODS } from '../../src/rpc/methods/wallet/methods.ts';
import { REGTEST } from './regtest.ts';
import { createRpcCaller, type RpcCaller } from './rpc-node.ts';
import type { TestWallet } from './test-wallet.ts';
import { createDummyMiner } from './tutorial.ts';

/** The wallet's methods and explainTransaction, as a client calls them, on a wallet of tests. */
export function walletRpc(node: TestWallet): RpcCaller {
  const { chainstate, mempool, mempoolOptions, wallet } = node;
  const context: WalletContext & Parameters<(typeof explainTransactionMethod)['handler']>[1] = {
    chainstate,
    mempool,
    mempoolOptions,
    // The parameters of the chain are shorter-lived than regtest's.
    network: { ...REGTEST, consensus: chainstate.params },
    wallet: async () => wallet,
    miner: createDummyMiner().miner,
    networksOfAddress,
  };
  return createRpcCaller([...WALLET_METHODS, explainTransactionMethod], context);
}
