import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { P2pContext } from '../context.ts';
import { logName, type Peer } from '../peer.ts';

/**
 * Tells of a header that is news; while we catch up there are too many for everybody to see.
 * @param what - `header`, or `cmpctblock header` where it came with a compact block
 * @source Bitcoin Core src/net_processing.cpp LogBlockHeader
 */
export function logNewHeader(
  { log, isInitialBlockDownload }: Pick<P2pContext, 'log' | 'isInitialBlockDownload'>,
  peer: Peer,
  { what, entry }: { readonly what: string; readonly entry: BlockIndexEntry },
): void {
  const line = `Saw new ${what} hash=${displayHash(entry.hash)} height=${entry.height} ${logName(peer)}`;
  if (isInitialBlockDownload()) log.debug('validation', line);
  else log.info(line);
}
