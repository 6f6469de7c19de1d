import type { RpcMethod } from '../../registry.ts';
import { getBalance, getBalances } from './balance.ts';
import type { WalletContext } from './context.ts';
import { cancelPayment, getDefaultAddress, preparePayment, sendPayment } from './payment.ts';
import { listUnspent } from './unspent.ts';

/** The methods about the default key. @source Bitcoin Core src/wallet/rpc/, for those that it has */
export const WALLET_METHODS: readonly RpcMethod<WalletContext>[] = [
  getDefaultAddress,
  getBalance,
  getBalances,
  listUnspent,
  preparePayment,
  sendPayment,
  cancelPayment,
];
