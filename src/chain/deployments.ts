import type { Bip9Deployment, ConsensusParams } from '../consensus/params.ts';
import {
  isSignalling,
  NO_TIMEOUT,
  type ThresholdState,
  VERSIONBITS_NUM_BITS,
  VERSIONBITS_TOP_BITS,
} from '../consensus/versionbits.ts';
import type { BlockIndexEntry } from './block-index.ts';
import { createThresholdStates, type ThresholdStates } from './threshold-states.ts';

/** The soft forks of a network that miners signal (BIP9): where they are on a chain, and what blocks should signal. */
export interface Deployments {
  /** Each with its state for a block on top of `parent`, in the order of the network. */
  after(parent: BlockIndexEntry): readonly DeploymentState[];
  /** What there is to tell about each at a block. */
  infoAt(block: BlockIndexEntry): readonly DeploymentInfo[];
  /** The version of a block on top of `parent` that signals all that may be signalled. */
  blockVersion(parent: BlockIndexEntry | undefined): number;
  /** Bits that so many blocks signalled that rules which this version doesn't know are active, or will be. */
  unknownActivations(tip: BlockIndexEntry): readonly UnknownActivation[];
}

export interface DeploymentState {
  readonly deployment: Bip9Deployment;
  readonly state: ThresholdState;
}

export interface DeploymentInfo extends DeploymentState {
  readonly nextState: ThresholdState;
  /** Height of the first block in this state. */
  readonly since: number;
  /** For each block of the period up to and with this one whether it signalled; absent where signals don't count. */
  readonly signals?: readonly boolean[];
  /** Height of the first block that the rules hold for, where it is known. */
  readonly activeSince?: number;
}

export interface UnknownActivation {
  readonly bit: number;
  /** False: locked in, and active a period later. */
  readonly active: boolean;
}

interface Tracked {
  readonly deployment: Bip9Deployment;
  readonly states: ThresholdStates;
}

/** The deployments of a network. @source Bitcoin Core src/versionbits.cpp VersionBitsCache */
export function createDeployments({
  deployments,
  unknownRules,
}: Pick<ConsensusParams, 'deployments' | 'unknownRules'>): Deployments {
  const tracked = deployments.map((deployment): Tracked => {
    const isSignal = ({ header }: BlockIndexEntry) => isSignalling(header.version, deployment.bit);
    return { deployment, states: createThresholdStates(deployment, isSignal) };
  });

  function blockVersion(parent: BlockIndexEntry | undefined): number {
    return tracked.reduce((version, { deployment, states }) => {
      const isSignalled = ['started', 'locked_in'].includes(states.stateAfter(parent));
      return isSignalled ? version | (1 << deployment.bit) : version;
    }, VERSIONBITS_TOP_BITS);
  }

  const { fromHeight, ...quorum } = unknownRules;
  const warnings = Array.from({ length: VERSIONBITS_NUM_BITS }, (_, bit) => {
    const isUnknown = ({ height, header, parent }: BlockIndexEntry) =>
      height >= fromHeight && isSignalling(header.version, bit) && (blockVersion(parent) & (1 << bit)) === 0;
    const rules = { startTime: 0n, timeout: NO_TIMEOUT, minActivationHeight: 0, ...quorum };
    return { bit, states: createThresholdStates(rules, isUnknown) };
  });

  return {
    after: (parent) =>
      tracked.map(({ deployment, states }) => ({ deployment, state: states.stateAfter(parent) })),
    infoAt: (block) => tracked.map((one) => infoOf(one, block)),
    blockVersion,
    unknownActivations: (tip) =>
      warnings.flatMap(({ bit, states }) => {
        const state = states.stateAfter(tip);
        return state === 'active' || state === 'locked_in' ? [{ bit, active: state === 'active' }] : [];
      }),
  };
}

function infoOf({ deployment, states }: Tracked, block: BlockIndexEntry): DeploymentInfo {
  const state = states.stateAfter(block.parent);
  const nextState = states.stateAfter(block);
  const since = states.sinceAfter(block.parent);
  const activeSince = state === 'active' ? since : nextState === 'active' ? block.height + 1 : undefined;
  const signals =
    state === 'started' || state === 'locked_in' ? signalsOfPeriod(block, deployment) : undefined;
  return {
    deployment,
    state,
    nextState,
    since,
    ...(signals && { signals }),
    ...(activeSince !== undefined && { activeSince }),
  };
}

function signalsOfPeriod(block: BlockIndexEntry, { bit, period }: Bip9Deployment): readonly boolean[] {
  const signals: boolean[] = [];
  let walk: BlockIndexEntry | undefined = block;
  for (let left = 1 + (block.height % period); left > 0 && walk; left--) {
    signals.push(isSignalling(walk.header.version, bit));
    walk = walk.parent;
  }
  return signals.reverse();
}
