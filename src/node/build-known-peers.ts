import { KEY_SIZE } from '../p2p/addrman/place.ts';
import { type KnownPeers, openKnownPeers } from '../p2p/known-peers.ts';
import type { BanStore, PeerStore } from '../p2p/ports.ts';
import { type NetworkName, parseNetworkName, reachableNetworks } from '../p2p/reachability.ts';
import type { NetworkClass } from '../p2p/routability.ts';
import { openPeerStore } from '../store/peer-store.ts';
import type { CancelTimer, Clock, Timers } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import { createBanFile } from './ban-file.ts';
import { mendable } from './build-chain.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataPaths } from './datadir.ts';
import type { DiskSpace } from './disk-space.ts';
import { NODE_RANDOM } from './node-random.ts';
import type { NodeOptions } from './options/node-options.ts';
import { type ProxyOptions, parseProxies } from './proxies.ts';
import { StartError } from './start-error.ts';

type KnownPeersOptions = Pick<NodeOptions, 'banTime' | 'onlyNet' | 'cjdnsReachable' | 'test'> & ProxyOptions;

interface KnownPeersRequest {
  readonly options: KnownPeersOptions;
  readonly paths: Pick<DataPaths, 'peerDatabase' | 'banList'>;
  readonly disk: Pick<DiskSpace, 'require' | 'noteFull'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly onFault: (fault: unknown) => void;
  readonly cleanup: Cleanup;
}

/** How often the address book is kept. @source Bitcoin Core src/net.cpp DUMP_PEERS_INTERVAL */
const SAVE_INTERVAL_MS = 15 * 60 * 1000;

/** The secret of an address book under `-test=addrman`. @source Bitcoin Core src/addrman.cpp AddrManImpl */
const TEST_KEY = Uint8Array.from({ length: KEY_SIZE }, (_, i) => (i === 0 ? 1 : 0));

/**
 * Opens what is kept of other nodes, bans in a file of their own; the address book is kept every 15 minutes and at the end.
 * @throws StartError where an option is wrong, or the file can't be used
 */
export function buildKnownPeers(request: KnownPeersRequest): KnownPeers {
  const { options, paths, disk, clock, timers, log, onFault, cleanup } = request;
  const reachable = reachableOf(options);
  const store = mendable(() => openPeerStore({ path: paths.peerDatabase, onNotice: log.warn }));
  cleanup.push(store.close);
  const peers = mendable(() =>
    openKnownPeers({
      store: guardPeerStore(store, disk),
      banStore: guardBanStore(createBanFile(paths.banList, log.warn), disk),
      reachable,
      banSeconds: options.banTime,
      newKey: options.test.includes('addrman') ? TEST_KEY : undefined,
      random: NODE_RANDOM,
      clock,
      log,
    }),
  );
  cleanup.push(() => saveUnlessFull(peers, log));
  cleanup.push(saveRegularly(peers, { timers, log, onFault }));
  return { ...peers, saveAnchors: (anchors) => unlessFull(() => peers.saveAnchors(anchors), log) };
}

/** What is to be written is refused while the disk is full, and a write that finds no room makes that known. */
function guardPeerStore(store: PeerStore, disk: KnownPeersRequest['disk']): PeerStore {
  return {
    ...store,
    saveAddresses: guarded(store.saveAddresses, disk),
    saveAnchors: guarded(store.saveAnchors, disk),
  };
}

function guardBanStore(store: BanStore, disk: KnownPeersRequest['disk']): BanStore {
  return { ...store, save: guarded(store.save, disk) };
}

function guarded<A extends readonly unknown[], R>(
  write: (...args: A) => R,
  { require, noteFull }: KnownPeersRequest['disk'],
): (...args: A) => R {
  return (...args) => {
    require();
    try {
      return write(...args);
    } catch (error) {
      if (error instanceof DiskFullError) noteFull(error);
      throw error;
    }
  };
}

function saveRegularly(
  peers: KnownPeers,
  { timers, log, onFault }: Pick<KnownPeersRequest, 'timers' | 'log' | 'onFault'>,
): CancelTimer {
  let cancel: CancelTimer = () => {};
  const wait = (): void => {
    cancel = timers.after(SAVE_INTERVAL_MS, () => {
      try {
        saveUnlessFull(peers, log);
      } catch (fault) {
        onFault(fault);
      }
      wait();
    });
  };
  wait();
  return () => cancel();
}

/** What is not kept now is the next time: the node can do without. */
function saveUnlessFull(peers: KnownPeers, log: Pick<Log, 'warn'>): void {
  unlessFull(peers.save, log);
}

function unlessFull(save: () => void, log: Pick<Log, 'warn'>): void {
  try {
    save();
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    log.warn(`The addresses of other nodes are not kept for now: ${error.message}`);
  }
}

/** @throws StartError, in Core's words. @source Bitcoin Core src/init.cpp AppInitMain */
function reachableOf(options: KnownPeersOptions): ReadonlySet<NetworkClass> {
  const { onlyNet, cjdnsReachable } = options;
  const hasOnionProxy = parseProxies(options).of('onion') !== undefined;
  const networks = onlyNet.map((name): NetworkName => {
    const network = parseNetworkName(name);
    if (!network) throw new StartError(`Unknown network specified in -onlynet: '${name}'`);
    return network;
  });
  const restricted = (to: string, but: string): StartError =>
    new StartError(`Outbound connections restricted to ${to} but ${but}`);
  if (networks.includes('cjdns') && !cjdnsReachable) {
    throw restricted('CJDNS (-onlynet=cjdns)', '-cjdnsreachable is not provided');
  }
  if (networks.includes('onion') && !hasOnionProxy) {
    const why =
      options.onion[0] === '0'
        ? 'explicitly forbidden: -onion=0'
        : 'not provided: neither -proxy nor -onion is given';
    throw restricted('Tor (-onlynet=onion)', `the proxy for reaching the Tor network is ${why}`);
  }
  if (networks.includes('i2p')) throw restricted('i2p (-onlynet=i2p)', '-i2psam is not provided');
  return reachableNetworks({
    onlyNet: networks,
    isCjdnsReachable: cjdnsReachable,
    isOnionReachable: hasOnionProxy,
    isI2pReachable: false,
  });
}
