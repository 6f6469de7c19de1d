import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';

/** The networks that ship with the program, the default one first; their files are config/networks/NAME.json. */
export const SHIPPED_NETWORKS = ['cpunet', 'regtest', 'signet', 'testnet4', 'main'] as const;
export type ShippedNetwork = (typeof SHIPPED_NETWORKS)[number];

/** Bitcoin Core's names of networks that don't ship: a network called so would be taken for them. */
const CORE_NAMES = ['test', 'testnet', 'testnet3'];

/** Folders of the main network, which lies in the datadir itself: a network's folder can't be called so. */
const DATADIR_FOLDERS = ['blocks', 'chainstate', 'indexes', 'wallets'];

export function isShippedNetwork(name: string): name is ShippedNetwork {
  return (SHIPPED_NETWORKS as readonly string[]).includes(name);
}

/**
 * Whether a network of someone's own may bear this name, beside having the form that the schema of the file asks.
 * @rejects network-name-taken with what it is taken by
 */
export function checkOwnNetworkName(name: string): Verdict<void, 'network-name-taken'> {
  if (isShippedNetwork(name)) {
    return reject('network-name-taken', `name: ${name} ships with the program; give a name of your own`);
  }
  if (CORE_NAMES.includes(name)) {
    return reject('network-name-taken', `name: Bitcoin Core has a network called ${name}; give another name`);
  }
  if (DATADIR_FOLDERS.includes(name)) {
    return reject(
      'network-name-taken',
      `name: the data folder has a folder ${name} already; give another name`,
    );
  }
  return ACCEPTED;
}
