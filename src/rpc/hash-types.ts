import {
  SIGHASH_ALL,
  SIGHASH_ANYONECANPAY,
  SIGHASH_DEFAULT,
  SIGHASH_NONE,
  SIGHASH_SINGLE,
} from '../script/signature-encoding.ts';
import { RpcError } from './errors.ts';

/** What signatures cover, by the names that RPC has for it. @source Bitcoin Core src/core_io.cpp SighashToStr */
export const HASH_TYPES: ReadonlyMap<string, number> = new Map([
  ['DEFAULT', SIGHASH_DEFAULT],
  ['ALL', SIGHASH_ALL],
  ['NONE', SIGHASH_NONE],
  ['SINGLE', SIGHASH_SINGLE],
  ['ALL|ANYONECANPAY', SIGHASH_ALL | SIGHASH_ANYONECANPAY],
  ['NONE|ANYONECANPAY', SIGHASH_NONE | SIGHASH_ANYONECANPAY],
  ['SINGLE|ANYONECANPAY', SIGHASH_SINGLE | SIGHASH_ANYONECANPAY],
]);

/** @throws RpcError -8 */
export function readHashType(name: string): number {
  const hashType = HASH_TYPES.get(name);
  if (hashType !== undefined) return hashType;
  throw new RpcError('RPC_INVALID_PARAMETER', `'${name}' is not a valid sighash parameter.`);
}

/** The name of a hash type; empty where it has none. */
export function hashTypeName(hashType: number): string {
  return [...HASH_TYPES].find(([, value]) => value === hashType)?.[0] ?? '';
}
