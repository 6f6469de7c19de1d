import type { Clock } from '../../util/clock.ts';
import { type BanList, isShunned } from '../ban-list.ts';
import { MAX_ADDR_TO_SEND } from '../codec/limits.ts';
import type { PeerAddress } from '../codec/message.ts';
import type { Random } from '../random.ts';
import type { AddressBook } from './address-book.ts';
import type { GetAddressesRequest } from './select.ts';

/** What others are told of the address book. */

/** @source Bitcoin Core src/net_processing.cpp MAX_PCT_ADDR_TO_SEND */
export const RESPONSE_LIMITS = { maxCount: MAX_ADDR_TO_SEND, maxPercent: 23 } as const;

const HOUR = 3600;
/** An answer is kept for so long, and up to so much longer. Seconds. */
const MIN_LIFETIME = 21 * HOUR;
const LIFETIME_SPREAD = 6 * HOUR;

export interface AddressResponsesDependencies {
  readonly book: Pick<AddressBook, 'getAddresses'>;
  readonly bans: Pick<BanList, 'isBanned' | 'isDiscouraged'>;
  readonly random: Random;
  readonly clock: Pick<Clock, 'nowSeconds'>;
}

export interface AddressResponses {
  /**
   * The answer to a `getaddr`, the same for about a day: whoever asks again and again learns nothing of what is new.
   * @param viewpoint - the asking peer's network and our socket that it came to: each has its own answer, so that nobody
   *   sees by it that two of our addresses are the same node. There are only so many.
   * @source Bitcoin Core src/net.cpp CConnman::GetAddresses
   */
  responseFor(viewpoint: string): readonly PeerAddress[];
  /** A fresh sample, for the operator and for peers that may have one. */
  sample(request: GetAddressesRequest): readonly PeerAddress[];
}

interface CachedResponse {
  readonly addresses: readonly PeerAddress[];
  readonly expiresAt: number;
}

export function createAddressResponses(deps: AddressResponsesDependencies): AddressResponses {
  const { book, bans, random, clock } = deps;
  const cache = new Map<string, CachedResponse>();
  /** @source Core src/net.cpp CConnman::GetAddressesUnsafe */
  const sample = (request: GetAddressesRequest): readonly PeerAddress[] =>
    book.getAddresses(request).filter(({ service }) => !isShunned(bans, service));
  return {
    sample,
    responseFor(viewpoint) {
      const now = clock.nowSeconds();
      const cached = cache.get(viewpoint);
      if (cached && cached.expiresAt >= now) return cached.addresses;
      const addresses = sample(RESPONSE_LIMITS);
      cache.set(viewpoint, { addresses, expiresAt: now + MIN_LIFETIME + random.below(LIFETIME_SPREAD) });
      return addresses;
    },
  };
}
