import { SHIPPED_NETWORKS } from '../chainparams/network-names.ts';
import { decodeAddress } from '../script/address.ts';
import type { Wallet, WalletDependencies } from '../wallet/wallet.ts';
import { readShippedNetwork } from './network-file-reader.ts';

/** The wallet of the default key, made when it is first asked for: its libraries take a while to load. */
export function buildWallet(deps: WalletDependencies): () => Promise<Wallet> {
  let wallet: Promise<Wallet> | undefined;
  return () => {
    wallet ??= import('../wallet/wallet.ts').then(({ createWallet }) => createWallet(deps));
    return wallet;
  };
}

/** The names of the networks that come with this program on which the text is an address. */
export function networksOfAddress(text: string): readonly string[] {
  return SHIPPED_NETWORKS.filter((name) => decodeAddress(text, readShippedNetwork(name).addresses).ok);
}
