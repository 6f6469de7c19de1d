import { getBlockProof } from '../consensus/chainwork.ts';
import type { Log } from '../util/log.ts';
import type { Chainstate } from './chainstate.ts';
import type { UnknownActivation } from './deployments.ts';
import { outOfReachText } from './prune.ts';

/** A chain that is longer by more blocks of the tip's work, and invalid, gives pause: others may take it for right. */
const INVALID_BLOCKS = 6n;
const LONG_INVALID =
  `Found invalid chain more than ${INVALID_BLOCKS} blocks longer than our best chain. This could be due to database ` +
  'corruption or consensus incompatibility with peers.';

export interface ChainWarningsDependencies {
  readonly chainstate: Chainstate;
  /** Blocks of the past signalled what was news then. */
  readonly isInitialBlockDownload: () => boolean;
  readonly log: Log;
}

/**
 * Tells what the operator should know of the chain, a sentence each: that miners activated rules which this version
 * doesn't know, so that it takes blocks for valid that others refuse; that there is a better chain to which pruning left
 * no way; or one that is much better, but invalid here. What is new is logged once.
 * @source Bitcoin Core src/validation.cpp Chainstate::UpdateTip, CheckForkWarningConditions
 */
export function createChainWarnings({
  chainstate,
  isInitialBlockDownload,
  log,
}: ChainWarningsDependencies): () => readonly string[] {
  const logged = new Set<string>();

  function activations(): readonly UnknownActivation[] {
    return isInitialBlockDownload() ? [] : chainstate.deployments.unknownActivations(chainstate.tip());
  }

  function hasLongInvalid(): boolean {
    const { chainwork, header } = chainstate.tip();
    const limit = chainwork + INVALID_BLOCKS * getBlockProof(header.bits);
    return chainstate.leaves().some((leaf) => leaf.failure !== 'none' && leaf.chainwork > limit);
  }

  chainstate.events.on('blockRefused', () => {
    if (!hasLongInvalid() || logged.has(LONG_INVALID)) return;
    log.warn(LONG_INVALID);
    logged.add(LONG_INVALID);
  });
  chainstate.events.on('tipChanged', () => {
    for (const activation of activations()) {
      const key = `${activation.bit} ${activation.active}`;
      if (!logged.has(key)) log.warn(logLine(activation));
      logged.add(key);
    }
  });
  return () => {
    const lost = chainstate.outOfReach();
    return [
      ...activations()
        .filter(({ active }) => active)
        .map(sentence),
      ...(hasLongInvalid() ? [`Warning: ${LONG_INVALID}`] : []),
      ...(lost ? [outOfReachText(lost, chainstate.prunedHeight())] : []),
    ];
  };
}

function sentence({ bit }: UnknownActivation): string {
  return `Unknown new rules activated (versionbit ${bit})`;
}

function logLine(activation: UnknownActivation): string {
  if (activation.active) return sentence(activation);
  return `Unknown new rules are locked in and will be active a period from now (versionbit ${activation.bit})`;
}
