import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import { isActive } from '../consensus/deployments.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { Clock } from '../util/clock.ts';
import type { CandidateFeed } from './ports.ts';
import {
  type BlockSpace,
  DEFAULT_MIN_FEE_RATE,
  DEFAULT_RESERVED_WEIGHT,
  type SelectedTransactions,
  selectTransactions,
} from './select-txs.ts';
import { type BlockTemplate, createTemplate } from './template.ts';

/** Makes the templates of the next block. */
export interface TemplateSource {
  /** One that holds only its coinbase: made at once, whatever waits. */
  bare(parent: BlockIndexEntry): BlockTemplate;
  /** One with the transactions that pay best. On another parent than the tip, which the mempool follows: a bare one. */
  full(parent: BlockIndexEntry): BlockTemplate;
  /**
   * Makes full ones for so many blocks, each on the one before: out of what waits when the first is made, those after
   * it get what it leaves. What the next block could hold, those above it can hold, too.
   */
  series(count: number): (parent: BlockIndexEntry) => BlockTemplate;
  /** Changes whenever a full template might come out better. */
  revision(): number;
  /** What the last template held; undefined before the first. */
  last(): TemplateSize | undefined;
  /** What a transaction must pay to be in one. */
  readonly minFeeRate: FeeRate;
  /** A number that it has not given before: by it two coinbases of the same template differ. */
  nextSerial(): number;
}

export interface TemplateSize {
  /** Without the coinbase. */
  readonly txCount: number;
  /** With what is set aside for header and coinbase. */
  readonly weight: number;
}

export interface TemplateSourceDependencies {
  readonly chainstate: Chainstate;
  readonly clock: Clock;
  /** The unconfirmed transactions. */
  readonly candidates: () => CandidateFeed;
  /** Changes with the candidates. */
  readonly revision: () => number;
  /** -blockmintxfee, -blockmaxweight and -blockreservedweight. */
  readonly limits: Pick<BlockSpace, 'minFeeRate' | 'maxWeight' | 'reservedWeight'>;
  /** -blockversion: instead of what the deployments ask for. */
  readonly blockVersion?: number | undefined;
}

type Selection = Pick<SelectedTransactions, 'selected' | 'weight'>;

const NOTHING: Selection = { selected: [], weight: 0 };

export function createTemplateSource(deps: TemplateSourceDependencies): TemplateSource {
  const { chainstate, clock } = deps;
  const { reservedWeight = DEFAULT_RESERVED_WEIGHT } = deps.limits;
  let serial = 0;
  let last: TemplateSize | undefined;

  function template(parent: BlockIndexEntry, { selected, weight }: Selection = NOTHING): BlockTemplate {
    last = { txCount: selected.length, weight: reservedWeight + weight };
    return createTemplate({
      parent,
      params: chainstate.params,
      nowSeconds: clock.nowSeconds(),
      version: deps.blockVersion ?? chainstate.deployments.blockVersion(parent),
      selected,
    });
  }

  function series(count: number): (parent: BlockIndexEntry) => BlockTemplate {
    let feed: CandidateFeed | undefined;
    let blocksLeft = count;
    return (parent) => {
      if (!feed && parent !== chainstate.tip()) return template(parent);
      feed ??= deps.candidates();
      const height = parent.height + 1;
      const holdsWitnesses = isActive('segwit', height, chainstate.params.activationHeights);
      const space = { height, lockTimeCutoff: parent.medianTimePast, holdsWitnesses, ...deps.limits };
      const selection = selectTransactions(feed, space);
      blocksLeft--;
      // At once: the mempool may be another one when the next block is asked for.
      if (blocksLeft > 0) feed.startNextBlock();
      return template(parent, selection);
    };
  }

  return {
    bare: (parent) => template(parent),
    full: (parent) => series(1)(parent),
    series,
    revision: deps.revision,
    last: () => last,
    minFeeRate: deps.limits.minFeeRate ?? DEFAULT_MIN_FEE_RATE,
    nextSerial: () => ++serial,
  };
}
