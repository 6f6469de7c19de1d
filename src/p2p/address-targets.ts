import { sipHash24 } from '../crypto/siphash.ts';
import type { Clock } from '../util/clock.ts';
import type { NetService } from './net-address.ts';
import { hashedServiceBytes } from './net-group.ts';
import type { Peer } from './peer.ts';
import type { Random } from './random.ts';

/** @source Bitcoin Core src/net_processing.cpp ROTATE_ADDR_RELAY_DEST_INTERVAL */
const ROTATE_SECONDS = 24n * 3600n;

const KEY_SIZE = 16;
const MAX_TARGETS = 2;

/**
 * Whom an address is passed on to: the same one or two peers for a day, so that telling of it again and again spreads it
 * no further. Which they are, and when the day ends, is secret.
 * @returns two where the address can be reached, else one or two, as long as there are so many
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::RelayAddress
 */
export function createAddressTargets({
  clock,
  random,
}: {
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly random: Pick<Random, 'bytes'>;
}): (service: NetService, peers: readonly Peer[], isReachable: boolean) => readonly Peer[] {
  const key = random.bytes(KEY_SIZE);
  const hash = (...words: readonly bigint[]): bigint => sipHash24(key, uint64s(words));
  return (service, peers, isReachable) => {
    const addressHash = sipHash24(key, hashedServiceBytes(service));
    // The hash makes each address's day end at another time.
    const day = (BigInt(clock.nowSeconds()) + addressHash) / ROTATE_SECONDS;
    const count = isReachable || (hash(addressHash, day) & 1n) === 1n ? MAX_TARGETS : MAX_TARGETS - 1;
    const ranked = peers.map((peer) => ({ peer, rank: hash(addressHash, day, BigInt(peer.id)) }));
    ranked.sort((a, b) => (a.rank < b.rank ? 1 : -1));
    return ranked.slice(0, count).map(({ peer }) => peer);
  };
}

function uint64s(words: readonly bigint[]): Uint8Array {
  const bytes = Buffer.alloc(8 * words.length);
  words.forEach((word, i) => void bytes.writeBigUInt64LE(BigInt.asUintN(64, word), 8 * i));
  return bytes;
}
