import type { Clock } from '../util/clock.ts';
import { createEmitter, type Subscribable } from '../util/emitter.ts';
import type { Log } from '../util/log.ts';
import type { NetAddress } from './net-address.ts';
import { hashedAddressBytes } from './net-group.ts';
import type { PeerStore } from './ports.ts';
import { type Random, uint32 } from './random.ts';
import { createRollingBloomFilter } from './rolling-bloom-filter.ts';
import { compareSubnets, formatSubnet, matchesSubnet, parseSubnet, type Subnet } from './subnet.ts';

/**
 * With whom the node has nothing to do. Bans are the operator's alone, hold for a time and are kept on disk. Who
 * misbehaves is only discouraged: it may connect as long as nobody else wants its place, but is neither connected to nor
 * told of. Neither is a defence against one who has many addresses.
 * @source Bitcoin Core src/banman.h
 */

/** Seconds that a ban holds unless said otherwise. @source Core src/banman.h DEFAULT_MISBEHAVING_BANTIME */
export const DEFAULT_BAN_SECONDS = 24 * 3600;

/** How many addresses are remembered as discouraged, and how few others taken for them. @source Core BanMan::m_discouraged */
const DISCOURAGED = { elements: 50_000, falsePositiveRate: 0.000001 };

/** A ban; times are seconds since 1970. */
export interface Ban {
  readonly subnet: Subnet;
  readonly createdAt: number;
  readonly until: number;
}

export interface BanEvents {
  /** From now on these are banned: whoever of them is connected has to go. */
  banned: Subnet;
}

export interface BanList {
  readonly events: Subscribable<BanEvents>;
  /** Bans a subnet, durably. @param until - seconds since 1970, or 0 for the usual time from now on */
  ban(subnet: Subnet, until: number): void;
  /** False where exactly that subnet was not banned. */
  unban(subnet: Subnet): boolean;
  clear(): void;
  /** True where the address is in a subnet that is banned now. */
  isBanned(address: NetAddress): boolean;
  /** True where exactly that subnet is banned now. */
  isSubnetBanned(subnet: Subnet): boolean;
  /** The bans that hold, in Core's order. */
  list(): readonly Ban[];
  discourage(address: NetAddress): void;
  isDiscouraged(address: NetAddress): boolean;
}

/** True of one that is neither connected to nor told of. */
export function isShunned(bans: Pick<BanList, 'isBanned' | 'isDiscouraged'>, address: NetAddress): boolean {
  return bans.isBanned(address) || bans.isDiscouraged(address);
}

export interface BanListDependencies {
  readonly store: Pick<PeerStore, 'loadBans' | 'putBan' | 'removeBans'>;
  readonly random: Pick<Random, 'below'>;
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly log: Pick<Log, 'info' | 'debug'>;
  /** -bantime */
  readonly defaultSeconds: number;
  /** What an address is taken for, see resolveCjdns. */
  readonly resolve: (address: NetAddress) => NetAddress;
}

/** The bans that were kept, without those that have ended. */
export function createBanList({ store, random, clock, log, ...deps }: BanListDependencies): BanList {
  const bans = new Map<string, Ban>();
  const events = createEmitter<BanEvents>();
  const discouraged = createRollingBloomFilter({ ...DISCOURAGED, tweak: uint32(random) });
  for (const { subnet: text, ...times } of store.loadBans()) {
    const subnet = parseSubnet(text, deps.resolve);
    if (subnet) bans.set(formatSubnet(subnet), { subnet, ...times });
    else log.info(`Dropping entry with unparseable address or subnet (${text}) from ban list`);
  }
  store.removeBans(sweep());

  /** Forgets what has ended, here: what is kept of it goes at the next start. @source Core BanMan::SweepBanned */
  function sweep(): readonly string[] {
    const now = clock.nowSeconds();
    const ended = [...bans].filter(([, { until }]) => now > until).map(([key]) => key);
    for (const key of ended) {
      bans.delete(key);
      log.debug('net', `Removed banned node address/subnet: ${key}`);
    }
    return ended;
  }

  const holds = ({ until }: Ban): boolean => clock.nowSeconds() < until;
  return {
    events,
    ban(subnet, until) {
      const now = clock.nowSeconds();
      const ban = { subnet, createdAt: now, until: until > 0 ? until : now + deps.defaultSeconds };
      const key = formatSubnet(subnet);
      if ((bans.get(key)?.until ?? 0) >= ban.until) return;
      store.putBan({ ...ban, subnet: key });
      bans.set(key, ban);
      events.emit('banned', subnet);
    },
    unban(subnet) {
      const key = formatSubnet(subnet);
      if (!bans.has(key)) return false;
      store.removeBans([key]);
      return bans.delete(key);
    },
    clear() {
      store.removeBans([...bans.keys()]);
      bans.clear();
    },
    isBanned: (address) => [...bans.values()].some((ban) => holds(ban) && matchesSubnet(ban.subnet, address)),
    isSubnetBanned(subnet) {
      const ban = bans.get(formatSubnet(subnet));
      return ban !== undefined && holds(ban);
    },
    list() {
      sweep();
      return [...bans.values()].sort((a, b) => compareSubnets(a.subnet, b.subnet));
    },
    discourage: (address) => discouraged.insert(hashedAddressBytes(address)),
    isDiscouraged: (address) => discouraged.contains(hashedAddressBytes(address)),
  };
}
