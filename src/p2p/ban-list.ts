import type { Clock } from '../util/clock.ts';
import { createEmitter, type Subscribable } from '../util/emitter.ts';
import type { Log } from '../util/log.ts';
import type { NetAddress } from './net-address.ts';
import { hashedAddressBytes } from './net-group.ts';
import type { BanStore } from './ports.ts';
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
  readonly store: BanStore;
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
  let bans = new Map<string, Ban>();
  const events = createEmitter<BanEvents>();
  const discouraged = createRollingBloomFilter({ ...DISCOURAGED, tweak: uint32(random) });
  const kept = store.load();
  if (!kept) log.info('Recreating the banlist database');
  for (const { subnet: text, ...times } of kept ?? []) {
    const subnet = parseSubnet(text, deps.resolve);
    if (subnet) bans.set(formatSubnet(subnet), { subnet, ...times });
    else log.info(`Dropping entry with unparseable address or subnet (${text}) from ban list`);
  }
  sweep();
  if (bans.size !== kept?.length) change(bans);

  /** Forgets what has ended, here: what is kept of it goes with the next change. @source Core BanMan::SweepBanned */
  function sweep(): void {
    const now = clock.nowSeconds();
    for (const [key, { until }] of bans) {
      if (now <= until) continue;
      bans.delete(key);
      log.debug('net', `Removed banned node address/subnet: ${key}`);
    }
  }

  /** What can't be kept does not hold. */
  function change(next: Map<string, Ban>): void {
    store.save(Array.from(next, ([key, ban]) => ({ ...ban, subnet: key })));
    bans = next;
  }

  const holds = ({ until }: Ban): boolean => clock.nowSeconds() < until;
  return {
    events,
    ban(subnet, until) {
      const now = clock.nowSeconds();
      const ban = { subnet, createdAt: now, until: until > 0 ? until : now + deps.defaultSeconds };
      const key = formatSubnet(subnet);
      if ((bans.get(key)?.until ?? 0) >= ban.until) return;
      change(new Map(bans).set(key, ban));
      events.emit('banned', subnet);
    },
    unban(subnet) {
      const key = formatSubnet(subnet);
      if (!bans.has(key)) return false;
      change(new Map([...bans].filter(([other]) => other !== key)));
      return true;
    },
    clear: () => change(new Map()),
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
