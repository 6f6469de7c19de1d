import { SCRIPT_VERIFY, type ScriptFlags } from '../script/flags.ts';
import { isActive } from './deployments.ts';
import type { ActivationHeights } from './params.ts';

/**
 * The script rules for a block of that height. BIP16, BIP141 and BIP341 hold from the first block on, as in Core:
 * no block of the past but two on Bitcoin's main network broke them.
 * @source Bitcoin Core src/validation.cpp GetBlockScriptFlags
 */
export function getBlockScriptFlags(height: number, heights: ActivationHeights): ScriptFlags {
  const { P2SH, WITNESS, TAPROOT, DERSIG, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, NULLDUMMY } =
    SCRIPT_VERIFY;
  let flags = P2SH | WITNESS | TAPROOT;
  if (isActive('bip66', height, heights)) flags |= DERSIG;
  if (isActive('bip65', height, heights)) flags |= CHECKLOCKTIMEVERIFY;
  if (isActive('csv', height, heights)) flags |= CHECKSEQUENCEVERIFY;
  if (isActive('segwit', height, heights)) flags |= NULLDUMMY;
  return flags;
}
