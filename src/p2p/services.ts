/**
 * What a node offers, as bits of the `services` of its version message.
 * @source Bitcoin Core src/protocol.h ServiceFlags
 */
export const SERVICE = {
  /** Serves every block. */
  network: 1n << 0n,
  /** BIP37 */
  bloom: 1n << 2n,
  /** BIP144 */
  witness: 1n << 3n,
  /** BIP157 */
  compactFilters: 1n << 6n,
  /** BIP159: serves the last 288 blocks. */
  networkLimited: 1n << 10n,
  /** BIP324 */
  p2pV2: 1n << 11n,
} as const;

/** What a peer said of itself, as far as services go. */
interface Greeted {
  readonly greeting: { readonly services: bigint } | undefined;
}

/** True where the peer serves blocks, old ones or the last alone. @source Bitcoin Core src/net_processing.cpp CanServeBlocks */
export function canServeBlocks({ greeting }: Greeted): boolean {
  return greeting !== undefined && offersBlocks(greeting.services);
}

/** True of services of which blocks are one, old ones or the last alone. */
export function offersBlocks(services: bigint): boolean {
  return (services & (SERVICE.network | SERVICE.networkLimited)) !== 0n;
}

/** True where the peer serves the last blocks alone. @source Bitcoin Core src/net_processing.cpp IsLimitedPeer */
export function isLimitedPeer(peer: Greeted): boolean {
  return canServeBlocks(peer) && !hasServices(peer.greeting?.services ?? 0n, SERVICE.network);
}

/** True where the blocks that the peer serves come with their witnesses. @source Bitcoin Core CanServeWitnesses */
export function canServeWitnesses({ greeting }: Greeted): boolean {
  return hasServices(greeting?.services ?? 0n, SERVICE.witness);
}

const NAMES: readonly (readonly [bigint, string])[] = [
  [SERVICE.network, 'NETWORK'],
  [SERVICE.bloom, 'BLOOM'],
  [SERVICE.witness, 'WITNESS'],
  [SERVICE.compactFilters, 'COMPACT_FILTERS'],
  [SERVICE.networkLimited, 'NETWORK_LIMITED'],
  [SERVICE.p2pV2, 'P2P_V2'],
];

const SERVICE_BITS = 64n;

export function hasServices(services: bigint, wanted: bigint): boolean {
  return (services & wanted) === wanted;
}

/** The 64 bits in hex. */
export function servicesHex(services: bigint): string {
  return services.toString(16).padStart(16, '0');
}

/** The names of the bits; one without a name is `UNKNOWN[2^n]`. @source Bitcoin Core src/protocol.cpp serviceFlagsToStr */
export function serviceNames(services: bigint): string[] {
  const known = new Map(NAMES);
  const names: string[] = [];
  for (let bit = 0n; bit < SERVICE_BITS; bit++) {
    const flag = 1n << bit;
    if (services & flag) names.push(known.get(flag) ?? `UNKNOWN[2^${bit}]`);
  }
  return names;
}
