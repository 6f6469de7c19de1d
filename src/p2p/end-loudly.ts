import type { Log } from '../util/log.ts';
import { logName, type Peer } from './peer.ts';

/** Ends the connection for a reason that the operator should see. */
export function endLoudly(peer: Peer, why: string, log: Pick<Log, 'info'>): void {
  log.info(`${why}, disconnecting ${logName(peer)}`);
  peer.disconnect(why);
}
