import type { RpcMethod } from '../../registry.ts';
import { combineRawTransaction } from './combine.ts';
import type { RawTransactionContext } from './context.ts';
import { createRawTransaction } from './create.ts';
import { decodeRawTransaction } from './decode.ts';
import { decodeScript } from './decode-script.ts';
import { getRawTransaction } from './get.ts';
import { signRawTransactionWithKey } from './sign.ts';

/** The methods about single transactions and scripts. @source Bitcoin Core src/rpc/rawtransaction.cpp */
export const RAW_TRANSACTION_METHODS: readonly RpcMethod<RawTransactionContext>[] = [
  getRawTransaction,
  combineRawTransaction,
  createRawTransaction,
  decodeRawTransaction,
  decodeScript,
  signRawTransactionWithKey,
];
