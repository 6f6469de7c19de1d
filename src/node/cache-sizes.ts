import type { ChainMemory } from '../chain/context.ts';

/** How the memory of -dbcache is divided. */
export interface CacheSizes extends Pick<ChainMemory, 'coinsBytes' | 'heldBytes'> {
  /** For the pages of the database, MiB. */
  readonly pagesMiB: number;
}

const MIB = 2 ** 20;

/** More than this would only make the commits of a sync longer: nothing else is done while one is written. */
const MAX_HELD_BYTES = 64 * MIB;

/**
 * A quarter for the pages of the database, which every read and write goes through; a quarter, but no more than
 * 64 MiB, for blocks and coins of a sync or a reorganisation that are not committed yet; the rest for coins.
 * @param dbCacheMiB - 4 or more
 */
export function divideCache(dbCacheMiB: number): CacheSizes {
  const quarter = dbCacheMiB / 4;
  const heldBytes = Math.min(quarter * MIB, MAX_HELD_BYTES);
  return { pagesMiB: quarter, heldBytes, coinsBytes: (dbCacheMiB - quarter) * MIB - heldBytes };
}

/** What of it coins may take, bytes. */
export function coinCachesOf(dbCacheMiB: number): { readonly pages: number; readonly coins: number } {
  const { pagesMiB, coinsBytes } = divideCache(dbCacheMiB);
  return { pages: pagesMiB * MIB, coins: coinsBytes };
}
