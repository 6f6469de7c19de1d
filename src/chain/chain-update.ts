import type { ConsensusParams } from '../consensus/params.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { getBlockScriptFlags } from '../consensus/script-flags.ts';
import type { Block } from '../primitives/block.ts';
import { expectDefined } from '../util/invariant.ts';
import { ACCEPTED, type Verdict } from '../util/verdict.ts';
import type { MutableEntry } from './block-index.ts';
import { type CoinsOverlay, createCoinsOverlay } from './coins.ts';
import { connectBlock, disconnectBlock } from './connect.ts';
import type { BlockConnected, BlockDisconnected } from './events.ts';
import type { ChainStore, CoinsSource, ScriptVerifier } from './ports.ts';
import type { ScriptPolicy } from './script-policy.ts';
import type { BlockUndo } from './undo.ts';

/**
 * A change of the best chain that exists in memory alone, until it is committed as a whole or thrown away:
 * blocks taken off, then blocks put on, over one overlay of coins.
 */
export interface ChainUpdate {
  readonly coins: CoinsOverlay;
  readonly disconnected: readonly BlockDisconnected[];
  readonly connected: readonly BlockConnected[];
  /** Bytes of memory, about, without the blocks. */
  bytes(): number;
  /** The tip that the chain would have. */
  tip(): MutableEntry;
  /** Takes the tip off. A rejection spoils the update. @rejects inconsistent-coins */
  disconnectTip(block: Block, undo: BlockUndo): Verdict<void, 'inconsistent-coins'>;
  /** Puts a child of the tip on. A rejected block leaves the update as it was before. */
  connectTip(entry: MutableEntry, block: Block): Promise<Verdict<void, BlockRejectCode>>;
}

export interface ChainUpdateDependencies {
  readonly params: ConsensusParams;
  readonly coins: CoinsSource;
  readonly store: Pick<ChainStore, 'readTogether'>;
  readonly scripts: ScriptVerifier;
  readonly scriptPolicy: ScriptPolicy;
}

/** What a coin of the undo data takes in memory: output, script, coin. Measured. */
const SPENT_COIN_BYTES = 350;

/** An update that changes nothing yet. @param start - the tip of the best chain as it is */
export function createChainUpdate(
  start: MutableEntry,
  { params, coins: base, store, scripts, scriptPolicy }: ChainUpdateDependencies,
): ChainUpdate {
  const coins = createCoinsOverlay(base);
  const disconnected: BlockDisconnected[] = [];
  const connected: BlockConnected[] = [];
  let spentCoins = 0;
  let tip = start;
  return {
    coins,
    disconnected,
    connected,
    bytes: () => coins.bytes() + SPENT_COIN_BYTES * spentCoins,
    tip: () => tip,
    disconnectTip(block, undo) {
      const undone = disconnectBlock({ block, entry: tip, undo }, coins, params);
      if (!undone.ok) return undone;
      disconnected.push({ entry: tip, block });
      tip = expectDefined(tip.parent, 'the genesis block is never disconnected');
      return ACCEPTED;
    },
    async connectTip(entry, block) {
      const own = createCoinsOverlay(coins);
      const flags = getBlockScriptFlags(entry, params);
      const areChecked = scriptPolicy.isChecked(entry);
      const blockScripts = areChecked ? scripts.begin(flags, countSpends(block)) : undefined;
      const request = { block, entry, ...(blockScripts && { onScripts: blockScripts.add }) };
      const connection = store.readTogether(() => connectBlock(request, own, params));
      if (!connection.ok) {
        blockScripts?.abandon();
        return connection;
      }
      const { undo } = connection.value;
      const scriptsOk = (await blockScripts?.verdict()) ?? ACCEPTED;
      if (!scriptsOk.ok) return scriptsOk;
      coins.absorb(own);
      connected.push({ entry, block, undo });
      for (const spent of undo) spentCoins += spent.length;
      tip = entry;
      return ACCEPTED;
    },
  };
}

/** Inputs of all transactions but the coinbase. */
function countSpends({ transactions: [, ...others] }: Block): number {
  return others.reduce((sum, { inputs }) => sum + inputs.length, 0);
}
