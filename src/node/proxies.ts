import { randomBytes } from 'node:crypto';
import type { Target } from '../p2p/dial.ts';
import { splitHostPort } from '../p2p/net-address.ts';
import { isolatingCredentials, type Proxy as SocksProxy } from '../p2p/proxy.ts';
import type { NetworkName } from '../p2p/reachability.ts';
import { endpointText } from '../util/endpoint.ts';
import type { NodeOptions } from './options/node-options.ts';
import { StartError } from './start-error.ts';

/** By which proxies other nodes are reached (`-proxy`, `-onion`, `-proxyrandomize`). */
export interface Proxies {
  /** The network's; undefined: none, it is reached directly. */
  of(network: NetworkName): NamedProxy | undefined;
  /** For names, which are then never looked up here. */
  readonly forNames: SocksProxy | undefined;
}

export interface NamedProxy extends SocksProxy {
  /** As it is shown: `HOST:PORT`, or `unix:PATH`. */
  readonly text: string;
}

export type ProxyOptions = Pick<NodeOptions, 'proxy' | 'onion' | 'proxyRandomize'>;

/** @source Bitcoin Core src/init.cpp DEFAULT_TOR_SOCKS_PORT */
const DEFAULT_PORT = 9050;
const UNIX_PREFIX = 'unix:';
const PREFIX_BYTES = 8;

type ProxiedNetwork = Exclude<NetworkName, 'i2p'>;
const PROXIED_NETWORKS: readonly ProxiedNetwork[] = ['ipv4', 'ipv6', 'onion', 'cjdns'];

/** @throws StartError in Core's words where an option is wrong. @source Bitcoin Core src/init.cpp AppInitMain */
export function parseProxies({ proxy: texts, onion, proxyRandomize }: ProxyOptions): Proxies {
  const chosen = new Map<ProxiedNetwork | 'names', NamedProxy | undefined>();
  const proxyOf = (text: string, option: string) => parseProxy(text, option, proxyRandomize);
  for (const text of texts) {
    const { address, network } = splitNetwork(text);
    const proxy = proxyOf(address, 'proxy');
    for (const one of network === undefined ? PROXIED_NETWORKS : [network]) chosen.set(one, proxy);
    if (network !== 'onion' && network !== 'cjdns') chosen.set('names', proxy);
  }
  const [onionText = ''] = onion;
  if (onionText !== '') chosen.set('onion', proxyOf(onionText, 'onion'));
  return {
    of: (network) => (network === 'i2p' ? undefined : chosen.get(network)),
    forNames: chosen.get('names'),
  };
}

/** What is before the last `=`, and the network behind it. */
function splitNetwork(text: string): { address: string; network: ProxiedNetwork | undefined } {
  const at = text.lastIndexOf('=');
  if (at < 0) return { address: text, network: undefined };
  if (at === text.length - 1) {
    throw new StartError(`Invalid -proxy address or hostname, ends with '=': '${text}'`);
  }
  const name = text.slice(at + 1).toLowerCase();
  const network = PROXIED_NETWORKS.find((one) => one === name);
  if (!network) throw new StartError(`Unrecognized network in -proxy='${text}': '${name}'`);
  return { address: text.slice(0, at), network };
}

/** Undefined where the text says that there shall be none. */
function parseProxy(text: string, option: string, isRandomized: boolean): NamedProxy | undefined {
  if (text === '' || text === '0') return undefined;
  const target = text.startsWith(UNIX_PREFIX)
    ? { path: text.slice(UNIX_PREFIX.length) }
    : parseTarget(text, option);
  const nextCredentials = isolatingCredentials(randomBytes(PREFIX_BYTES).toString('hex'));
  return {
    target,
    text: 'path' in target ? text : endpointText(target),
    ...(isRandomized && { nextCredentials }),
  };
}

/** A host's name as it can be looked up. */
const HOST = /^(?:[\da-z-]+(?:\.[\da-z-]+)*\.?|[\da-f:.]*:[\da-f:.]*)$/i;

function parseTarget(text: string, option: string): Target & { readonly host: string } {
  const split = splitHostPort(text);
  if (!split) throw new StartError(`Invalid port specified in -${option}: '${text}'`);
  if (!HOST.test(split.host)) throw new StartError(`Invalid -${option} address or hostname: '${text}'`);
  return { host: split.host, port: split.port ?? DEFAULT_PORT };
}
