import type { RpcMethod } from '../../registry.ts';
import { analyzePsbtMethod } from './analyze.ts';
import { combinePsbt, joinPsbtsMethod } from './combine.ts';
import type { PsbtContext } from './context.ts';
import { convertToPsbt, createPsbtMethod } from './create.ts';
import { decodePsbtMethod } from './decode.ts';
import { finalizePsbtMethod } from './finalize.ts';
import { descriptorProcessPsbt, utxoUpdatePsbt } from './process.ts';

/** The methods about partially signed transactions. @source Bitcoin Core src/rpc/rawtransaction.cpp */
export const PSBT_METHODS: readonly RpcMethod<PsbtContext>[] = [
  createPsbtMethod,
  convertToPsbt,
  decodePsbtMethod,
  combinePsbt,
  joinPsbtsMethod,
  finalizePsbtMethod,
  analyzePsbtMethod,
  utxoUpdatePsbt,
  descriptorProcessPsbt,
];
