import { type BlockRejectCode, blockRejectClass } from '../../consensus/reject-codes.ts';
import type { Log } from '../../util/log.ts';
import { describeRejection, type Rejected } from '../../util/verdict.ts';
import { isInbound, type Peer } from '../peer.ts';

export interface BadBlock {
  readonly peer: Peer;
  readonly rejected: Rejected<BlockRejectCode>;
  /** It came in compact form, which is passed on before all of it is judged: BIP152 lets an invalid one pass. */
  readonly viaCompact: boolean;
  /** What was wrong, where that needs words. */
  readonly message?: string;
}

/**
 * What follows for the peer from a block or a header that was refused.
 * @source Bitcoin Core src/net_processing.cpp MaybePunishNodeForBlock
 */
export function punishForBlock({ peer, rejected, viaCompact, message }: BadBlock, log: Log): void {
  if (isToBlame(rejected.code, peer, viaCompact)) peer.punish(message ?? describeRejection(rejected));
  else if (message !== undefined) log.debug('net', `peer=${peer.id}: ${message}`);
}

function isToBlame(code: BlockRejectCode, peer: Peer, viaCompact: boolean): boolean {
  switch (blockRejectClass(code)) {
    case 'consensus':
    case 'mutated':
      return !viaCompact;
    case 'cached-invalid':
      // We chose those that we went to: there are others. Who comes to us may have fallen for an invalid chain.
      return !viaCompact && !isInbound(peer);
    case 'invalid-header':
    case 'invalid-prev':
    case 'missing-prev':
      return true;
    case 'time-future':
    case 'header-low-work':
      return false;
  }
}
