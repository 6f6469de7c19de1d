import { decodePsbt } from '../../../wallet/psbt/decode.ts';
import type { Psbt } from '../../../wallet/psbt/model.ts';
import { RpcError } from '../../errors.ts';

/** The error of readPsbt, for the description of a method. */
export const DECODE_ERROR = {
  error: 'RPC_DESERIALIZATION_ERROR',
  when: 'the text is no partially signed transaction',
} as const;

/** @throws RpcError -22 */
export function readPsbt(text: string): Psbt {
  const decoded = decodePsbt(text);
  if (decoded.ok) return decoded.value;
  throw new RpcError('RPC_DESERIALIZATION_ERROR', `TX decode failed ${decoded.error}`);
}

/** @throws RpcError -8 */
export function readPsbtVersion(version: number): 0 | 2 {
  if (version === 0 || version === 2) return version;
  throw new RpcError('RPC_INVALID_PARAMETER', 'The PSBT version can only be 2 or 0');
}
