import type { Log } from '../util/log.ts';
import type { Chainstate } from './chainstate.ts';
import type { UnknownActivation } from './deployments.ts';
import { outOfReachText } from './prune.ts';

export interface ChainWarningsDependencies {
  readonly chainstate: Chainstate;
  /** Blocks of the past signalled what was news then. */
  readonly isInitialBlockDownload: () => boolean;
  readonly log: Log;
}

/**
 * Tells what the operator should know of the chain, a sentence each: that miners activated rules which this version
 * doesn't know, so that it takes blocks for valid that others refuse, or that there is a better chain to which pruning
 * left no way. What is new is logged once.
 * @source Bitcoin Core src/validation.cpp Chainstate::UpdateTip
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
