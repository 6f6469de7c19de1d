/**
 * The codes that an RPC error can bear, under Bitcoin Core's names. A code, once given, never changes its meaning:
 * programs branch on it.
 * @source Bitcoin Core src/rpc/protocol.h RPCErrorCode
 */
export const RPC_ERRORS = {
  // JSON-RPC 2.0's own. The first two are about the request itself; no method throws them.
  RPC_INVALID_REQUEST: -32600,
  RPC_METHOD_NOT_FOUND: -32601,
  RPC_INVALID_PARAMS: -32602,
  RPC_INTERNAL_ERROR: -32603,
  RPC_PARSE_ERROR: -32700,

  // For every method.
  RPC_MISC_ERROR: -1,
  RPC_TYPE_ERROR: -3,
  RPC_INVALID_ADDRESS_OR_KEY: -5,
  RPC_OUT_OF_MEMORY: -7,
  RPC_INVALID_PARAMETER: -8,
  RPC_DATABASE_ERROR: -20,
  RPC_DESERIALIZATION_ERROR: -22,
  RPC_VERIFY_ERROR: -25,
  RPC_VERIFY_REJECTED: -26,
  RPC_VERIFY_ALREADY_IN_UTXO_SET: -27,
  RPC_IN_WARMUP: -28,
  RPC_METHOD_DEPRECATED: -32,
  RPC_LIMIT_EXCEEDED: -37,

  // About peers.
  RPC_CLIENT_NOT_CONNECTED: -9,
  RPC_CLIENT_IN_INITIAL_DOWNLOAD: -10,
  RPC_CLIENT_NODE_ALREADY_ADDED: -23,
  RPC_CLIENT_NODE_NOT_ADDED: -24,
  RPC_CLIENT_NODE_NOT_CONNECTED: -29,
  RPC_CLIENT_INVALID_IP_OR_SUBNET: -30,
  RPC_CLIENT_P2P_DISABLED: -31,
  RPC_CLIENT_MEMPOOL_DISABLED: -33,
  RPC_CLIENT_NODE_CAPACITY_REACHED: -34,

  // About wallets.
  RPC_WALLET_ERROR: -4,
  RPC_WALLET_INSUFFICIENT_FUNDS: -6,
  RPC_WALLET_INVALID_LABEL_NAME: -11,
  RPC_WALLET_KEYPOOL_RAN_OUT: -12,
  RPC_WALLET_UNLOCK_NEEDED: -13,
  RPC_WALLET_PASSPHRASE_INCORRECT: -14,
  RPC_WALLET_WRONG_ENC_STATE: -15,
  RPC_WALLET_ENCRYPTION_FAILED: -16,
  RPC_WALLET_ALREADY_UNLOCKED: -17,
  RPC_WALLET_NOT_FOUND: -18,
  RPC_WALLET_NOT_SPECIFIED: -19,
  RPC_WALLET_ALREADY_LOADED: -35,
  RPC_WALLET_ALREADY_EXISTS: -36,
} as const satisfies Readonly<Record<string, number>>;

export type RpcErrorName = keyof typeof RPC_ERRORS;

/** A bad call: what the client did wrong, with Core's code. Thrown in `rpc` alone; anything else thrown is our own fault. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  /**
   * @param kind - Core's name of the error
   * @param message - Core's text where Core has one; else what was wrong and what would be right
   */
  constructor(kind: RpcErrorName, message: string) {
    super(message);
    this.code = RPC_ERRORS[kind];
  }
}
