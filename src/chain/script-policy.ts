import { getBlockProofEquivalentTime } from '../consensus/chainwork.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Log } from '../util/log.ts';
import { type BlockIndexEntry, getAncestor } from './block-index.ts';
import type { BlockTree } from './block-tree.ts';

/** Which blocks' scripts are run: all but those below a block that is assumed to be valid (-assumevalid). */
export interface ScriptPolicy {
  isChecked(entry: BlockIndexEntry): boolean;
}

/** A block must be buried under this much work, in seconds of the best chain's, before its scripts are left out. */
const BURIED_SECONDS = 2n * 7n * 24n * 60n * 60n;

interface ScriptPolicyDependencies {
  readonly params: ConsensusParams;
  readonly tree: Pick<BlockTree, 'get' | 'bestHeader'>;
  readonly log: Log;
}

/** A policy that tells the log where it begins or ceases to check. */
export function createScriptPolicy({ params, tree, log }: ScriptPolicyDependencies): ScriptPolicy {
  let last: string | undefined | null = null;
  return {
    isChecked(entry) {
      const reason = whyScriptsAreChecked(entry, params, tree);
      if (reason !== last) {
        const block = `block #${entry.height} (${displayHash(entry.hash)})`;
        if (reason === undefined) log.info(`Disabling script verification at ${block}.`);
        else log.info(`Enabling script verification at ${block}: ${reason}.`);
        last = reason;
      }
      return reason !== undefined;
    },
  };
}

/**
 * Why the scripts of a block are run; undefined where they need not be. Whoever names a block as valid has had its
 * history checked. That decides nothing about which chain is the best; it must be buried in one with the work that is
 * known to exist, so that nobody is talked into a chain by a hash alone.
 * @source Bitcoin Core src/validation.cpp ConnectBlock
 */
export function whyScriptsAreChecked(
  entry: BlockIndexEntry,
  { assumeValid, minimumChainWork, retarget }: ConsensusParams,
  tree: Pick<BlockTree, 'get' | 'bestHeader'>,
): string | undefined {
  if (!assumeValid) return 'assumevalid=0 (always verify)';
  const assumed = tree.get(assumeValid);
  if (!assumed) return 'assumevalid hash not in headers';
  if (getAncestor<BlockIndexEntry>(assumed, entry.height) !== entry) {
    return entry.height > assumed.height
      ? 'block height above assumevalid height'
      : 'block not in assumevalid chain';
  }
  const best: BlockIndexEntry = tree.bestHeader();
  if (getAncestor(best, entry.height) !== entry) return 'block not in best header chain';
  if (best.chainwork < minimumChainWork) return 'best header chainwork below minimumchainwork';
  const buried = getBlockProofEquivalentTime(best.chainwork - entry.chainwork, best.header.bits, retarget);
  return buried <= BURIED_SECONDS ? 'block too recent relative to best header' : undefined;
}
