import type { CancelTimer, Clock, Timers } from '../../util/clock.ts';
import type { Log } from '../../util/log.ts';
import { shuffled } from '../../util/shuffled.ts';
import type { AddressBook } from '../addrman/address-book.ts';
import { internalAddress, type NetAddress } from '../net-address.ts';
import type { Random } from '../random.ts';
import { SERVICE } from '../services.ts';

/**
 * Addresses of nodes by the domain name system: names whose owners keep lists of nodes. They are asked where nothing else
 * helps: the first time, or where those that are known don't answer.
 */
export interface DnsSeeds {
  start(): void;
  close(): void;
}

export interface DnsSeedsParts {
  /** Names; none: nobody is asked. */
  readonly seeds: readonly string[];
  /** They are asked in any case (`-forcednsseed`). */
  readonly isForced: boolean;
  /** There are nodes that are asked first (`-seednode`). */
  readonly hasSeedNodes: boolean;
  readonly port: number;
  readonly book: Pick<AddressBook, 'add' | 'size'>;
  readonly isActive: () => boolean;
  /** How many we are connected with that do everything. */
  readonly countPeers: () => number;
  /** The addresses of a name; none where there is no such name. Undefined: names are left to a proxy. */
  readonly resolve: ((host: string) => Promise<readonly NetAddress[]>) | undefined;
  /** Connects to one of a name's addresses, and asks there. */
  readonly fetchFrom: (name: string) => void;
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly random: Pick<Random, 'below'>;
  /** Real time. */
  readonly timers: Timers;
  readonly log: Pick<Log, 'info'>;
  readonly onFault: (fault: unknown) => void;
}

/** @source Bitcoin Core src/net.cpp: SEED_OUTBOUND_CONNECTION_THRESHOLD and the constants that begin with DNSSEEDS */
const ENOUGH_PEERS = 2;
const ASKED_AT_ONCE = 3;
const MANY_ADDRESSES = 1000;
const DELAY_FEW_SECONDS = 11;
const DELAY_MANY_SECONDS = 300;

const SEED_NODES_SECONDS = 30;
const SECOND_MS = 1000;
const DAY = 24 * 3600;

/** No seed shall fill the address book. */
const MAX_ADDRESSES = 32;
const SERVICES = SERVICE.network | SERVICE.witness;

/** @source Bitcoin Core src/net.cpp CConnman::ThreadDNSAddressSeed */
export function createDnsSeeds(parts: DnsSeedsParts): DnsSeeds {
  const { book, random, clock, timers, log, resolve } = parts;
  let cancel: CancelTimer = () => {};
  let isClosed = false;
  let found = 0;

  const hasPeers = (): boolean => parts.countPeers() >= ENOUGH_PEERS;

  /** Waits, and ends early once that is so. */
  async function wait(seconds: number, isEnough: () => boolean): Promise<void> {
    for (let waited = 0; waited < seconds && !isClosed && !isEnough(); waited++) {
      await new Promise<void>((done) => {
        cancel = timers.after(SECOND_MS, done);
      });
    }
  }

  async function ask(seed: string): Promise<void> {
    log.info(`Loading addresses from DNS seed ${seed}`);
    const host = `x${SERVICES.toString(16)}.${seed}`;
    const addresses = resolve ? await resolve(host) : [];
    if (addresses.length === 0) {
      parts.fetchFrom(seed);
      return;
    }
    const kept = addresses.slice(0, MAX_ADDRESSES);
    found += kept.length;
    // Of an age that says that they are worth less than what we heard of ourselves.
    const time = () => clock.nowSeconds() - 3 * DAY - random.below(4 * DAY);
    const told = kept.map((address) => ({
      time: time(),
      services: SERVICES,
      service: { ...address, port: parts.port },
    }));
    book.add(told, internalAddress(host));
  }

  async function run(): Promise<void> {
    if (parts.hasSeedNodes) await wait(SEED_NODES_SECONDS, hasPeers);
    const seeds = shuffled(parts.seeds, random.below);
    let leftNow = parts.isForced || book.size() === 0 ? seeds.length : 0;
    if (leftNow === 0 && hasPeers()) return;
    for (const seed of seeds) {
      if (leftNow === 0) {
        leftNow = ASKED_AT_ONCE;
        const delay = book.size() >= MANY_ADDRESSES ? DELAY_MANY_SECONDS : DELAY_FEW_SECONDS;
        if (book.size() > 0) await wait(delay, hasPeers);
        if (hasPeers()) break;
      }
      while (!parts.isActive() && !isClosed) await wait(1, () => false);
      if (isClosed) return;
      await ask(seed);
      leftNow--;
    }
    log.info(`${found} addresses found from DNS seeds`);
  }

  return {
    start() {
      if (parts.seeds.length > 0) run().catch(parts.onFault);
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}
