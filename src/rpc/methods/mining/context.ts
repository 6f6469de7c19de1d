import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import type { Network } from '../../../chainparams/network.ts';
import type { BlockRejectCode } from '../../../consensus/reject-codes.ts';
import type { MempoolView } from '../../../mempool/view.ts';
import type { GenerateRequest } from '../../../mining/generate.ts';
import type { GenerateBlockRequest } from '../../../mining/generate-block.ts';
import type { Miner } from '../../../mining/miner.ts';
import type { TemplateSource } from '../../../mining/template-source.ts';
import type { Block } from '../../../primitives/block.ts';
import type { Clock } from '../../../util/clock.ts';
import type { Verdict } from '../../../util/verdict.ts';

/** What the methods about mining need of the node. */
export interface MiningContext {
  readonly chainstate: Chainstate;
  readonly network: Network;
  readonly clock: Clock;
  readonly miner: Miner;
  readonly templates: TemplateSource;
  readonly mempool: Pick<MempoolView, 'count' | 'get'>;
  /** Whom the rewards of this node's blocks go to. */
  readonly rewardScript: () => Promise<Uint8Array>;
  /** Aborted once the node is about to end. */
  readonly stopSignal: AbortSignal;
  /** What the operator should know of the chain, a sentence each. */
  readonly warnings: () => readonly string[];
  /** What is wrong with the code that hashes, if anything is. */
  readonly kernelNotice: () => string | undefined;
  /** Mines on the calling thread; see mining/generate.ts. */
  readonly generate: (
    request: GenerateRequest,
  ) => Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>>;
  /** Mines one block of given transactions; see mining/generate-block.ts. */
  readonly generateBlock: (
    request: GenerateBlockRequest,
  ) => Promise<Verdict<Block | undefined, BlockRejectCode>>;
}
