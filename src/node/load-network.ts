import type { Network } from '../chainparams/network.ts';
import { readNetworkFile, readShippedNetwork } from './network-file-reader.ts';
import type { NetworkSelection } from './options/select-network.ts';

/** The network that the options ask for. @throws StartError where its file is missing or wrong */
export function loadNetwork(selection: NetworkSelection): Network {
  return selection.kind === 'shipped' ? readShippedNetwork(selection.name) : readNetworkFile(selection.path);
}
