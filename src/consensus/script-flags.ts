import type { Hash256 } from '../primitives/hash256.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../script/flags.ts';
import { equalBytes } from '../util/bytes.ts';
import { isActive } from './deployments.ts';
import type { ConsensusParams } from './params.ts';

/** The block whose scripts are to be checked; one that is still to be made has no hash. */
export interface FlaggedBlock {
  readonly height: number;
  readonly hash?: Hash256;
}

/**
 * The script rules for a block. BIP16, BIP141 and BIP341 hold from the first block on, as in Core: no block of the
 * past broke them but those that the network lists as exceptions.
 * @source Bitcoin Core src/validation.cpp GetBlockScriptFlags
 */
export function getBlockScriptFlags(
  { height, hash }: FlaggedBlock,
  params: Pick<ConsensusParams, 'activationHeights' | 'scriptFlagExceptions'>,
): ScriptFlags {
  const { P2SH, WITNESS, TAPROOT, DERSIG, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, NULLDUMMY } =
    SCRIPT_VERIFY;
  const heights = params.activationHeights;
  const exception = hash && params.scriptFlagExceptions.find((block) => equalBytes(block.hash, hash));
  let flags = exception?.flags ?? P2SH | WITNESS | TAPROOT;
  if (isActive('bip66', height, heights)) flags |= DERSIG;
  if (isActive('bip65', height, heights)) flags |= CHECKLOCKTIMEVERIFY;
  if (isActive('csv', height, heights)) flags |= CHECKSEQUENCEVERIFY;
  if (isActive('segwit', height, heights)) flags |= NULLDUMMY;
  return flags;
}
