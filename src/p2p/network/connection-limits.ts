/** How many connections of each kind there may be; of the other kinds there may be any number. */
export interface ConnectionLimits {
  readonly fullRelay: number;
  readonly blockRelay: number;
  readonly inbound: number;
}

/** @source Bitcoin Core src/net.h MAX_OUTBOUND_FULL_RELAY_CONNECTIONS, MAX_BLOCK_RELAY_ONLY_CONNECTIONS, MAX_FEELER_CONNECTIONS */
export const FULL_RELAY_CONNECTIONS = 8;
const BLOCK_RELAY_CONNECTIONS = 2;
const FEELER_CONNECTIONS = 1;

/**
 * Those that the node makes itself come first, and peers get what is left.
 * @param maxConnections - of all kinds (`-maxconnections`)
 * @source Bitcoin Core src/net.h CConnman::Init
 */
export function connectionLimits(maxConnections: number): ConnectionLimits {
  const fullRelay = Math.min(FULL_RELAY_CONNECTIONS, maxConnections);
  const blockRelay = Math.min(BLOCK_RELAY_CONNECTIONS, maxConnections - fullRelay);
  const inbound = Math.max(0, maxConnections - fullRelay - blockRelay - FEELER_CONNECTIONS);
  return { fullRelay, blockRelay, inbound };
}
